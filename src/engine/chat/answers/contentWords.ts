import type { NameMention } from '../knownNames';
import { folded, type SearchTerm } from '../searchTerms';

/** A word that carries a question, and what it does there as far as its neighbours tell. */
export interface ContentWord extends SearchTerm {
  /**
   * `asked`: stands right behind "what", "which" or "whose": the kind of thing that is asked for. `deed`: what somebody
   * does; pages and questions often call it by different words. `crux`: the deed in "who" + deed. `thing`: all others.
   */
  readonly role: 'asked' | 'crux' | 'deed' | 'thing';
  /** Whose it is, where the question says so (`Mara's dog`) or asks it (`does Mara have a dog`: `had`); else null. */
  readonly owner: { readonly name: string; readonly had: boolean } | null;
}

/** The words of a question that are no names and do not only frame it ("name", "colour", "reason"), with their roles. */
export function contentWords(
  text: string,
  terms: readonly SearchTerm[],
  mentions: readonly NameMention[],
): ContentWord[] {
  return terms
    .filter(({ word }) => !FRAME_WORDS.has(folded(word)))
    .map((term) => {
      const before = text.slice(0, term.offset);
      const last = mentions.findLast(({ end }) => end <= term.offset);
      const between = last === undefined ? '' : text.slice(last.end, term.offset);
      const end = term.offset + term.word.length;
      const next = mentions.find(({ start }) => start > end && /^ of (?:the )?$/i.test(text.slice(end, start)));
      const owner = last !== undefined && OWNED.test(between) ? last : next;
      const owned = owner !== undefined;
      const previous =
        last !== undefined && /^\s*$/.test(between)
          ? '{name}'
          : (/([\p{L}\p{M}'’]+)[^\p{L}\p{N}]*$/u.exec(before)?.[1]?.toLowerCase() ?? '');
      const role =
        ASKED_FOR.test(before) || /^favou?rite$/i.test(term.word)
          ? 'asked'
          : owned
            ? 'thing'
            : roleAfter(previous, term.word);
      return {
        ...term,
        role,
        owner: owned ? { name: owner.name, had: owner === last && /ha(?:ve|s)|own/i.test(between) } : null,
      };
    });
}

/** `Mara's dog`, `does Mara have a dog`. */
const OWNED = /^(?:['’ʼ]s?\s+|\s+(?:ever\s+)?(?:have|has|own|owns)\s+(?:(?:a|an|any|the)\s+)?)$/iu;
const ASKED_FOR = /^what(?:['’]s| is| was| are| were) (?:the|a|an) $/i;
const ASKED_AFTER: ReadonlySet<string> = new Set(['what', 'which', 'whose']);
const DEED_AFTER: ReadonlySet<string> = new Set(
  (
    "{name} he she they it we i you to not never ever is was are were be been being get gets got gotten has have had having doesn't didn't don't " +
    'can could will would must should finally suddenly secretly really also then and'
  ).split(' '),
);

function roleAfter(previous: string, word: string): ContentWord['role'] {
  if (ASKED_AFTER.has(previous)) return 'asked';
  if (/^\p{Lu}/u.test(word)) return 'thing';
  if (previous === 'who') return 'crux';
  if (previous === 'and') return /(?:s|ed|ing)$/.test(word) ? 'deed' : 'thing';
  return DEED_AFTER.has(previous) ? 'deed' : 'thing';
}

/** Words that say what kind of answer is wanted, not what it is about. */
const FRAME_WORDS: ReadonlySet<string> = new Set(
  (
    'name names named called color colour colors kind kinds type sort reason reasons exactly actually really many often number amount total list tell ' +
    'describe description explain summary summarize summarise give gives given role happen event events point ever never whole entire overall ' +
    'first last next before after during still yet currently present appear appears appeared appearance involve involves involving use uses used ' +
    'contain contains include includes word words phrase quote quotes dialogue dialog speech speak speaks spoke location locations place places set setting ' +
    'relationship relationships between together someone somebody anyone anybody everyone people person main details detail information know knows ' +
    'episode pilot teleplay draft begin begins began stop stops stopped continue continues spend spends spent stay stays stayed does doing thing things way start starts end ends turn turns keep keeps try tries want wants look looks get gets put puts'
  ).split(' '),
);

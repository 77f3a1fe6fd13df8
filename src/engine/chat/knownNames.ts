import { folded, isStopWord, searchTerms, termReader } from './searchTerms';

/** A character of the script, and what else the script or the writer calls them. */
export interface KnownName {
  readonly name: string;
  readonly aliases: readonly string[];
}

/** A character named in a text. */
export interface NameMention {
  /** The character's own name, whatever the text calls them. */
  readonly name: string;
  /** UTF-16 offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** True if only a part of the name is written ("Edward" for EDWARD BLOOM). */
  readonly partial: boolean;
}

/**
 * The characters that a question names, in its order: whole names and aliases in any case, and single words of longer
 * names where only one character has that word. A name that is also an ordinary word ("will", "the doctor") counts only
 * if it is written with a capital where a plain word would have none; `isOrdinaryWord` tells whether the script itself
 * uses a word in lower case, `stands` whether it has some words in a row.
 */
export function findNames(
  text: string,
  names: readonly KnownName[],
  isOrdinaryWord: (word: string) => boolean,
  stands: (phrase: string) => boolean = () => false,
): NameMention[] {
  const forms = nameForms(names);
  const words = searchTerms(text).map(({ word, offset }) => {
    const plain = word.replace(POSSESSIVE, '');
    return { plain, key: folded(plain), start: offset, end: offset + plain.length };
  });
  const mentions: NameMention[] = [];
  for (let at = 0; at < words.length;) {
    const found = formAt(forms, words, at);
    if (found !== null && isMeant(found, words, at, isOrdinaryWord, forms)) {
      const start = words[at]?.start ?? 0;
      const end = words[at + found.words.length - 1]?.end ?? start;
      mentions.push({ name: found.name, start, end, partial: found.partial });
      at += found.words.length;
    } else {
      at++;
    }
  }
  const whole = mentions.map((mention) => wholeName(text, mention, stands));
  return [...whole, ...gluedMentions(text, names, mentions)].sort((a, b) => a.start - b.start);
}

/** "Jacob Billups" is BILLUPS where the script somewhere has the two words in a row: his other names are part of the mention. */
function wholeName(text: string, mention: NameMention, stands: (phrase: string) => boolean): NameMention {
  let { start, end } = mention;
  for (let more = 0; more < MOST_NAMES; more++) {
    const before = /\p{Lu}[\p{L}\p{M}'’-]*\.?\s$/u.exec(text.slice(0, start))?.[0];
    // "Is Alma": the sentence begins, the name does not.
    if (before === undefined || isStopWord(before.trim()) || !stands(before + text.slice(start, end))) break;
    start -= before.length;
  }
  for (let more = 0; more < MOST_NAMES; more++) {
    const after = /^\s\p{Lu}[\p{L}\p{M}-]*/u.exec(text.slice(end))?.[0];
    if (after === undefined || !stands(text.slice(start, end) + after)) break;
    end += after.length;
  }
  return { ...mention, start, end };
}

const MOST_NAMES = 3;

/** Finds the characters named in running text of the script: `(text) => names`, each once. Built once for a cast. */
export function nameSpotter(names: readonly KnownName[]): (text: string) => string[] {
  const forms = nameForms(names);
  const termsOf = termReader();
  const keys = new Map<string, string>();
  const keyOf = (plain: string): string => {
    const key = keys.get(plain) ?? folded(plain);
    if (keys.size < MOST_REMEMBERED) keys.set(plain, key);
    return key;
  };
  return (text) => {
    const words = termsOf(text).map(({ word, offset }) => {
      const plain = word.replace(POSSESSIVE, '');
      return { plain, key: keyOf(plain), start: offset, end: offset + plain.length };
    });
    const found = new Set<string>();
    for (let at = 0; at < words.length;) {
      const form = formAt(forms, words, at);
      // On the page a name has its capital; "will" and "the man" are words.
      if (form !== null && startsCapital(words[at]?.plain ?? '')) {
        found.add(form.name);
        at += form.words.length;
      } else {
        at++;
      }
    }
    for (const { name } of gluedMentions(text, names, [])) found.add(name);
    return [...found];
  };
}

const MOST_REMEMBERED = 50_000;

interface NameForm {
  readonly name: string;
  readonly words: readonly string[];
  readonly partial: boolean;
}

/** Forms by their first word, longest first; whole names before parts. */
type NameForms = ReadonlyMap<string, readonly NameForm[]>;

interface Word {
  readonly plain: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

function nameForms(names: readonly KnownName[]): NameForms {
  const forms = new Map<string, NameForm[]>();
  const add = (form: NameForm): void => {
    const first = form.words[0];
    if (first === undefined) return;
    forms.set(first, [...(forms.get(first) ?? []), form]);
  };
  const owners = new Map<string, Set<string>>();
  for (const { name, aliases } of names) {
    for (const form of [name, ...aliases]) {
      const words = keysOf(form);
      add({ name, words, partial: false });
      if (words.length < 2) continue;
      for (const word of words) owners.set(word, (owners.get(word) ?? new Set()).add(name));
    }
  }
  for (const [word, having] of owners) {
    const [name] = having;
    if (having.size !== 1 || name === undefined || word.length < 3 || isStopWord(word) || /^\p{N}+$/u.test(word))
      continue;
    if (forms.get(word)?.some((form) => form.words.length === 1) === true) continue;
    add({ name, words: [word], partial: true });
  }
  for (const list of forms.values()) list.sort((a, b) => b.words.length - a.words.length);
  return forms;
}

function keysOf(name: string): string[] {
  return searchTerms(name).map(({ word }) => folded(word.replace(POSSESSIVE, '')));
}

function formAt(forms: NameForms, words: readonly Word[], at: number): NameForm | null {
  const first = words[at]?.key;
  if (first === undefined) return null;
  return forms.get(first)?.find((form) => form.words.every((word, i) => words[at + i]?.key === word)) ?? null;
}

function isMeant(
  form: NameForm,
  words: readonly Word[],
  at: number,
  isOrdinaryWord: (word: string) => boolean,
  forms: NameForms,
): boolean {
  if (form.words.length > 1) return true;
  const word = words[at];
  if (word === undefined) return false;
  if (isUncased(word.plain)) return true;
  const capital = startsCapital(word.plain);
  if (isStopWord(word.plain)) {
    if (!capital) return false;
    const next = words[at + 1];
    return at > 0 || next === undefined || !(SUBJECTS.has(next.key) || forms.has(next.key));
  }
  if (capital && at > 0) return true;
  return !isOrdinaryWord(word.key) || (capital && !form.partial);
}

/** "Will he come?" and "Will the fish bite?" begin with a verb. */
const SUBJECTS: ReadonlySet<string> = new Set(
  'i you he she it we they there the a an this that these those his her my our their anyone someone everyone'.split(
    ' ',
  ),
);

function startsCapital(word: string): boolean {
  return /^[\p{Lu}\p{Lt}\p{N}]/u.test(word) || isUncased(word);
}

function isUncased(word: string): boolean {
  return word.toLowerCase() === word.toUpperCase() && /\p{L}/u.test(word);
}

const POSSESSIVE = /['’ʼ]s?$/i;
/** Scripts in which a name is glued to what follows it: no blanks, or particles as in Korean. */
const GLUED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function gluedMentions(text: string, names: readonly KnownName[], found: readonly NameMention[]): NameMention[] {
  if (!GLUED.test(text)) return [];
  const mentions: NameMention[] = [];
  for (const { name, aliases } of names) {
    for (const form of [name, ...aliases]) {
      if (form.length < 2 || !GLUED.test(form)) continue;
      const start = text.indexOf(form);
      if (start < 0 || found.some((mention) => mention.start <= start && start < mention.end)) continue;
      mentions.push({ name, start, end: start + form.length, partial: false });
      break;
    }
  }
  return mentions;
}

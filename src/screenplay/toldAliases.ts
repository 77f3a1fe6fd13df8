import { plainText } from './emphasis';
import type { ScreenplayElement } from './screenplay';
import type { AliasPair, AliasReason, Speaker } from './suggestAliases';

/** What the page itself says about who is who. */
export interface ToldAliases {
  readonly pairs: readonly AliasPair[];
  /** Full names by the cue's name of those whom an introduction names in full: `ELIAS` for `ELIAS WREN, 40`. */
  readonly fullNames: ReadonlyMap<string, string>;
}

/**
 * Finds where action or dialogue says that two names are one person: a nickname in an introduction, a reveal, `also known as`, a
 * cue with another name in brackets, and people who say their name.
 */
export function toldAliases(
  scenes: readonly (readonly ScreenplayElement[])[],
  speakers: ReadonlyMap<string, Speaker>,
): ToldAliases {
  const pairs: AliasPair[] = [];
  const fullNames = new Map<string, string>();
  const byLetters = new Map([...speakers.keys()].map((name) => [lettersOf(name), name]));
  const nameOf = (words: string | undefined): string | undefined => byLetters.get(lettersOf(words ?? ''));
  scenes.forEach((elements, sceneIndex) => {
    const find = (one: string | undefined, other: string | undefined, reason: AliasReason, words: string): void => {
      if (one === undefined || other === undefined || one === other) return;
      pairs.push({ names: [one, other], reason, evidence: { sceneIndex, words } });
    };
    let speaker: string | undefined;
    for (const element of elements) {
      const text = plainText(element.text.slice(0, LONGEST_READ)).replace(/\s+/g, ' ');
      if (element.type === 'character') {
        speaker = element.name;
        const [, base, inner] = IN_BRACKETS.exec(element.name ?? '') ?? [];
        find(nameOf(base), nameOf(inner), 'told', text);
      } else if (element.type === 'dialogue') {
        for (const [words, said] of text.matchAll(SAYS_NAME)) find(speaker, nameOf(said), 'says-so', words.trim());
      } else if (element.type === 'action') {
        for (const [words, first = '', nick = '', last = ''] of text.matchAll(NICKNAME)) {
          const full = `${first} ${last}`;
          const cues = [full, first, nick, last].flatMap((part) => nameOf(part) ?? []);
          for (const [i, cue] of cues.entries())
            for (const other of cues.slice(i + 1)) find(cue, other, 'nickname', words);
          if (cues.length === 1 && cues[0] === nameOf(nick)) find(cues[0], full, 'nickname', words);
        }
        for (const [, full = ''] of text.matchAll(INTRODUCED)) {
          const cue = nameOf(full.split(' ')[0]) ?? nameOf(full.split(' ').at(-1));
          if (full.includes(' ') && cue !== undefined && cue !== full) fullNames.set(cue, full);
        }
        for (const [words, full = '', role = ''] of text.matchAll(BY_TRADE)) {
          const known = nameOf(full) ?? nameOf(full.split(' ')[0]) ?? nameOf(full.split(' ').at(-1));
          find(nameOf(role), known ?? full, 'told', words);
        }
        for (const [words, one, other] of sayings(text))
          find(endingName(one, nameOf), beginningName(other, nameOf), 'told', words);
      }
    }
  });
  return { pairs, fullNames };
}

/** Sentences that may set two people equal: what stands before, and what stands behind. */
function sayings(text: string): readonly (readonly [words: string, one: string, other: string])[] {
  return text.split(SENTENCE_END).flatMap((sentence) => {
    const is = IS.exec(sentence);
    if (is) return [[sentence, is[1] ?? '', is[2] ?? ''] as const];
    const known = KNOWN_AS.exec(sentence);
    if (known) return [[sentence, known[1] ?? '', known[2] ?? ''] as const];
    const friends = TO_FRIENDS.exec(sentence) ?? IN_BRACKETS_INSIDE.exec(sentence);
    return friends ? [[sentence, friends[1] ?? '', friends[2] ?? ''] as const] : [];
  });
}

const CAPITALS = String.raw`\p{Lu}[\p{Lu}\p{M}'’.-]+`;
const AGE = String.raw`(?:\(\s*(?:\p{L}+\s)*\d|,\s(?:\p{L}+\s)*\d)`;
const SENTENCE_END = /(?<=[.!?…])\s+(?=\p{Lu}|["“])/u;
const NICKNAME = new RegExp(
  String.raw`(${CAPITALS}) ["'“‘”’(](${CAPITALS.replace("'’", '')})["'”’)] (${CAPITALS})`,
  'gu',
);
const INTRODUCED = new RegExp(String.raw`(${CAPITALS}(?: ${CAPITALS}){0,3})\s?(?=${AGE})`, 'gu');
/** `HOLLIS CRANE (70), the grocer,` */
const BY_TRADE = new RegExp(
  String.raw`(${CAPITALS}(?: ${CAPITALS}){0,3})(?:\s?\([^()]*\d[^()]*\)|,\s\d\d?s?),?\s(?:the|our)\s(\p{L}+(?: \p{L}+)?)(?=[,.;:])`,
  'gu',
);
/** What somebody says who gives their name, at the beginning of a sentence; a comma or full stop ends it. */
const SAYS_NAME =
  /(?<=^|[.!?…—]\s)(?:Please, |No, |Well, |And |But |So )?(?:[Mm]y name is|[Mm]y name['’]s|[Tt]he name is|[Tt]he name['’]s|I am|I['’]m|[Cc]all me|(?:[Yy]ou can|[Tt]hey|[Pp]eople|[Ff]riends) call me|[Tt]hey know me as|[Ii]t['’]s me,)\s((?:\p{Lu}[\p{L}\p{M}'’.-]*)(?:\s\p{Lu}[\p{L}\p{M}'’.-]*){0,2}?)(?=[.,!?…;]|\s?--|$)/gu;
const IS =
  /^(.*?)(?:[:,—–-]+\s(?:it is|it['’]s|this is)|\s(?:is|is really|turns out to be|is revealed as|is revealed to be))\s(?!not\b)(.+)$/iu;
const KNOWN_AS = /^(.+?),?\s(?:(?:also|better|now|once) known as|known as|a\.?k\.?a\.?|alias)\s(.+)$/iu;
const TO_FRIENDS = /^(.+?),\s(.+?) to (?:everyone|everybody|all|friends|(?:his|her|their) friends)\b/iu;
const IN_BRACKETS_INSIDE = /^(.*?)\s?\(([^()]+)\)/u;
const IN_BRACKETS = /^(.+?) \(([^()]+)\)$/u;

type NameOf = (words: string | undefined) => string | undefined;

/** The name that a piece of text ends with, or begins with where it is the subject of the sentence. */
function endingName(text: string, nameOf: NameOf): string | undefined {
  const words = text.replace(/[,;]+$/, '').split(' ');
  for (let from = Math.max(0, words.length - LONGEST); from < words.length; from++) {
    const name = nameOf(words.slice(from).join(' '));
    if (name !== undefined) return name;
  }
  return beginningName(text, nameOf);
}

/** The name that a piece of text begins with, closed by a mark or the end. */
function beginningName(text: string, nameOf: NameOf): string | undefined {
  const words = text.split(' ').slice(0, LONGEST);
  for (let to = words.length; to > 0; to--) {
    const part = words.slice(0, to);
    const name = nameOf(part.join(' ')) ?? nameOf(part.slice(1).join(' '));
    if (name !== undefined) return name;
  }
  return undefined;
}

const LONGEST = 5;
/** Of an element so many units are read: introductions come early, and the time stays linear in the script. */
const LONGEST_READ = 1_000;

/** In capitals, without articles and marks at the ends: how names are compared with running text. */
function lettersOf(words: string): string {
  return words
    .toUpperCase()
    .replace(/[’‘]/g, "'")
    .replace(/^(?:THE|AN?)\s/, '')
    .replace(/[.,;:!?"“”—–-]+$/, '')
    .trim();
}

/**
 * Finds people in a piece of action: `(text) => names`, each once, in order. Known names count where they stand whole, in capitals
 * or Title Case, in any script; unknown ones only where they are introduced in capitals with an age (`MARA (30s)`, `MARA, 34,`).
 */
export function nameFinder(knownNames: ReadonlySet<string>): (text: string) => string[] {
  const byFirstWord = new Map<string, KnownName[]>();
  const unspaced: string[] = [];
  for (const name of knownNames) {
    if (UNSPACED.test(name)) {
      unspaced.push(name);
      continue;
    }
    const words = [...name.normalize('NFC').matchAll(WORD)].map((match) => keyOf(match[0]));
    const [first] = words;
    if (first === undefined) continue;
    const others = byFirstWord.get(first);
    if (others) others.push({ name, words });
    else byFirstWord.set(first, [{ name, words }]);
  }
  // The longest name that fits is the one meant.
  for (const names of byFirstWord.values()) names.sort((a, b) => b.words.length - a.words.length);
  const knownAt = (words: readonly Word[], at: number): KnownName | undefined => {
    const word = words[at]?.text ?? '';
    return isCapitalised(word) ? byFirstWord.get(keyOf(word))?.find((name) => stands(name, words, at)) : undefined;
  };
  return (written) => {
    const text = written.normalize('NFC');
    const found = new Set<string>();
    const words = wordsOf(text);
    for (let i = 0; i < words.length;) {
      const length = introductionAt(text, words, i);
      // "JUNE TASKER, 61" introduces the JUNE of the cues, and "PRUE HALLAM, 50s" their HALLAM.
      let known: KnownName | undefined;
      for (let k = i; k < i + Math.max(1, length); k++) known ??= knownAt(words, k);
      if (known) {
        found.add(known.name);
        i += Math.max(known.words.length, length);
        continue;
      }
      if (length > 0) {
        const end = words[i + length - 1]?.end ?? 0;
        found.add(
          text
            .slice(words[i]?.start ?? 0, end)
            .replace(/[’‘]/g, "'")
            .replace(/\s+/g, ' '),
        );
      }
      i += Math.max(1, length);
    }
    for (const name of unspaced) if (text.includes(name)) found.add(name);
    return [...found];
  };
}

interface KnownName {
  readonly name: string;
  readonly words: readonly string[];
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** With the joiners that some scripts put inside words. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\u200C\u200D]*/gu;
const JOINERS = /[\u200C\u200D]/;

/** Scripts without blanks between words: a name there has no word boundaries to look for. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    words.push({
      text: match[0],
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return words;
}

/** In capitals, without joiners. */
function keyOf(word: string): string {
  return (JOINERS.test(word) ? word.replace(/[\u200C\u200D]/g, '') : word).toUpperCase();
}

function stands(name: KnownName, words: readonly Word[], at: number): boolean {
  return name.words.every((word, k) => {
    const here = words[at + k];
    if (!here || keyOf(here.text) !== word) return false;
    // Words such as "of" inside a name may be small.
    if (k > 0 && k < name.words.length - 1) return true;
    return isCapitalised(here.text);
  });
}

/** All capitals, Title Case, or a script without case. */
function isCapitalised(word: string): boolean {
  const unit = word.charCodeAt(0);
  if (unit < 128) return unit < 97;
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first === first.toUpperCase();
}

/** How many words from `at` introduce a person: 1 to 4 words in capitals, then an age; 0 where they do not. */
function introductionAt(text: string, words: readonly Word[], at: number): number {
  let length = 0;
  let letters = 0;
  for (; length < 4; length++) {
    const word = words[at + length];
    if (!word || !ALL_CAPITALS.test(word.text)) break;
    const before = words[at + length - 1];
    if (length > 0 && before && !INSIDE_NAME.test(text.slice(before.end, word.start))) break;
    letters = Math.max(letters, word.text.length);
  }
  const last = words[at + length - 1];
  if (length === 0 || letters < 2 || !last) return 0;
  return AGE.test(text.slice(last.end, last.end + 40)) ? length : 0;
}

const ALL_CAPITALS = /^\p{Lu}[\p{Lu}\p{M}\p{N}]*$/u;
/** A nickname may stand in quotation marks: `ELEANOR 'NELL' VANCE`. */
const INSIDE_NAME = /^(?: |\. |-|['’]| ["'“‘]|["'”’] )$/;
const AGE =
  /^(?:\s\(|,\s)(?:(?:an?\s|around\s|about\s|early\s|mid[-\s]|late\s|his\s|her\s|their\s|in\s)*)(?:\d0['’]?s|\d{1,2}(?:[),;.]|\s(?:and|years|year)\b|-ish|ish|-year)|teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)/i;

import type { Cue } from './names';

/**
 * Reads a cue that is written as nearly all are, `ADA` or `ADA (V.O.)`: ASCII letters, digits, apostrophes and a few signs, single blanks,
 * with none but the most common extensions. Null for every other cue: that takes `readCue`, with which this one always agrees.
 */
export function readPlainCue(text: string): Cue | null {
  let blankBefore = true;
  let curly = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 32) {
      if (blankBefore) return null;
      blankBefore = true;
    } else if (unit === 40) {
      return blankBefore && i > 0 ? withExtensions(text, i, curly) : null;
    } else if (isNameUnit(unit)) {
      blankBefore = false;
    } else if (unit === CURLY_QUOTE) {
      blankBefore = false;
      curly = true;
    } else {
      return null;
    }
  }
  return blankBefore ? null : { name: straight(text, curly), extensions: NONE };
}

const NONE: readonly string[] = [];
const CURLY_QUOTE = 0x2019;

function straight(name: string, curly: boolean): string {
  return curly ? name.replaceAll('\u2019', "'") : name;
}

function withExtensions(text: string, open: number, curly: boolean): Cue | null {
  const extensions: string[] = [];
  for (let at = open; at < text.length;) {
    const close = text.charCodeAt(at) === 40 ? text.indexOf(')', at) : -1;
    const extension = close === -1 ? undefined : COMMON.get(text.slice(at + 1, close));
    if (extension === undefined) return null;
    extensions.push(extension);
    at = text.charCodeAt(close + 1) === 32 ? close + 2 : close + 1;
  }
  return { name: straight(text.slice(0, open - 1), curly), extensions };
}

/** As most scripts write them, with straight quotes, so that the rules for extensions need not be asked. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ...["CONT'D", 'V.O.', 'O.S.', 'O.C.', 'VO', 'OS', 'OC'].map((extension) => [extension, extension] as const),
  ['CONT\u2019D', "CONT'D"],
]);

/** `&` to `9` without parentheses and stars, the letters, and `#`: nothing that marks, joins or folds. */
function isNameUnit(unit: number): boolean {
  return (
    (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || (unit >= 43 && unit <= 57) || NAME_SIGNS.has(unit)
  );
}

const NAME_SIGNS: ReadonlySet<number> = new Set([35, 38, 39]);

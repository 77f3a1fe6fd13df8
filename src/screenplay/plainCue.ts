import type { Cue } from './names';

/**
 * Reads a cue that is written as nearly all are, `ADA` or `ADA (V.O.)`: ASCII letters, digits, apostrophes and most signs, single blanks,
 * with none but the most common extensions. Null for every other cue: that takes `readCue`, with which this one always agrees.
 */
export function readPlainCue(text: string): Cue | null {
  let nameEnd = 0;
  let curly = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 32) continue;
    if (unit === 40) return nameEnd > 0 && nameEnd < i ? withExtensions(text, nameEnd, i, curly) : null;
    if (unit === CURLY_QUOTE) curly = true;
    else if (!isNameUnit(unit)) return null;
    // Several blanks are one only in front of a parenthesis.
    if (i - nameEnd > (nameEnd > 0 ? 1 : 0)) return null;
    nameEnd = i + 1;
  }
  return nameEnd === text.length && nameEnd > 0 ? { name: straight(text, curly), extensions: NONE } : null;
}

const NONE: readonly string[] = [];
const CURLY_QUOTE = 0x2019;

function straight(name: string, curly: boolean): string {
  return curly ? name.replaceAll('\u2019', "'") : name;
}

function withExtensions(text: string, nameEnd: number, open: number, curly: boolean): Cue | null {
  const extensions: string[] = [];
  for (let at = open; at < text.length;) {
    const close = text.charCodeAt(at) === 40 ? text.indexOf(')', at) : -1;
    const extension = close === -1 ? undefined : COMMON.get(text.slice(at + 1, close));
    if (extension === undefined) return null;
    extensions.push(extension);
    at = text.charCodeAt(close + 1) === 32 ? close + 2 : close + 1;
  }
  return { name: straight(text.slice(0, nameEnd), curly), extensions };
}

/** As most scripts write them, with straight quotes, so that the rules for extensions need not be asked. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ...["CONT'D", 'V.O.', 'O.S.', 'O.C.', 'VO', 'OS', 'OC'].map((extension) => [extension, extension] as const),
  ['CONT\u2019D', "CONT'D"],
]);

/** ASCII letters, digits and signs but for parentheses, `*`, `@`, brackets and what else marks or folds. */
function isNameUnit(unit: number): boolean {
  return (
    (unit >= 65 && unit <= 90) ||
    (unit >= 97 && unit <= 122) ||
    (unit >= 43 && unit <= 63) ||
    (unit >= 33 && unit <= 39)
  );
}

/**
 * How many lines a text takes in a column of `width` characters of 12-point Courier: words wrap at blanks, behind hyphens and
 * dashes and between wide letters (Unicode Annex 14), a longer word is cut, blanks at the end of a line take no room. A tab is four
 * blanks (Fountain, *Action*), wide (CJK) characters take two columns, combining marks none. An empty text takes one line. Linear.
 */
export function wrapLines(text: string, width: number): number {
  return layOut(text, 0, width, Infinity, null).lines;
}

/** Where a text may break between two pages: at the end of a sentence. */
export interface SentenceEnd {
  /** The line it is on, from 1. */
  readonly line: number;
  /** Behind the sentence, in the text. */
  readonly offset: number;
}

/** A stretch of text laid out in a column. */
export interface Layout {
  /** At most one more than was asked for: then the text goes on. */
  readonly lines: number;
  /** Where the first line that was not asked for begins; the length of the text where all fits. */
  readonly end: number;
}

/**
 * Lays out at most `limit` lines of `text` from `offset`, blanks at the start left out, and puts the sentence ends on those lines
 * into `ends`, in order, without one at the very end of the text. Takes no more time than the lines it lays out.
 */
export function layOut(text: string, offset: number, width: number, limit: number, ends: SentenceEnd[] | null): Layout {
  let line = 1;
  /** Columns used on this line by whole words and the blanks behind them. */
  let used = 0;
  let word = 0;
  let wordStart = offset > 0 ? skipBlanks(text, offset) : 0;
  let stop = false;
  for (let i = wordStart; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isBlank(unit)) {
      if (stop) ends?.push({ line, offset: i });
      stop = false;
      used += word + (unit === 9 ? 4 : 1);
      word = 0;
      wordStart = i + 1;
      if (unit === 10) {
        if (line >= limit) return { lines: limit + 1, end: i + 1 };
        line++;
        used = 0;
      }
      continue;
    }
    stop = ends !== null && endsSentence(unit, stop);
    const columns = unit < 0x300 ? 1 : columnsOf(unit);
    if (columns > 0 && used + word + columns > width) {
      // A word longer than a line is cut where the line ends.
      const isCut = used === 0 && word > 0;
      if (used > 0 || isCut) {
        if (line >= limit) return { lines: limit + 1, end: isCut ? i : wordStart };
        line++;
        used = 0;
      }
      if (isCut) {
        word = 0;
        wordStart = i;
      }
    }
    word += columns;
    if (columns === 2 || (isDash(unit) && !isDash(text.charCodeAt(i + 1)))) {
      used += word;
      word = 0;
      wordStart = i + 1;
    }
  }
  return { lines: line, end: text.length };
}

/** The first place from `offset` on that is neither blank nor line break; the length of the text where there is none. */
export function skipBlanks(text: string, offset: number): number {
  let i = offset;
  while (i < text.length && isBlank(text.charCodeAt(i))) i++;
  return i;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 9;
}

function isDash(unit: number): boolean {
  return unit === 0x2d || unit === 0x2013 || unit === 0x2014;
}

/** Whether a sentence has ended with this unit: a stop, or a closing mark behind one. */
function endsSentence(unit: number, before: boolean): boolean {
  switch (unit) {
    case 0x21:
    case 0x2e:
    case 0x3f:
    case 0x2026:
    case 0x3002:
      return true;
    case 0x22:
    case 0x27:
    case 0x29:
    case 0x2019:
    case 0x201d:
      return before;
    default:
      return false;
  }
}

/** Of a unit from U+0300 on. */
function columnsOf(unit: number): number {
  if (unit <= 0x36f || unit === 0x200b || unit === 0x200d || unit === 0xfe0f) return 0;
  // The second half of a pair.
  if (unit >= 0xdc00 && unit <= 0xdfff) return 0;
  if (unit < 0x1100) return 1;
  const isWide =
    unit <= 0x115f ||
    (unit >= 0x2e80 && unit <= 0xa4cf) ||
    (unit >= 0xac00 && unit <= 0xd7a3) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0xff00 && unit <= 0xff60);
  return isWide ? 2 : 1;
}

/**
 * How many lines a text takes in a column of `width` characters of 12-point Courier: words wrap at blanks and behind hyphens, a
 * longer word is cut. Wide (CJK) characters take two columns, combining marks none. An empty text takes one line. Linear.
 */
export function wrapLines(text: string, width: number): number {
  return layOut(text, width, null);
}

/** Where a text may break between two pages: at the end of a sentence. `line` counts from 1, `offset` is behind the sentence. */
export interface SentenceEnd {
  readonly line: number;
  readonly offset: number;
}

/** The sentence ends of a text laid out in a column, in order, without the one at its very end. */
export function sentenceEnds(text: string, width: number): readonly SentenceEnd[] {
  const ends: SentenceEnd[] = [];
  layOut(text, width, ends);
  return ends.filter(({ offset }) => offset < text.length);
}

function layOut(text: string, width: number, ends: SentenceEnd[] | null): number {
  let line = 1;
  /** Columns used on this line by whole words and the blanks behind them. */
  let used = 0;
  let word = 0;
  let stop = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10) {
      if (ends && stop) ends.push({ line, offset: i });
      line++;
      used = 0;
      word = 0;
      stop = false;
      continue;
    }
    if (unit === 32) {
      if (ends && stop) ends.push({ line, offset: i });
      stop = false;
      used += word + 1;
      word = 0;
      continue;
    }
    if (unit === 46 || unit === 33 || unit === 63 || unit === 0x2026 || unit === 0x3002) stop = true;
    else if (unit !== 34 && unit !== 39 && unit !== 41 && unit !== 0x201d && unit !== 0x2019) stop = false;
    const columns = columnsOf(unit);
    if (columns > 0 && used + word + columns > width) {
      line++;
      // A word longer than a line is cut where the line ends.
      if (used === 0) word = 0;
      used = 0;
    }
    word += columns;
    if (unit === 45 || columns === 2) {
      used += word;
      word = 0;
    }
  }
  return line;
}

function columnsOf(unit: number): number {
  if (unit < 0x300) return 1;
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

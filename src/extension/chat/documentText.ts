/** A stretch of a text in UTF-16 units, `end` exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** The text of an open document, to find quotes in as they were cited. Lines count from 1, offsets in UTF-16 units. */
export interface DocumentText {
  readonly length: number;
  readonly lines: number;
  /** The offset at which a line starts; a line past the end starts at the end. */
  lineStart(line: number): number;
  lineOf(offset: number): number;
  /**
   * Where a quote stands, within `within` if given; of several places the one nearest to `near`, else the first. Null
   * if it stands nowhere. Compared as citations are (chat.md, *Grounding*): without emphasis marks and notes, blanks
   * folded, quotation marks and dashes unified, case kept; the marks that force an element are no part of a line.
   */
  find(quote: string, where: { readonly within?: TextSpan; readonly near?: number }): TextSpan | null;
}

export function createDocumentText(text: string): DocumentText {
  const starts = lineStarts(text);
  // Folded on the first quote: a panel without citations needs none of it.
  let folding: Folded | null = null;
  const folded = (): Folded => (folding ??= fold(text));
  const lineStart = (line: number): number => starts[Math.max(0, line - 1)] ?? text.length;

  return {
    length: text.length,
    lines: starts.length,
    lineStart,
    lineOf: (offset) => lastAtMost(starts, offset) + 1,
    find: (quote, { within = { start: 0, end: text.length }, near }) => {
      const wanted = fold(quote).text.trim();
      if (wanted === '') return null;
      const { text: page, offsets } = folded();
      const from = firstAtLeast(offsets, within.start);
      const to = firstAtLeast(offsets, within.end);
      const at =
        near === undefined ? page.indexOf(wanted, from) : nearest(page, wanted, firstAtLeast(offsets, near), from);
      if (at < 0 || at + wanted.length > to) return null;
      return { start: offsets[at] ?? 0, end: (offsets[at + wanted.length - 1] ?? text.length) + 1 };
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/gu)) starts.push(index + end.length);
  return starts;
}

/** Of the places at or after `from`, the one nearest to `near`; -1 if there is none. */
function nearest(page: string, wanted: string, near: number, from: number): number {
  const after = page.indexOf(wanted, Math.max(near, from));
  const before = near <= from ? -1 : page.lastIndexOf(wanted, near - 1);
  if (before < from) return after;
  if (after < 0) return before;
  return near - before < after - near ? before : after;
}

interface Folded {
  readonly text: string;
  /** Of each unit of `text`, where it stands in the original; rising. */
  readonly offsets: readonly number[];
}

/**
 * Short notes and boneyard; marks that force an element or centre it; emphasis marks and the backslash that saves one.
 * No quote reaches over a long note, and without an upper bound many open ones would be looked through to the end each.
 */
const UNREAD = /\[\[[^]{0,2000}?\]\]|\/\*[^]{0,2000}?\*\/|^[ \t]*[!~>][ \t]*|[ \t]*<[ \t]*$|[*_\\]/gmu;

function fold(text: string): Folded {
  let result = '';
  const offsets: number[] = [];
  let blank = true;
  const read = (start: number, end: number): void => {
    for (let at = start; at < end; at += 1) {
      const unit = text.charAt(at);
      if (/\s/u.test(unit)) {
        if (blank) continue;
        blank = true;
        result += ' ';
      } else {
        blank = false;
        result += unified(unit);
      }
      offsets.push(at);
    }
  };
  let position = 0;
  for (const { index, 0: unread } of text.matchAll(UNREAD)) {
    read(position, index);
    position = index + unread.length;
  }
  read(position, text.length);
  return { text: result, offsets };
}

/** A quotation mark or dash as the one key on the keyboard that is meant by it. */
function unified(unit: string): string {
  if (unit >= '\u2018' && unit <= '\u201b') return "'";
  if (unit >= '\u201c' && unit <= '\u201f') return '"';
  return unit >= '\u2010' && unit <= '\u2015' ? '-' : unit;
}

/** Index of the last of the rising numbers that is at most `limit`; 0 if none is. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  return Math.max(0, firstAtLeast(numbers, limit + 1) - 1);
}

/** Index of the first of the rising numbers that is at least `limit`; their count if none is. */
function firstAtLeast(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

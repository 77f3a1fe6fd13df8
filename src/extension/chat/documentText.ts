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

  return {
    length: text.length,
    lines: starts.length,
    lineStart: (line) => starts[Math.max(0, line - 1)] ?? text.length,
    lineOf: (offset) => Math.max(1, firstAtLeast(starts, offset + 1)),
    find: (quote, { within, near }) => {
      const wanted = fold(quote).text.trim();
      if (wanted === '') return null;
      const { text: whole, offsets } = folded();
      const first = within === undefined ? 0 : firstAtLeast(offsets, within.start);
      const page = within === undefined ? whole : whole.slice(first, firstAtLeast(offsets, within.end));
      const found =
        near === undefined ? page.indexOf(wanted) : nearest(page, wanted, firstAtLeast(offsets, near) - first);
      if (found < 0) return null;
      const at = first + found;
      return { start: offsets[at] ?? 0, end: (offsets[at + wanted.length - 1] ?? text.length) + 1 };
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/gu)) starts.push(index + end.length);
  return starts;
}

/** The place nearest to `near`; -1 if there is none. */
function nearest(page: string, wanted: string, near: number): number {
  const after = page.indexOf(wanted, near);
  if (after === near || near <= 0) return after;
  const before = page.lastIndexOf(wanted, near - 1);
  if (before < 0) return after;
  return after < 0 || near - before < after - near ? before : after;
}

interface Folded {
  readonly text: string;
  /** Of each unit of `text`, where it stands in the original; rising. */
  readonly offsets: Uint32Array;
}

/**
 * Short notes and boneyard; marks that force an element or centre it; emphasis marks and the backslash that saves one.
 * No quote reaches over a long note, and without an upper bound many open ones would be looked through to the end each.
 */
const UNREAD = /\[\[[^]{0,2000}?\]\]|\/\*[^]{0,2000}?\*\/|^[ \t]*[!~>][ \t]*|[ \t]*<[ \t]*$|[*_\\]/gmu;

function fold(text: string): Folded {
  const units = new Uint16Array(text.length);
  const offsets = new Uint32Array(text.length);
  let length = 0;
  let blank = true;
  const read = (start: number, end: number): void => {
    for (let at = start; at < end; at += 1) {
      const unit = text.charCodeAt(at);
      const isBlank = unit <= 0x20 || (unit >= 0x80 && BLANKS.has(unit));
      if (isBlank && blank) continue;
      blank = isBlank;
      units[length] = isBlank ? 0x20 : unified(unit);
      offsets[length] = at;
      length += 1;
    }
  };
  let position = 0;
  for (const { index, 0: unread } of text.matchAll(UNREAD)) {
    read(position, index);
    position = index + unread.length;
  }
  read(position, text.length);
  return { text: new TextDecoder('utf-16le').decode(units.subarray(0, length)), offsets: offsets.subarray(0, length) };
}

/** The blanks beyond ASCII, as `\s` has them. */
const BLANKS: ReadonlySet<number> = new Set(
  [0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff].concat(
    Array.from({ length: 11 }, (_, at) => 0x2000 + at),
  ),
);

/** A quotation mark or dash as the one key on the keyboard that is meant by it. */
function unified(unit: number): number {
  if (unit >= 0x2018 && unit <= 0x201b) return 0x27;
  if (unit >= 0x201c && unit <= 0x201f) return 0x22;
  return unit >= 0x2010 && unit <= 0x2015 ? 0x2d : unit;
}

/** Index of the first of the rising numbers that is at least `limit`; their count if none is. */
function firstAtLeast(numbers: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

import { foldText, wordsAt, type FoldedText } from '../../story/foldedText';

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
   * if it stands nowhere. Compared as the engine compares (`foldText`: whole words, in one paragraph), without notes; the
   * marks that force an element are no part of a line.
   */
  find(quote: string, where: { readonly within?: TextSpan; readonly near?: number }): TextSpan | null;
}

export function createDocumentText(text: string): DocumentText {
  const starts = lineStarts(text);
  // Folded on the first quote: a panel without citations needs none of it.
  let folding: FoldedText | null = null;
  const page = withoutUnread(text);
  const folded = (): FoldedText => (folding ??= foldText(page));
  const isOneParagraph = ({ start, end }: TextSpan): boolean => !BLANK_LINE.test(page.slice(start, end));

  return {
    length: text.length,
    lines: starts.length,
    lineStart: (line) => starts[Math.max(0, line - 1)] ?? text.length,
    lineOf: (offset) => Math.max(1, firstAtLeast(starts, offset + 1)),
    find: (quote, { within, near }) => {
      const wanted = foldText(withoutUnread(quote)).text;
      const { starts: from, ends } = folded();
      const first = within === undefined ? 0 : firstAtLeast(from, within.start);
      const last = within === undefined ? from.length : firstAtLeast(from, within.end);
      let best: TextSpan | null = null;
      for (const at of wordsAt(folded().text, wanted, first)) {
        if (at + wanted.length > last) break;
        const span = { start: from[at] ?? 0, end: ends[at + wanted.length - 1] ?? text.length };
        if (!isOneParagraph(span)) continue;
        if (best === null || (near !== undefined && Math.abs(span.start - near) < Math.abs(best.start - near)))
          best = span;
        if (near === undefined || span.start >= near) break;
      }
      return best;
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/gu)) starts.push(index + end.length);
  return starts;
}

/**
 * Short notes and boneyard; marks that force an element or centre it; emphasis marks and the backslash that saves one.
 * No quote reaches over a long note, and without an upper bound many open ones would be looked through to the end each.
 */
const UNREAD = /\[\[[^]{0,2000}?\]\]|\/\*[^]{0,2000}?\*\/|^[ \t]*[!~>][ \t]*|[ \t]*<[ \t]*$|[*_\\]/gmu;

/** The text with what is no part of a line as characters that nobody sees, so that all others stand where they stood. */
function withoutUnread(text: string): string {
  return text.replace(UNREAD, (unread) => '\0'.repeat(unread.length));
}

const BLANK_LINE = /(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)/u;

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

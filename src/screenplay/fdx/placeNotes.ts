import type { FdxNote, FdxParagraph } from './fdxParagraph';
import type { PlacedNote } from './paragraphLines';

/** The notes of one paragraph by how they stand (`FDX_RULES`). */
export interface ParagraphNotes {
  /** In its lines, in order. */
  readonly inside: readonly PlacedNote[];
  /** On lines of their own directly below it. */
  readonly below: readonly string[];
  /** On lines of their own between it and the next. */
  readonly after: readonly string[];
}

/**
 * Finds for each note of the file the paragraph of the body it belongs to; one entry a paragraph. A note whose place cannot be
 * read stands after the last one.
 */
export function placeNotes(body: readonly FdxParagraph[], notes: readonly FdxNote[]): readonly ParagraphNotes[] {
  const placed = body.map((paragraph) => ({
    inside: [] as PlacedNote[],
    below: paragraph.notes.map(({ text }) => text),
    after: [] as string[],
  }));
  if (placed.length === 0) return placed;
  const spans = bodySpans(body);
  const inOrder = [...notes].sort((a, b) => (a.range?.end ?? Infinity) - (b.range?.end ?? Infinity));
  for (const { text, range } of inOrder) {
    const place = range === null ? null : placeOf(spans, range);
    const target = placed[place?.paragraph ?? placed.length - 1];
    if (place?.kind === 'inside') target?.inside.push({ offset: place.offset, text });
    else if (place?.kind === 'below') target?.below.push(text);
    else target?.after.push(text);
  }
  return placed;
}

/** Where a paragraph begins and ends in the counting of `Range`, and how much of that is text. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly hasBlocks: boolean;
}

function bodySpans(body: readonly FdxParagraph[]): readonly Span[] {
  let at = 0;
  return body.map(({ runs, blocks }) => {
    const start = at;
    const end = start + runs.reduce((sum, { text }) => sum + text.length, 0) + 2 * blocks.length;
    at = end + 1;
    return { start, end, hasBlocks: blocks.length > 0 };
  });
}

type Place =
  | { readonly kind: 'inside'; readonly paragraph: number; readonly offset: number }
  | { readonly kind: 'below' | 'after'; readonly paragraph: number };

function placeOf(spans: readonly Span[], { start, end }: { start: number; end: number }): Place {
  const first = paragraphAt(spans, start);
  let last = paragraphAt(spans, end);
  const firstSpan = spans[first];
  if (!firstSpan || start > firstSpan.end) return { kind: 'after', paragraph: spans.length - 1 };
  if (start === firstSpan.end && end === start + 1) return { kind: 'after', paragraph: first };
  // Words marked up to and with the break behind them belong to the paragraph that the break ends.
  if (last > first && end === spans[last]?.start) last--;
  const span = spans[last];
  if (!span) return { kind: 'after', paragraph: first };
  const isWhole = start === firstSpan.start && end >= span.end;
  if (span.start === span.end && start === end) return { kind: 'after', paragraph: last };
  if (span.hasBlocks || (isWhole && end > start)) return { kind: 'below', paragraph: last };
  return { kind: 'inside', paragraph: last, offset: Math.min(end, span.end) - span.start };
}

/** The last paragraph that begins at or before a place. */
function paragraphAt(spans: readonly Span[], at: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle]?.start ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

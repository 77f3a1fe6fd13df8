import { fillPage, type FilledPage, type PageBreak } from './fillPage';
import { readFlow, type PrintedParagraph } from './pageFlow';
import { US_LETTER, type PageFormat } from './pageFormat';
import type { Screenplay } from './screenplay';

/** How long a script is on paper. The title page does not count. */
export interface Pagination {
  /** Printed pages; 0 where nothing is printed. */
  readonly pages: number;
  /** Length in eighths of a page: whole pages, and as much of the last as is printed. */
  readonly eighths: number;
  /** By the trade's rule, a page a minute. */
  readonly runningTimeMinutes: number;
  /**
   * For each scene, in order: the page its heading is on, from 1, and its length in eighths of a page, at least 1. As Final Draft
   * counts: the lines printed from the blank ones above the heading on, begun eighths in full; what a page leaves empty at its foot
   * belongs to no scene.
   */
  readonly scenes: readonly { readonly page: number; readonly eighths: number }[];
  /** For each page: the index of the element that its first line belongs to. */
  readonly pageStarts: readonly number[];
  /** What the pagination of a later state of the script can start from. */
  readonly layout: PageLayout;
}

/** The pages of a script as they were set. */
export interface PageLayout {
  readonly format: PageFormat;
  readonly flow: readonly PrintedParagraph[];
  readonly pages: readonly FilledPage[];
}

/**
 * Sets a script on pages by the rules of the trade (`PageFormat`): headings and cues keep what follows, action and speeches break at
 * sentence ends, speeches spoken at once stand side by side. Linear in the script; with the `previous` pagination of an earlier
 * state, pages that its changes cannot have moved are taken from there, and the outcome is the same.
 */
export function paginate(
  screenplay: Pick<Screenplay, 'elements'>,
  format: PageFormat = US_LETTER,
  previous: PageLayout | null = null,
): Pagination {
  const flow = readFlow(screenplay.elements, format);
  const layout = { format, flow, pages: setPages(flow, format, previous?.format === format ? previous : null) };
  const { pages } = layout;
  const last = pages[pages.length - 1];
  const eighths = last ? eighthsOf((pages.length - 1) * format.lines + last.used, format) : 0;
  return {
    pages: pages.length,
    eighths,
    runningTimeMinutes: eighths / 8,
    scenes: measureScenes(layout),
    pageStarts: pages.map(({ start }) => flow[start.index]?.element ?? 0),
    layout,
  };
}

/** Begun eighths count in full, and a scene has at least one. */
function eighthsOf(lines: number, format: PageFormat): number {
  return Math.max(1, Math.ceil((lines * 8) / format.lines));
}

function measureScenes({ pages, format }: PageLayout): Pagination['scenes'] {
  /** In printed lines, all pages in a row. */
  const starts: { page: number; line: number }[] = [];
  let printed = 0;
  pages.forEach((page, i) => {
    for (const { line } of page.headings)
      starts.push({ page: i + 1, line: printed + Math.max(0, line - format.blankLines.heading) });
    printed += page.used;
  });
  return starts.map(({ page, line }, i) => ({
    page,
    eighths: eighthsOf((starts[i + 1]?.line ?? printed) - line, format),
  }));
}

function setPages(
  flow: readonly PrintedParagraph[],
  format: PageFormat,
  previous: PageLayout | null,
): readonly FilledPage[] {
  const shared = previous ? sharedEnds(previous.flow, flow) : null;
  const pages = previous && shared ? previous.pages.filter(({ readTo }) => readTo <= shared.head) : [];
  let start: PageBreak = pages[pages.length - 1]?.next ?? { index: 0, offset: 0 };
  for (;;) {
    while (start.offset === 0 && flow[start.index]?.kind === 'break') start = { index: start.index + 1, offset: 0 };
    if (start.index >= flow.length) return pages;
    const rest = previous && shared ? pagesFrom(previous, start, flow.length, shared.tail) : null;
    if (rest) return [...pages, ...rest];
    const page = fillPage(flow, start, format);
    pages.push(page);
    start = page.next;
  }
}

/** The pages of `previous` from a place in its unchanged end on, moved to where they are now; null where no page begins there. */
function pagesFrom(previous: PageLayout, start: PageBreak, length: number, tail: number): readonly FilledPage[] | null {
  if (start.index < length - tail) return null;
  const moved = length - previous.flow.length;
  const first = findPage(previous.pages, { index: start.index - moved, offset: start.offset });
  if (first === null) return null;
  if (moved === 0) return previous.pages.slice(first);
  const move = ({ index, offset }: PageBreak): PageBreak => ({ index: index + moved, offset });
  return previous.pages.slice(first).map((page) => ({
    ...page,
    start: move(page.start),
    next: move(page.next),
    headings: page.headings.map(({ index, line }) => ({ index: index + moved, line })),
    readTo: page.readTo + moved,
  }));
}

function findPage(pages: readonly FilledPage[], place: PageBreak): number | null {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { index = 0, offset = 0 } = pages[middle]?.start ?? {};
    if (index < place.index || (index === place.index && offset < place.offset)) low = middle + 1;
    else high = middle;
  }
  const { start } = pages[low] ?? {};
  return start?.index === place.index && start.offset === place.offset ? low : null;
}

/** How many paragraphs two flows have in common at their beginning and at their end, none counted twice. */
function sharedEnds(
  before: readonly PrintedParagraph[],
  after: readonly PrintedParagraph[],
): { readonly head: number; readonly tail: number } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && isSame(before[head], after[head])) head++;
  let tail = 0;
  while (tail < most - head && isSame(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail++;
  return { head, tail };
}

function isSame(a: PrintedParagraph | undefined, b: PrintedParagraph | undefined): boolean {
  if (a?.kind === 'break' || b?.kind === 'break') return a?.kind === b?.kind;
  if (a?.kind === 'dual' || b?.kind === 'dual') return a?.kind === 'dual' && b?.kind === 'dual' && a.lines === b.lines;
  return a?.kind === b?.kind && a?.text === b?.text && a?.width === b?.width;
}

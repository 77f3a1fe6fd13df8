import type { PrintedParagraph } from './pageFlow';
import type { PageFormat } from './pageFormat';
import { layOut, skipBlanks, type SentenceEnd } from './wrapLines';

/** A place between two pages: before `flow[index]`, or inside it, `offset` code units on (lines, in a dual block). */
export interface PageBreak {
  readonly index: number;
  readonly offset: number;
}

/** A page that has been set. */
export interface FilledPage {
  readonly start: PageBreak;
  /** Where the next page begins; its index is the length of the flow where there is none. */
  readonly next: PageBreak;
  /** Lines printed, blank ones above them included. */
  readonly used: number;
  /** For each heading on the page: its paragraph and its line, from 0. */
  readonly headings: readonly { readonly index: number; readonly line: number }[];
  /** The page depends on the flow before this index and on nothing else. */
  readonly readTo: number;
}

/**
 * Sets one page of `flow` from `start` on: prints until a paragraph does not fit, then breaks at the last place where the rules of
 * `format` let it, or, where there is none, at the last line. Depends on no earlier page.
 */
export function fillPage(flow: readonly PrintedParagraph[], start: PageBreak, format: PageFormat): FilledPage {
  const headings: { index: number; line: number }[] = [];
  let used = isSpeech(flow[start.index]) ? format.continuedLines : 0;
  /** Lines of the present speech on this page. */
  let spoken = 0;
  let best: { next: PageBreak; used: number } | null = null;
  for (let index = start.index; ; index++) {
    const paragraph = flow[index];
    const here = { index, offset: index === start.index ? start.offset : 0 };
    if (!paragraph || paragraph.kind === 'break') {
      const next = { index: paragraph ? index + 1 : index, offset: 0 };
      return { start, next, used, headings, readTo: index + 1 };
    }
    if (
      index > start.index &&
      used <= roomForBreak(flow, index, format) &&
      mayBreakBefore(flow, index, start, spoken, format)
    )
      best = { next: here, used };
    const before = index === start.index ? 0 : paragraph.before;
    const room = format.lines - used - before;
    const lines = room > 0 ? linesFrom(paragraph, here.offset, room) : Infinity;
    if (lines <= room) {
      if (paragraph.kind === 'heading' && here.offset === 0) headings.push({ index, line: used + before });
      used += before + lines;
      if (paragraph.kind === 'cue') spoken = 0;
      else if (isSpeech(paragraph)) spoken += lines;
      continue;
    }
    const split = splitOf(flow, here, start, room, spoken, format);
    if (split) best = { next: { index, offset: split.offset }, used: used + before + split.line };
    const end = best ?? forcedBreak(paragraph, here, room, used, before);
    if (paragraph.kind === 'heading' && here.offset === 0) headings.push({ index, line: used + before });
    return {
      start,
      next: end.next,
      used: end.used,
      headings: headings.filter(
        ({ index: at }) => at < end.next.index || (at === end.next.index && end.next.offset > 0),
      ),
      readTo: index + 1,
    };
  }
}

function isSpeech(paragraph: PrintedParagraph | undefined): boolean {
  return paragraph?.kind === 'dialogue' || paragraph?.kind === 'parenthetical';
}

/** Lines that may be taken where a page ends before `flow[index]`: one less where (MORE) must follow. */
function roomForBreak(flow: readonly PrintedParagraph[], index: number, format: PageFormat): number {
  return isSpeech(flow[index]) ? format.lines - format.moreLines : format.lines;
}

/**
 * Whether the page may end before `flow[index]`: not behind a heading, unless another follows, not behind a cue or a parenthetical,
 * but before a parenthetical inside a speech (screenwriting.info/12.php), where enough of it stays.
 */
function mayBreakBefore(
  flow: readonly PrintedParagraph[],
  index: number,
  start: PageBreak,
  spoken: number,
  format: PageFormat,
): boolean {
  const next = flow[index];
  const last = flow[index - 1];
  if (next?.kind === 'transition' && !format.transitionMayLead) return false;
  switch (last?.kind) {
    case 'heading':
      return next?.kind === 'heading';
    case 'cue':
      return false;
    case 'parenthetical':
      return !isSpeech(next);
    case 'dialogue':
      return !isSpeech(next) || spoken >= format.leastAbove;
    case 'action':
      return next?.kind !== 'action' || !opensScene(flow, index - 1, start, format);
    default:
      return true;
  }
}

/** Whether a paragraph opens a scene and stays whole with the heading above it on the page that begins at `start`. */
function opensScene(flow: readonly PrintedParagraph[], index: number, start: PageBreak, format: PageFormat): boolean {
  return format.withHeading === 'opening' && index > start.index && flow[index - 1]?.kind === 'heading';
}

/** How many lines a paragraph takes from `offset` on; not counted further than one more than `limit`. */
function linesFrom(paragraph: Exclude<PrintedParagraph, { kind: 'break' }>, offset: number, limit: number): number {
  if (paragraph.kind === 'dual') return paragraph.lines - offset;
  return layOut(paragraph.text, offset, paragraph.width, limit, null).lines;
}

/** The last sentence end within `room` lines where the paragraph may break. */
function splitOf(
  flow: readonly PrintedParagraph[],
  from: PageBreak,
  start: PageBreak,
  room: number,
  spoken: number,
  format: PageFormat,
): SentenceEnd | null {
  const paragraph = flow[from.index];
  if (paragraph?.kind !== 'action' && paragraph?.kind !== 'dialogue') return null;
  const isSpoken = paragraph.kind === 'dialogue';
  if (!isSpoken && opensScene(flow, from.index, start, format)) return null;
  const limit = isSpoken ? room - format.moreLines : room;
  if (limit <= 0) return null;
  const { text, width } = paragraph;
  const ends: SentenceEnd[] = [];
  layOut(text, from.offset, width, limit, ends);
  const above = isSpoken ? spoken : 0;
  const { leastAbove, leastBelow } = format;
  const isLone = ({ line }: SentenceEnd): boolean => line + above < leastAbove;
  const regular = lastLeaving(
    ends.filter((end) => !isLone(end)),
    text,
    width,
    leastBelow,
  );
  if (regular) return regular;
  const lone = ends.filter(isLone);
  if (isSpoken) {
    const isHeaded =
      from.index - 2 >= start.index && flow[from.index - 1]?.kind === 'cue' && flow[from.index - 2]?.kind === 'heading';
    return isHeaded ? null : lastLeaving(lone, text, width, format.belowLoneLine);
  }
  const followsOpening = flow[from.index - 1]?.kind === 'action' && opensScene(flow, from.index - 1, start, format);
  return followsOpening ? lastLeaving(lone, text, width, leastBelow) : null;
}

/** The last of `ends` behind which at least `lines` more lines are printed: the later the end, the fewer. */
function lastLeaving(ends: readonly SentenceEnd[], text: string, width: number, lines: number): SentenceEnd | null {
  if (lines === Infinity) return null;
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const end = ends[middle];
    if (end && leaves(text, end.offset, width, lines)) low = middle + 1;
    else high = middle;
  }
  return ends[low - 1] ?? null;
}

function leaves(text: string, offset: number, width: number, lines: number): boolean {
  if (skipBlanks(text, offset) === text.length) return lines <= 0;
  return layOut(text, offset, width, lines - 1, null).lines >= lines;
}

/**
 * Where no rule lets the page end: before the paragraph where that does not fit at all, else inside it, at a sentence end of the
 * lower half of what fits, or at the last line.
 */
function forcedBreak(
  paragraph: Exclude<PrintedParagraph, { kind: 'break' }>,
  here: PageBreak,
  room: number,
  used: number,
  before: number,
): { next: PageBreak; used: number } {
  const { index, offset } = here;
  if (room <= 0) return { next: here, used };
  if (paragraph.kind === 'dual') return { next: { index, offset: offset + room }, used: used + before + room };
  const ends: SentenceEnd[] = [];
  const { end } = layOut(paragraph.text, offset, paragraph.width, room, ends);
  const sentence = ends[ends.length - 1];
  return sentence && sentence.line * 2 >= room
    ? { next: { index, offset: sentence.offset }, used: used + before + sentence.line }
    : { next: { index, offset: end }, used: used + before + room };
}

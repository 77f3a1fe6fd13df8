import { readFlow, type FlowBlock } from './pageFlow';
import type { Screenplay } from './screenplay';
import { sentenceEnds, wrapLines } from './wrapLines';

/** How long a script is on paper. The title page does not count. */
export interface Pagination {
  /** Printed pages; 0 where nothing is printed. */
  readonly pages: number;
  /** Length in eighths of a page. */
  readonly eighths: number;
  /** By the trade's rule, a page a minute. */
  readonly runningTimeMinutes: number;
  /** For each scene, in order: the page its heading is on, from 1, and its length in eighths, at least 1. */
  readonly scenes: readonly { readonly page: number; readonly eighths: number }[];
}

/** Lines of a page: US Letter, six lines an inch, as Final Draft counts them. */
export const LINES_A_PAGE = 54;

/**
 * Sets a script on pages by the rules of the trade: two blank lines before a heading, one before action, cue and transition; a
 * heading keeps lines after it; action and speeches break at sentence ends, with (MORE) and (CONT'D); speeches spoken at once
 * stand side by side. Linear in the script.
 */
export function paginate(screenplay: Screenplay): Pagination {
  const sheet: Sheet = { page: 1, used: 0 };
  const starts: Place[] = [];
  const blocks = readFlow(screenplay.elements);
  let lastLine = 0;
  blocks.forEach((block, i) => {
    if (block.kind === 'break') {
      if (sheet.used > 0) turn(sheet);
      return;
    }
    const start = place(sheet, block, blocks[i + 1]);
    if (block.kind === 'heading') starts.push(start);
    lastLine = lineOf({ page: sheet.page, line: sheet.used });
  });
  const scenes = starts.map((start, i) => {
    const next = starts[i + 1];
    return { page: start.page, eighths: Math.max(1, eighthsOf((next ? lineOf(next) : lastLine) - lineOf(start))) };
  });
  const eighths = lastLine === 0 ? 0 : Math.max(1, eighthsOf(lastLine));
  return { pages: Math.ceil(lastLine / LINES_A_PAGE), eighths, runningTimeMinutes: eighths / 8, scenes };
}

/** A line on a page: `page` from 1, `line` from 0. */
interface Place {
  readonly page: number;
  readonly line: number;
}

/** Where printing goes on. `used` counts the lines of `page` that are taken. */
interface Sheet {
  page: number;
  used: number;
}

function turn(sheet: Sheet): void {
  sheet.page++;
  sheet.used = 0;
}

function lineOf(place: Place): number {
  return (place.page - 1) * LINES_A_PAGE + place.line;
}

/** Begun eighths count, as Final Draft counts a scene's length. */
function eighthsOf(lines: number): number {
  return Math.ceil((lines * 8) / LINES_A_PAGE);
}

/** Prints a block and says where it starts. `next` is what a heading must not be parted from. */
function place(sheet: Sheet, block: Exclude<FlowBlock, { kind: 'break' }>, next: FlowBlock | undefined): Place {
  const before = sheet.used === 0 ? 0 : block.before;
  const left = LINES_A_PAGE - sheet.used - before;
  const needed = leastOf(block) + (block.kind === 'heading' ? keptAfter(next) : 0);
  if (sheet.used > 0 && needed > left) {
    turn(sheet);
    return place(sheet, block, next);
  }
  const start = { page: sheet.page, line: sheet.used + before };
  sheet.used += before;
  if (block.kind === 'action') printText(sheet, block.text, block.width);
  else if (block.kind === 'speech') printSpeech(sheet, block);
  else printWhole(sheet, block.lines);
  return start;
}

/** The lines of a block that must stay together at its top. */
function leastOf(block: Exclude<FlowBlock, { kind: 'break' }>): number {
  switch (block.kind) {
    case 'heading':
    case 'whole':
      return Math.min(block.lines, LINES_A_PAGE);
    case 'action':
      return Math.min(2, block.lines);
    case 'speech':
      return Math.min(3, block.lines);
  }
}

function keptAfter(next: FlowBlock | undefined): number {
  if (!next || next.kind === 'break') return 0;
  return next.before + (next.kind === 'heading' ? 1 : leastOf(next));
}

function printWhole(sheet: Sheet, lines: number): void {
  let rest = lines;
  while (rest > LINES_A_PAGE - sheet.used) {
    rest -= LINES_A_PAGE - sheet.used;
    turn(sheet);
  }
  sheet.used += rest;
}

/** Prints running text over as many pages as it takes, broken at sentence ends where there is one in reach. */
function printText(sheet: Sheet, text: string, width: number): void {
  const lines = wrapLines(text, width);
  const left = LINES_A_PAGE - sheet.used;
  if (lines <= left) {
    sheet.used += lines;
    return;
  }
  const cut = lastEndWithin(text, width, left);
  if (cut && lines <= 2 * LINES_A_PAGE) {
    turn(sheet);
    sheet.used += Math.min(LINES_A_PAGE, wrapLines(text.slice(cut.offset).trimStart(), width));
  } else if (lines <= LINES_A_PAGE && sheet.used > 0) {
    turn(sheet);
    sheet.used = lines;
  } else {
    printWhole(sheet, lines);
  }
}

/** The last sentence end that leaves at least two lines on either page; undefined where there is none. */
function lastEndWithin(text: string, width: number, left: number): { readonly offset: number } | undefined {
  return sentenceEnds(text, width).findLast(({ line }) => line >= Math.min(2, left) && line <= left);
}

function printSpeech(sheet: Sheet, speech: Extract<FlowBlock, { kind: 'speech' }>): void {
  if (speech.lines <= LINES_A_PAGE - sheet.used) {
    sheet.used += speech.lines;
    return;
  }
  // The cue, then part by part; the last line of a page that breaks a speech is (MORE), the first of the next the cue again.
  sheet.used += 1;
  speech.parts.forEach((part, i) => {
    const lines = wrapLines(part.text, part.width);
    const isLast = i === speech.parts.length - 1;
    const left = LINES_A_PAGE - sheet.used - (isLast ? 0 : 1);
    if (lines <= left) {
      sheet.used += lines;
      return;
    }
    const room = LINES_A_PAGE - sheet.used - 1;
    const cut = room > 0 ? lastEndWithin(part.text, part.width, room) : undefined;
    turn(sheet);
    sheet.used = 1;
    printWhole(sheet, cut ? wrapLines(part.text.slice(cut.offset).trimStart(), part.width) : lines);
  });
}

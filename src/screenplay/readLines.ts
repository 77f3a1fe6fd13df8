import { isBlank } from './isBlank';
import type { RemovedSpan } from './screenplay';

/**
 * A line of the page: a line of the source with notes and boneyard taken out. A line end inside one of those is no line end, so
 * one of these may cover several lines of the source.
 */
export interface PageLine {
  /** First unit of its first source line. */
  readonly start: number;
  /** Behind its last unit, before the line end. */
  readonly end: number;
  /** First unit that is not blank, a note or boneyard counted; `end` where all is blank. */
  readonly contentStart: number;
  /** Behind the last such unit. */
  readonly contentEnd: number;
  /** Source line of `start` and of `end`, from 1. */
  readonly number: number;
  readonly lastNumber: number;
  /** The blanks before the text. */
  readonly indent: string;
  /** What is left of it, trimmed; empty for a blank line. */
  readonly text: string;
  readonly removed: readonly RemovedSpan[];
}

const NOTHING: readonly RemovedSpan[] = [];

/** Cuts a text into page lines from `from` on. Line ends are `\n`, `\r\n` and `\r`. `removed` as `findRemovedSpans` gives it. */
export function readLines(
  text: string,
  from: number,
  firstNumber: number,
  removed: readonly RemovedSpan[],
): readonly PageLine[] {
  const lines: PageLine[] = [];
  let number = firstNumber;
  let next = 0;
  let span = removed[0];
  let limit = span ? span.startOffset : text.length;
  for (let at = from; at < text.length;) {
    let end = at;
    for (;;) {
      if (end >= limit) break;
      const unit = text.charCodeAt(end);
      if (unit === 10 || unit === 13) break;
      end++;
    }
    if (end === limit && span) {
      const taken: RemovedSpan[] = [];
      let lastNumber = number;
      while (end === limit && span) {
        taken.push(span);
        lastNumber += countLineEnds(text, span.startOffset, span.endOffset);
        end = span.endOffset;
        span = removed[++next];
        limit = span ? span.startOffset : text.length;
        while (end < limit && !isLineEnd(text.charCodeAt(end))) end++;
      }
      lines.push(lineWithout(text, at, end, number, lastNumber, taken));
      number = lastNumber;
    } else {
      lines.push(plainLine(text, at, end, number));
    }
    at = end + (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? 2 : 1);
    number++;
  }
  return lines;
}

function plainLine(text: string, start: number, end: number, number: number): PageLine {
  let first = start;
  while (first < end && isBlank(text.charCodeAt(first))) first++;
  let last = end;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  return {
    start,
    end,
    contentStart: first,
    contentEnd: last,
    number,
    lastNumber: number,
    indent: first === start ? '' : text.slice(start, first),
    text: text.slice(first, last),
    removed: NOTHING,
  };
}

function lineWithout(
  text: string,
  start: number,
  end: number,
  number: number,
  lastNumber: number,
  removed: readonly RemovedSpan[],
): PageLine {
  let rest = '';
  let at = start;
  for (const span of removed) {
    rest += text.slice(at, span.startOffset);
    at = span.endOffset;
  }
  rest += text.slice(at, end);
  const line = plainLine(rest, 0, rest.length, number);
  let first = start;
  while (first < end && isBlank(text.charCodeAt(first))) first++;
  let last = end;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  return {
    ...line,
    // Blanks behind a note that begins the line are no indentation.
    indent: text.slice(start, first),
    start,
    end,
    contentStart: first,
    contentEnd: last,
    lastNumber,
    removed,
  };
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13;
}

/** Line ends between two offsets; `\r\n` is one. */
export function countLineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) count++;
  }
  return count;
}

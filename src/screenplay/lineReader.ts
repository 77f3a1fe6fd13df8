import { countLineEnds } from './countLineEnds';
import { isBlank } from './isBlank';
import type { RemovedSpan } from './screenplay';

const NOTHING: readonly RemovedSpan[] = [];
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Walks a text by page lines, forward. A page line is a line of the source with notes and boneyard taken out; a line end inside
 * one of those is no line end, so a page line may cover several lines of the source. Line ends are `\n`, `\r\n` and `\r`.
 *
 * The fields say what stands on the line reached by the last `next()`. They are overwritten by the following one: nothing is
 * allocated for a line that holds no note and no boneyard.
 */
export class LineReader {
  /** First unit of the line's first source line. */
  start = 0;
  /** Behind its last unit, before the line end. */
  end = 0;
  /** First unit that is not blank, a note or boneyard counted; `end` where all is blank. */
  contentStart = 0;
  /** Behind the last such unit. */
  contentEnd = 0;
  /** Source line of `start`. */
  number: number;
  /** Source line of `end`. */
  lastNumber: number;
  /** What is left of the line without notes and boneyard, trimmed, is `page.slice(inkStart, inkEnd)`; nothing if it is blank. */
  page: string;
  inkStart = 0;
  inkEnd = 0;
  /** The notes and boneyards on the line. */
  removed = NOTHING;

  /** Where the next line starts. */
  private at: number;
  private nextNumber: number;
  /** The next line ends of either kind from `at` on; the length of the text where there is none. */
  private lineFeed = -1;
  private carriageReturn = -1;
  /** Index of the next span to come, and where it starts. */
  private nextSpan = 0;
  private spanStart: number;
  private ahead: LineReader | null = null;

  /** `spans` as `findRemovedSpans` gives them for the text from `from` on, `firstNumber` the source line of `from`. */
  constructor(
    private readonly text: string,
    from: number,
    firstNumber: number,
    private readonly spans: readonly RemovedSpan[],
  ) {
    this.page = text;
    this.at = from;
    this.number = this.lastNumber = this.nextNumber = firstNumber;
    this.spanStart = spans[0]?.startOffset ?? text.length;
  }

  /** Goes to the next line; false at the end of the text. */
  next(): boolean {
    const { text, at } = this;
    if (at >= text.length) return false;
    const end = this.lineEndFrom(at);
    this.start = at;
    this.number = this.lastNumber = this.nextNumber;
    if (this.spanStart < end) {
      this.readLineWithSpans();
    } else {
      this.end = end;
      let first = at;
      while (first < end && isBlank(text.charCodeAt(first))) first++;
      let last = end;
      while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
      this.contentStart = this.inkStart = first;
      this.contentEnd = this.inkEnd = last;
      if (this.removed !== NOTHING) {
        this.page = text;
        this.removed = NOTHING;
      }
    }
    const behind = this.end;
    this.at = behind + (behind === this.carriageReturn && text.charCodeAt(behind + 1) === LINE_FEED ? 2 : 1);
    this.nextNumber = this.lastNumber + 1;
    return true;
  }

  /** Passes the empty lines that come next, if any: says whether there were. The fields stay as they are. */
  passEmptyLines(): boolean {
    const { text } = this;
    const from = this.at;
    let at = from;
    while (text.charCodeAt(at) === LINE_FEED) at++;
    if (at === from) return false;
    this.nextNumber += at - from;
    this.at = at;
    return true;
  }

  /** Whether the next line that is more than notes is blank; true at the end. */
  isBlankNext(): boolean {
    const unit = this.firstUnitNext();
    return unit === -1 || unit === 35 || unit === 61;
  }

  /** Whether the next line that is more than notes can be spoken. */
  isSpeechNext(): boolean {
    switch (this.firstUnitNext()) {
      case -1:
      case 33: // !
      case 35: // #
      case 61: // =
        return false;
      case 62: // >
      case 64: // @
        return !this.isLongNext();
      default:
        return true;
    }
  }

  /** First unit of the next line that is more than notes; -1 where that is blank or there is none. */
  private firstUnitNext(): number {
    const { text } = this;
    for (let i = this.at; i < text.length; i++) {
      if (i === this.spanStart) return this.lookAhead();
      const unit = text.charCodeAt(i);
      if (unit === LINE_FEED || unit === CARRIAGE_RETURN) return -1;
      if (!isBlank(unit)) return unit;
    }
    return -1;
  }

  /** Whether more than one unit stands on the next line that is more than notes. */
  private isLongNext(): boolean {
    this.lookAhead();
    return this.ahead !== null && this.ahead.inkEnd - this.ahead.inkStart > 1;
  }

  /** Reads on to the next line that is more than notes, in a second reader. Its first unit; -1 where there is none. */
  private lookAhead(): number {
    const ahead = (this.ahead ??= new LineReader(this.text, 0, 0, this.spans));
    ahead.at = this.at;
    ahead.nextSpan = this.nextSpan;
    ahead.spanStart = this.spanStart;
    ahead.lineFeed = this.lineFeed;
    ahead.carriageReturn = this.carriageReturn;
    while (ahead.next()) {
      if (ahead.inkEnd > ahead.inkStart) return ahead.page.charCodeAt(ahead.inkStart);
      if (!ahead.removed.some((span) => span.kind === 'note')) break;
    }
    ahead.inkEnd = ahead.inkStart;
    return -1;
  }

  private lineEndFrom(at: number): number {
    const { text } = this;
    if (this.lineFeed < at) {
      const found = text.indexOf('\n', at);
      this.lineFeed = found === -1 ? text.length : found;
    }
    if (this.carriageReturn < at) {
      const found = text.indexOf('\r', at);
      this.carriageReturn = found === -1 ? text.length : found;
    }
    return Math.min(this.lineFeed, this.carriageReturn);
  }

  private readLineWithSpans(): void {
    const { text, start } = this;
    const removed: RemovedSpan[] = [];
    let rest = '';
    let at = start;
    let end = this.spanStart;
    for (let span = this.spans[this.nextSpan]; span && span.startOffset <= end; span = this.spans[this.nextSpan]) {
      removed.push(span);
      rest += text.slice(at, span.startOffset);
      this.lastNumber += countLineEnds(text, span.startOffset, span.endOffset);
      at = span.endOffset;
      end = Math.min(this.lineEndFrom(at), this.spans[++this.nextSpan]?.startOffset ?? text.length);
    }
    this.spanStart = this.spans[this.nextSpan]?.startOffset ?? text.length;
    this.page = rest + text.slice(at, end);
    this.removed = removed;
    this.end = end;
    let first = start;
    while (first < end && isBlank(text.charCodeAt(first))) first++;
    let last = end;
    while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
    this.contentStart = first;
    this.contentEnd = last;
    const { page } = this;
    first = 0;
    while (first < page.length && isBlank(page.charCodeAt(first))) first++;
    last = page.length;
    while (last > first && isBlank(page.charCodeAt(last - 1))) last--;
    this.inkStart = first;
    this.inkEnd = last;
  }
}

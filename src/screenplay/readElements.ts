import { countLineEnds } from './countLineEnds';
import { CueBook, type WrittenCue } from './cueBook';
import { readEmphasis } from './emphasis';
import { isBlank } from './isBlank';
import { LineReader } from './lineReader';
import {
  isCueLike,
  isForcedHeading,
  isHeadingLike,
  isPageBreak,
  isTransitionLike,
  isTwoSpaces,
  isWrappedInParentheses,
  splitSceneNumber,
} from './lineShape';
import { MarkFinder } from './markFinder';
import type { ElementNote, ElementType, ProblemCode, RemovedSpan, ScreenplayElement } from './screenplay';
import { spanText } from './spanText';

/** Elements in order, and what else the page says. */
export interface ReadElements {
  readonly elements: readonly ScreenplayElement[];
  /** The notes among them that have no blank line before them, nor anything that counts as one. */
  readonly attachedNotes: ReadonlySet<ScreenplayElement>;
  /** Indexes of the scene headings. */
  readonly headings: readonly number[];
  /** Indexes of the sections and synopses. */
  readonly outline: readonly number[];
  /** Names that have a cue. */
  readonly speaking: ReadonlySet<string>;
  readonly problems: readonly PageProblem[];
  /** Cues nobody speaks under, with their names. */
  readonly lonelyCues: readonly PageProblem[];
}

/** A problem as the reader finds it. */
export interface PageProblem {
  readonly code: ProblemCode;
  /** Source line, as the reader counts. */
  readonly line: number;
  /** A problem only where this name has a cue in the script. */
  readonly name?: string;
}

/** Reads a text into elements from `from` on, in one pass forward. `spans` as `findRemovedSpans` gives them. */
export function readElements(
  text: string,
  from: number,
  firstLine: number,
  spans: readonly RemovedSpan[],
): ReadElements {
  return new ElementReader(text, from, firstLine, spans).read();
}

type Draft = { -readonly [K in keyof ScreenplayElement]: ScreenplayElement[K] };
type ParagraphType = 'action' | 'dialogue' | 'lyrics' | 'centered';

class ElementReader {
  private readonly elements: Draft[] = [];
  private readonly attachedNotes = new Set<ScreenplayElement>();
  private readonly headings: number[] = [];
  private readonly outline: number[] = [];
  private readonly problems: PageProblem[] = [];
  private readonly lonelyCues: PageProblem[] = [];

  /** The paragraph that the next line may join. */
  private open: Draft | null = null;
  /**
   * Most paragraphs stand in the source as they are: theirs is the stretch between these two, cut out when they end. `openFrom`
   * is -1 where the text is put together in `open.text` instead.
   */
  private openFrom = -1;
  private openTo = -1;
  private inSpeech = false;
  /** Two-space lines that a speech will keep if it goes on behind them. */
  private gaps = 0;
  /** A blank line, the start, or a line that counts as a break stands before this line. */
  private afterBreak = true;
  /** First element of the speech that a caret may join; -1 where there is none. And whether it is already one of a pair. */
  private partner = -1;
  private partnerTaken = false;
  /** First element of the speech under way; -1 where there is none. */
  private speech = -1;
  private speechDual: 'left' | 'right' | null = null;

  private readonly line: LineReader;
  private readonly cues = new CueBook();
  /** Cues that nobody speaks under. */
  private readonly slips = new CueBook();
  private readonly marks: MarkFinder;
  private readonly tabs: MarkFinder;

  constructor(
    private readonly text: string,
    from: number,
    firstLine: number,
    spans: readonly RemovedSpan[],
  ) {
    this.line = new LineReader(text, from, firstLine, spans);
    this.marks = new MarkFinder(text, ['*', '_', '\\']);
    this.tabs = new MarkFinder(text, ['\t']);
  }

  read(): ReadElements {
    const { line } = this;
    for (;;) {
      if (line.passEmptyLines()) this.breakHere();
      if (!line.next()) break;
      if (line.inkStart < line.inkEnd) this.readInk();
      else this.readBlank();
    }
    this.close();
    const { elements, attachedNotes, headings, outline, problems, lonelyCues } = this;
    return { elements, attachedNotes, headings, outline, speaking: this.cues.names(), problems, lonelyCues };
  }

  private readBlank(): void {
    const { line } = this;
    if (line.removed.length > 0) {
      this.close();
      let hasNote = false;
      let { number } = line;
      for (const span of line.removed) {
        if (span.kind === 'note') hasNote = true;
        number = this.addAside(span, number);
      }
      // A note between two lines leaves them neighbours; a boneyard leaves a blank line (Boneyard, the example).
      if (!hasNote) this.breakHere();
    } else if (this.inSpeech && isTwoSpaces(this.text, line.start, line.end)) {
      this.gaps++;
      this.afterBreak = true;
    } else {
      this.breakHere();
    }
  }

  private breakHere(): void {
    this.endSpeech();
    this.close();
    this.afterBreak = true;
  }

  private endSpeech(): void {
    if (this.speech !== -1) {
      this.partner = this.speech;
      this.partnerTaken = this.speechDual !== null;
      this.speech = -1;
      this.speechDual = null;
    }
    this.inSpeech = false;
    this.gaps = 0;
  }

  private readInk(): void {
    const { page, inkStart, inkEnd } = this.line;
    switch (page.charCodeAt(inkStart)) {
      case 33: // !
        this.endSpeech();
        this.readForcedAction();
        return;
      case 35: // #
        this.readSection();
        return;
      case 61: // =
        this.endSpeech();
        if (isPageBreak(page, inkStart, inkEnd)) {
          this.addLine('page_break', '');
        } else {
          this.outline.push(this.elements.length);
          this.addLine('synopsis', trimmed(page, inkStart + 1, inkEnd));
        }
        this.breakHere();
        return;
      case 62: // >
        if (inkEnd - inkStart === 1) break;
        if (page.charCodeAt(inkEnd - 1) === 60) {
          if (inkEnd - inkStart === 2) break;
          this.endSpeech();
          this.joinTrimmed('centered', inkStart + 1, inkEnd - 1);
        } else {
          this.endSpeech();
          this.addLine('transition', trimmed(page, inkStart + 1, inkEnd));
        }
        this.afterBreak = false;
        return;
      case 64: // @
        if (inkEnd - inkStart === 1) break;
        this.readCueLine(firstInk(page, inkStart + 1), inkEnd, true);
        return;
      case 126: // ~
        this.joinTrimmed('lyrics', inkStart + 1, inkEnd);
        this.afterBreak = false;
        return;
      case 46: // .
        if (this.afterBreak && isForcedHeading(page, inkStart, inkEnd)) {
          this.readHeading(page.slice(inkStart + 1, inkEnd));
          return;
        }
        break;
    }
    this.readPlain();
  }

  private readPlain(): void {
    const { line } = this;
    const { page, inkStart, inkEnd } = line;
    if (isHeadingLike(page, inkStart, inkEnd)) {
      const text = page.slice(inkStart, inkEnd);
      if (this.afterBreak) {
        this.readHeading(text);
        return;
      }
      if (LOOKS_LIKE_HEADING.test(text)) this.problem('heading-no-blank-before');
    }
    if (this.inSpeech) {
      if (isWrappedInParentheses(page, inkStart, inkEnd)) {
        this.addLine('parenthetical', page.slice(inkStart, inkEnd));
        this.gaps = 0;
      } else {
        this.join('dialogue', page, inkStart, inkEnd, line.contentStart);
      }
      this.afterBreak = false;
      return;
    }
    if (this.afterBreak) {
      if (isTransitionLike(page, inkStart, inkEnd) && line.end === line.contentEnd && line.isBlankNext()) {
        this.addLine('transition', page.slice(inkStart, inkEnd));
        this.afterBreak = false;
        return;
      }
      if (isCueLike(page, inkStart, inkEnd)) {
        if (line.isSpeechNext()) {
          this.readCueLine(inkStart, inkEnd, false);
          return;
        }
        this.lookForSlips(true);
      } else {
        this.lookForSlips(false);
      }
    }
    this.readAction();
  }

  private readHeading(text: string): void {
    this.endSpeech();
    const { text: heading, number } = splitSceneNumber(text);
    this.headings.push(this.elements.length);
    this.addLine('scene_heading', heading).number = number;
    this.breakHere();
    if (!this.line.isBlankNext()) this.problem('heading-no-blank-after');
  }

  private readSection(): void {
    const { page, inkStart, inkEnd } = this.line;
    this.endSpeech();
    let at = inkStart + 1;
    while (page.charCodeAt(at) === 35) at++;
    this.outline.push(this.elements.length);
    this.addLine('section', trimmed(page, at, inkEnd)).level = at - inkStart;
    this.breakHere();
  }

  /** Reads a cue that stands on the line from `start` to `end`. */
  private readCueLine(start: number, end: number, forced: boolean): void {
    this.endSpeech();
    const { page } = this.line;
    const isDual = page.charCodeAt(end - 1) === 94;
    let to = end;
    // Blanks and further carets before the last caret are part of the mark.
    if (isDual) while (to > start && (page.charCodeAt(to - 1) === 94 || isBlank(page.charCodeAt(to - 1)))) to--;
    const { partner, partnerTaken } = this;
    const first = this.elements.length;
    const cue = to === start ? NO_CUE : this.cues.read(page, start, to);
    const element = this.addLine('character', cue.text, cue);
    let dual: 'right' | null = null;
    if (isDual) {
      if (partner !== -1 && !partnerTaken) {
        for (let e = partner; e < first; e++) {
          const spoken = this.elements[e];
          if (spoken && spoken.type !== 'note' && spoken.type !== 'boneyard') spoken.dual = 'left';
        }
        dual = 'right';
        element.dual = dual;
      } else {
        this.problem('dual-without-partner');
      }
    }
    this.speech = first;
    this.speechDual = dual;
    this.inSpeech = true;
    this.afterBreak = false;
    if (forced && !this.line.isSpeechNext()) this.problem('cue-without-speech');
  }

  /** Looks at a paragraph's first line that is read as action, but may have been meant otherwise. */
  private lookForSlips(cueLike: boolean): void {
    const { page, inkStart, inkEnd, number } = this.line;
    if (inkEnd - inkStart > 120) return;
    const first = page.charCodeAt(inkStart) | 32;
    if ((first === 101 || first === 105) && NEARLY_HEADING.test(page.slice(inkStart, inkEnd))) {
      this.problem('heading-unknown');
    } else if (cueLike && this.line.isBlankNext()) {
      const { name } = this.slips.read(page, inkStart, inkEnd);
      this.lonelyCues.push({ code: 'cue-without-speech', line: number, name });
    }
  }

  private readForcedAction(): void {
    const { page, inkStart, inkEnd, contentStart } = this.line;
    const hasTab = this.line.removed.length > 0 || this.tabs.isWithin(inkStart, inkEnd);
    if (hasTab) this.joinText('action', withoutTabs(page.slice(inkStart + 1, inkEnd)), contentStart);
    else this.join('action', page, inkStart + 1, inkEnd, contentStart);
    this.afterBreak = false;
  }

  private readAction(): void {
    const { text, line } = this;
    const { page, start, contentStart, inkStart, inkEnd } = line;
    if (start === contentStart) {
      if (line.removed.length === 0 && !this.tabs.isWithin(start, inkEnd)) {
        this.join('action', page, inkStart, inkEnd, start);
      } else {
        this.joinText('action', withoutTabs(page.slice(inkStart, inkEnd)), start);
      }
    } else {
      const indent = text.slice(start, contentStart);
      const isPlain =
        line.removed.length === 0 && !this.tabs.isWithin(start, inkEnd) && !indent.includes(BYTE_ORDER_MARK);
      if (isPlain) this.join('action', page, start, inkEnd, start);
      else {
        const shown = indent.replaceAll(BYTE_ORDER_MARK, '') + page.slice(inkStart, inkEnd);
        this.joinText('action', withoutTabs(shown), start);
      }
    }
    this.afterBreak = false;
  }

  private joinTrimmed(type: ParagraphType, start: number, end: number): void {
    const { page, contentStart } = this.line;
    let from = start;
    let to = end;
    while (from < to && isBlank(page.charCodeAt(from))) from++;
    while (to > from && isBlank(page.charCodeAt(to - 1))) to--;
    this.join(type, page, from, to, contentStart);
  }

  /** Adds a stretch of the line to the paragraph before it, or starts one at the offset `startOffset`. */
  private join(type: ParagraphType, page: string, from: number, to: number, startOffset: number): void {
    const { open } = this;
    if (this.line.removed.length > 0 || (open?.type === type && !this.isNextInSource(from))) {
      this.joinText(type, page.slice(from, to), startOffset);
      return;
    }
    if (open?.type === type) {
      open.endOffset = this.line.contentEnd;
    } else {
      if (this.inSpeech) this.gaps = 0;
      this.close();
      this.open = this.add(type, '', startOffset);
      this.openFrom = from;
    }
    this.openTo = to;
  }

  /** Whether a stretch of the source that starts at `from` goes on where the open paragraph ended, one line end between. */
  private isNextInSource(from: number): boolean {
    const { openTo } = this;
    return this.openFrom !== -1 && from === openTo + 1 && this.text.charCodeAt(openTo) === 10 && this.gaps === 0;
  }

  /** `join` for what does not stand in the source as it is shown. */
  private joinText(type: ParagraphType, text: string, startOffset: number): void {
    const { open } = this;
    if (open?.type !== type) {
      if (this.inSpeech) this.gaps = 0;
      this.close();
      this.open = this.add(type, text, startOffset);
      addNotes(this.open, this.text, this.line.removed);
      return;
    }
    if (this.openFrom !== -1) open.text = this.text.slice(this.openFrom, this.openTo);
    this.openFrom = -1;
    open.text += '\n'.repeat(this.gaps + 1) + text;
    this.gaps = 0;
    open.endOffset = this.line.contentEnd;
    addNotes(open, this.text, this.line.removed);
  }

  /** Ends the open paragraph: no line joins it any more. */
  private close(): void {
    const { open } = this;
    if (open === null) return;
    if (this.openFrom !== -1) open.text = this.text.slice(this.openFrom, this.openTo);
    this.open = null;
    this.openFrom = -1;
    this.addRuns(open);
  }

  /** Adds an element that is this line alone. */
  private addLine(type: ElementType, text: string, cue?: WrittenCue): Draft {
    this.close();
    const element = this.add(type, text, this.line.contentStart, cue);
    addNotes(element, this.text, this.line.removed);
    this.addRuns(element);
    return element;
  }

  private addRuns(element: Draft): void {
    if (!this.marks.isWithin(element.startOffset, element.endOffset) || element.text === '') return;
    const runs = readEmphasis(element.text);
    if (runs) element.runs = runs;
  }

  private add(type: ElementType, text: string, startOffset: number, cue?: WrittenCue): Draft {
    const { number: line, contentEnd: endOffset } = this.line;
    const element: Draft =
      cue === undefined
        ? { type, text, startOffset, endOffset, line }
        : { type, text, startOffset, endOffset, line, name: cue.name, extensions: cue.extensions };
    if (this.speech === -1) this.partner = -1;
    else if (this.speechDual !== null) element.dual = this.speechDual;
    this.elements.push(element);
    return element;
  }

  /** Adds a note or boneyard that stands alone, on source line `line`. Returns the source line on which it ends. */
  private addAside({ kind, startOffset, endOffset }: RemovedSpan, line: number): number {
    const text = spanText(this.text, startOffset, endOffset, kind);
    const element: Draft = { type: kind, text, startOffset, endOffset, line };
    this.elements.push(element);
    if (kind === 'note' && !this.afterBreak) this.attachedNotes.add(element);
    return line + countLineEnds(this.text, startOffset, endOffset);
  }

  private problem(code: ProblemCode): void {
    this.problems.push({ code, line: this.line.number });
  }
}

/** What is left of a line that is nothing but carets behind its `@`. */
const NO_CUE: WrittenCue = { text: '', name: '', extensions: [] };
const BYTE_ORDER_MARK = '\uFEFF';
const LOOKS_LIKE_HEADING = /^(?:[IE][^a-z]*[. ]|[ieIE][A-Za-z./]*\.)/;
const NEARLY_HEADING = /^(?:EXT\.?\/INT|E\/I|INTERIOR|EXTERIOR)[.\s:]/i;

function addNotes(element: Draft, text: string, removed: readonly RemovedSpan[]): void {
  if (removed.length === 0) return;
  const notes: ElementNote[] = [...(element.notes ?? [])];
  for (const { kind, startOffset, endOffset } of removed) {
    if (kind === 'note') notes.push({ text: spanText(text, startOffset, endOffset, kind), startOffset, endOffset });
  }
  if (notes.length > 0) element.notes = notes;
}

function firstInk(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** A stretch without blanks at its ends. */
function trimmed(text: string, start: number, end: number): string {
  const from = Math.min(firstInk(text, start), end);
  let to = end;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

/** Tabs are four spaces (Action). */
function withoutTabs(text: string): string {
  return text.includes('\t') ? text.replaceAll('\t', '    ') : text;
}

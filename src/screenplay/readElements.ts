import { CueBook, type WrittenCue } from './cueBook';
import { ElementWriter, type ParagraphType } from './elementWriter';
import { isBlank } from './isBlank';
import { isNearlyHeading } from './isNearlyHeading';
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
import { readCue } from './names';
import type { PageProblem } from './pageProblem';
import { readPlainCue } from './plainCue';
import type { ProblemCode, RemovedSpan, ScreenplayElement } from './screenplay';
import { trimmed } from './trimmed';

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

/** Reads a text into elements from `from` on, in one pass forward. `spans` as `findRemovedSpans` gives them. */
export function readElements(
  text: string,
  from: number,
  firstLine: number,
  spans: readonly RemovedSpan[],
): ReadElements {
  return new ElementReader(text, from, firstLine, spans).read();
}

class ElementReader {
  private readonly headings: number[] = [];
  private readonly outline: number[] = [];
  private readonly problems: PageProblem[] = [];
  private readonly lonelyCues: PageProblem[] = [];

  private inSpeech = false;
  /** A blank line, the start, or a line that counts as a break stands before this line. */
  private afterBreak = true;
  /** First element of the speech under way; -1 where there is none. */
  private speech = -1;
  /** First element of the speech before; -1 where there is none. A caret joins it if nothing is written since. */
  private partner = -1;
  private partnerEnd = -1;
  private partnerTaken = false;

  private readonly line: LineReader;
  private readonly out: ElementWriter;
  private readonly cues = new CueBook();
  private readonly tabs: MarkFinder;

  constructor(
    private readonly text: string,
    from: number,
    firstLine: number,
    spans: readonly RemovedSpan[],
  ) {
    this.line = new LineReader(text, from, firstLine, spans);
    this.out = new ElementWriter(text, this.line);
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
    this.out.close();
    const { elements, attachedNotes } = this.out;
    const { headings, outline, problems, lonelyCues } = this;
    return { elements, attachedNotes, headings, outline, speaking: this.cues.names(), problems, lonelyCues };
  }

  private readBlank(): void {
    const { line } = this;
    if (line.removed.length > 0) {
      this.out.addAsides(this.afterBreak);
      // A note between two lines leaves them neighbours; a boneyard leaves a blank line (Boneyard, the example).
      if (!line.removed.some((span) => span.kind === 'note')) this.breakHere();
    } else if (this.inSpeech && isTwoSpaces(this.text, line.start, line.end)) {
      this.out.gaps++;
      this.afterBreak = true;
    } else {
      this.breakHere();
    }
  }

  private breakHere(): void {
    this.endSpeech();
    this.out.close();
    this.afterBreak = true;
  }

  private endSpeech(): void {
    if (this.speech !== -1) {
      this.partner = this.speech;
      this.partnerEnd = this.out.written;
      this.partnerTaken = this.out.dual !== null;
      this.speech = -1;
      this.out.dual = null;
    }
    this.inSpeech = false;
    this.out.gaps = 0;
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
          this.out.addLine('page_break', '');
        } else {
          this.outline.push(this.out.elements.length);
          this.out.addLine('synopsis', trimmed(page, inkStart + 1, inkEnd));
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
          this.out.addLine('transition', trimmed(page, inkStart + 1, inkEnd));
        }
        this.afterBreak = false;
        return;
      case 64: {
        // @
        if (inkEnd - inkStart === 1) break;
        // A line is trimmed: what stands behind its blanks is within it.
        let name = inkStart + 1;
        while (isBlank(page.charCodeAt(name))) name++;
        this.readCueLine(name, inkEnd, true);
        return;
      }
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
        this.out.addLine('parenthetical', page.slice(inkStart, inkEnd));
        this.out.gaps = 0;
      } else {
        this.out.join('dialogue', inkStart, inkEnd, line.contentStart);
      }
      this.afterBreak = false;
      return;
    }
    if (this.afterBreak) {
      if (isTransitionLike(page, inkStart, inkEnd) && line.end === line.contentEnd && line.isBlankNext()) {
        this.out.addLine('transition', page.slice(inkStart, inkEnd));
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
    this.headings.push(this.out.elements.length);
    this.out.addLine('scene_heading', heading).number = number;
    this.breakHere();
    if (!this.line.isBlankNext()) this.problem('heading-no-blank-after');
  }

  private readSection(): void {
    const { page, inkStart, inkEnd } = this.line;
    this.endSpeech();
    let at = inkStart + 1;
    while (page.charCodeAt(at) === 35) at++;
    this.outline.push(this.out.elements.length);
    this.out.addLine('section', trimmed(page, at, inkEnd)).level = at - inkStart;
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
    const { partner } = this;
    const hasPartner = partner !== -1 && !this.partnerTaken && this.partnerEnd === this.out.written;
    const first = this.out.elements.length;
    const cue = to === start ? NO_CUE : this.cues.read(page, start, to);
    const element = this.out.addLine('character', cue.text, cue);
    if (isDual && hasPartner) {
      for (let e = partner; e < first; e++) {
        const spoken = this.out.elements[e];
        if (spoken && spoken.type !== 'note' && spoken.type !== 'boneyard') spoken.dual = 'left';
      }
      element.dual = 'right';
      this.out.dual = 'right';
    } else if (isDual) {
      this.problem('dual-without-partner');
    }
    this.speech = first;
    this.inSpeech = true;
    this.afterBreak = false;
    if (forced && !this.line.isSpeechNext()) this.problem('cue-without-speech');
  }

  /** Looks at a paragraph's first line that is read as action, but may have been meant otherwise. */
  private lookForSlips(cueLike: boolean): void {
    const { page, inkStart, inkEnd, number } = this.line;
    if (inkEnd - inkStart > 120) return;
    if (isNearlyHeading(page, inkStart, inkEnd)) {
      this.problem('heading-unknown');
    } else if (cueLike && this.line.isBlankNext()) {
      const text = page.slice(inkStart, inkEnd);
      const { name, extensions } = readPlainCue(text) ?? readCue(text);
      // Capitals alone may be anything, but how someone speaks stands only behind a name.
      if (extensions.length > 0) this.problem('cue-without-speech');
      else this.lonelyCues.push({ code: 'cue-without-speech', line: number, name });
    }
  }

  private readForcedAction(): void {
    const { page, inkStart, inkEnd, contentStart } = this.line;
    const hasTab = this.line.removed.length > 0 || this.tabs.isWithin(inkStart, inkEnd);
    if (hasTab) this.out.joinText('action', withoutTabs(page.slice(inkStart + 1, inkEnd)), contentStart);
    else this.out.join('action', inkStart + 1, inkEnd, contentStart);
    this.afterBreak = false;
  }

  private readAction(): void {
    const { text, line } = this;
    const { page, start, contentStart, inkStart, inkEnd } = line;
    if (start === contentStart) {
      if (line.removed.length === 0 && !this.tabs.isWithin(start, inkEnd)) {
        this.out.join('action', inkStart, inkEnd, start);
      } else {
        this.out.joinText('action', withoutTabs(page.slice(inkStart, inkEnd)), start);
      }
    } else {
      const indent = text.slice(start, contentStart);
      const isPlain =
        line.removed.length === 0 && !this.tabs.isWithin(start, inkEnd) && !indent.includes(BYTE_ORDER_MARK);
      if (isPlain) this.out.join('action', start, inkEnd, start);
      else {
        const shown = indent.replaceAll(BYTE_ORDER_MARK, '') + page.slice(inkStart, inkEnd);
        this.out.joinText('action', withoutTabs(shown), start);
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
    this.out.join(type, from, to, contentStart);
  }

  private problem(code: ProblemCode): void {
    this.problems.push({ code, line: this.line.number });
  }
}

/** What is left of a line that is nothing but carets behind its `@`. */
const NO_CUE: WrittenCue = { text: '', name: '', extensions: [] };
const BYTE_ORDER_MARK = '\uFEFF';
const LOOKS_LIKE_HEADING = /^(?:[IE][^a-z]*[. ]|[ieIE][A-Za-z./]*\.)/;

/** Tabs are four spaces (Action). */
function withoutTabs(text: string): string {
  return text.includes('\t') ? text.replaceAll('\t', '    ') : text;
}

import { readEmphasis } from './emphasis';
import { isBlank } from './isBlank';
import { isNearlyHeading } from './isNearlyHeading';
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
import { readCue, type Cue } from './names';
import { PROBLEM_MESSAGES } from './problemMessages';
import type { PageLine } from './readLines';
import type { ElementNote, ElementType, Problem, ScreenplayElement } from './screenplay';

/** Elements in order, and for each the page lines it came from: index of the first and of the last. */
export interface ReadElements {
  readonly elements: readonly ScreenplayElement[];
  readonly firstLines: readonly number[];
  readonly lastLines: readonly number[];
  /** Whether a blank line, or something that counts as one, stands before the element. */
  readonly detached: readonly boolean[];
  readonly problems: readonly Problem[];
}

/** Reads page lines into elements in one pass forward. `text` is what the lines were cut from. */
export function readElements(text: string, lines: readonly PageLine[]): ReadElements {
  const reader = new ElementReader(text, lines);
  for (let i = 0; i < lines.length; i++) reader.read(i);
  return reader.finish();
}

type Draft = { -readonly [K in keyof WithoutNotes]: WithoutNotes[K] } & { notes?: ElementNote[] };
type WithoutNotes = Omit<ScreenplayElement, 'notes'>;

class ElementReader {
  private readonly elements: Draft[] = [];
  private readonly firstLines: number[] = [];
  private readonly lastLines: number[] = [];
  private readonly detached: boolean[] = [];
  private readonly problems: Problem[] = [];
  /** The paragraph that the next line may join. */
  private open: Draft | null = null;
  private inSpeech = false;
  /** Two-space lines that a speech will keep if it goes on behind them. */
  private gaps = 0;
  /** A blank line, the start, or a line that counts as a break stands before this line. */
  private afterBreak = true;
  /** First element of the speech that a caret may join, and whether it is already one of a pair. */
  private partner: { readonly first: number; readonly taken: boolean } | null = null;
  private speech: { readonly first: number; readonly dual: 'left' | 'right' | null } | null = null;

  private readonly cues = new Map<string, Cue>();
  /** Lines that would be cues if someone spoke under them. */
  private readonly lonelyCues: { readonly name: string; readonly line: number }[] = [];

  constructor(
    private readonly text: string,
    private readonly lines: readonly PageLine[],
  ) {}

  read(i: number): void {
    const line = this.lines[i];
    if (!line) return;
    if (line.text === '') this.readBlank(line, i);
    else this.readInk(line, i);
  }

  finish(): ReadElements {
    const speaking = new Set<string>();
    for (const cue of this.cues.values()) speaking.add(cue.name);
    for (const { name, line } of this.lonelyCues) if (speaking.has(name)) this.problem('cue-without-speech', line);
    for (const element of this.elements) {
      if (element.type === 'note' || element.type === 'boneyard' || element.text === '') continue;
      const runs = readEmphasis(element.text);
      if (runs) element.runs = runs;
    }
    const { elements, firstLines, lastLines, detached, problems } = this;
    return { elements, firstLines, lastLines, detached, problems };
  }

  private readBlank(line: PageLine, i: number): void {
    if (line.removed.length > 0) {
      this.open = null;
      let hasNote = false;
      for (const span of line.removed) {
        if (span.kind === 'note') hasNote = true;
        this.add(
          span.kind,
          i,
          spanText(this.text, span.startOffset, span.endOffset, span.kind),
          span.startOffset,
          span.endOffset,
        );
      }
      // A note between two lines leaves them neighbours; a boneyard leaves a blank line (Boneyard, the example).
      if (!hasNote) this.breakHere();
      return;
    }
    if (this.inSpeech && isTwoSpaces(this.text.slice(line.start, line.end))) {
      this.gaps++;
      this.afterBreak = true;
      return;
    }
    this.breakHere();
  }

  private breakHere(): void {
    this.endSpeech();
    this.open = null;
    this.afterBreak = true;
  }

  private endSpeech(): void {
    if (this.speech) this.partner = { first: this.speech.first, taken: this.speech.dual !== null };
    this.speech = null;
    this.inSpeech = false;
    this.gaps = 0;
  }

  private readInk(line: PageLine, i: number): void {
    const { text } = line;
    switch (text.charCodeAt(0)) {
      case 33: // !
        this.endSpeech();
        this.readAction(line, i, text.slice(1));
        return;
      case 35: // #
        this.readSection(line, i);
        return;
      case 61: // =
        this.endSpeech();
        if (isPageBreak(text)) this.addLine('page_break', line, i, '');
        else this.addLine('synopsis', line, i, text.slice(1).trim());
        this.breakHere();
        return;
      case 62: // >
        if (text.length === 1 || text === '><') break;
        this.endSpeech();
        if (text.endsWith('<')) this.join('centered', line, i, text.slice(1, -1).trim());
        else this.addLine('transition', line, i, text.slice(1).trim());
        this.afterBreak = false;
        return;
      case 64: // @
        if (text.length === 1) break;
        this.readCueLine(line, i, text.slice(1).trimStart(), true);
        return;
      case 126: // ~
        this.join('lyrics', line, i, text.slice(1).trim());
        this.afterBreak = false;
        return;
      case 46: // .
        if (this.afterBreak && isForcedHeading(text)) {
          this.readHeading(line, i, text.slice(1));
          return;
        }
        break;
    }
    this.readPlain(line, i);
  }

  private readPlain(line: PageLine, i: number): void {
    const { text } = line;
    if (isHeadingLike(text)) {
      if (this.afterBreak) {
        this.readHeading(line, i, text);
        return;
      }
      if (LOOKS_LIKE_HEADING.test(text)) this.problem('heading-no-blank-before', line.number);
    }
    if (this.inSpeech) {
      if (isWrappedInParentheses(text)) {
        this.open = null;
        this.addLine('parenthetical', line, i, text);
        this.gaps = 0;
        this.afterBreak = false;
      } else {
        this.join('dialogue', line, i, text);
        this.afterBreak = false;
      }
      return;
    }
    if (this.afterBreak) {
      if (isTransitionLike(text) && !this.endsBlank(line) && this.isBlankAfter(i)) {
        this.addLine('transition', line, i, text);
        this.afterBreak = false;
        return;
      }
      if (isCueLike(text) && this.isSpeechAfter(i)) {
        this.readCueLine(line, i, text, false);
        return;
      }
      this.lookForSlips(line, i);
    }
    this.readAction(line, i, line.indent.replaceAll('\uFEFF', '') + text);
  }

  private readHeading(line: PageLine, i: number, text: string): void {
    this.endSpeech();
    const { text: heading, number } = splitSceneNumber(text);
    this.addLine('scene_heading', line, i, heading).number = number;
    this.breakHere();
    if (!this.isBlankAfter(i)) this.problem('heading-no-blank-after', line.number);
  }

  private readSection(line: PageLine, i: number): void {
    this.endSpeech();
    let level = 1;
    while (line.text.charCodeAt(level) === 35) level++;
    this.addLine('section', line, i, line.text.slice(level).trim()).level = level;
    this.breakHere();
  }

  private readCueLine(line: PageLine, i: number, text: string, forced: boolean): void {
    this.endSpeech();
    const isDual = text.endsWith('^');
    const cue = isDual ? withoutCaret(text) : text;
    const partner = this.partner;
    const element = this.addLine('character', line, i, cue);
    const { name, extensions } = this.cueOf(cue);
    element.name = name;
    element.extensions = extensions;
    const first = this.elements.length - 1;
    let dual: 'right' | null = null;
    if (isDual) {
      if (partner && !partner.taken) {
        for (let e = partner.first; e < first; e++) {
          const spoken = this.elements[e];
          if (spoken && spoken.type !== 'note' && spoken.type !== 'boneyard') spoken.dual = 'left';
        }
        dual = 'right';
        element.dual = dual;
      } else {
        this.problem('dual-without-partner', line.number);
      }
    }
    this.speech = { first, dual };
    this.inSpeech = true;
    this.afterBreak = false;
    if (forced && !this.isSpeechAfter(i)) this.problem('cue-without-speech', line.number);
  }

  private cueOf(text: string): Cue {
    let cue = this.cues.get(text);
    if (!cue) {
      cue = readCue(text);
      this.cues.set(text, cue);
    }
    return cue;
  }

  /** Looks at a paragraph's first line that is read as action, but may have been meant otherwise. */
  private lookForSlips({ text, number }: PageLine, i: number): void {
    if (text.length > 120) return;
    if (isNearlyHeading(text)) {
      this.problem('heading-unknown', number);
    } else if (isCueLike(text) && this.isBlankAfter(i)) {
      const { name, extensions } = readCue(text);
      // Capitals alone may be anything, but how someone speaks stands only behind a name.
      if (extensions.length > 0) this.problem('cue-without-speech', number);
      else this.lonelyCues.push({ name, line: number });
    }
  }

  private readAction(line: PageLine, i: number, text: string): void {
    const shown = text.includes('\t') ? text.replaceAll('\t', '    ') : text;
    this.join(
      'action',
      line,
      i,
      shown,
      line.indent === '' || line.text.startsWith('!') ? line.contentStart : line.start,
    );
    this.afterBreak = false;
  }

  /** Adds a line to the paragraph before it, or starts one. */
  private join(type: ElementType, line: PageLine, i: number, text: string, start = line.contentStart): void {
    if (this.open?.type !== type) {
      if (this.inSpeech) this.gaps = 0;
      this.open = this.addLine(type, line, i, text, start);
      return;
    }
    this.open.text += '\n'.repeat(this.gaps + 1) + text;
    this.gaps = 0;
    this.open.endOffset = line.contentEnd;
    this.lastLines[this.lastLines.length - 1] = i;
    addNotes(this.open, this.text, line);
  }

  private addLine(type: ElementType, line: PageLine, i: number, text: string, start = line.contentStart): Draft {
    this.open = null;
    const element = this.add(type, i, text, start, line.contentEnd);
    addNotes(element, this.text, line);
    return element;
  }

  private add(type: ElementType, i: number, text: string, startOffset: number, endOffset: number): Draft {
    const element: Draft = { type, text, startOffset, endOffset, line: this.lineOf(i, startOffset) };
    const isAside = type === 'note' || type === 'boneyard';
    if (!isAside) {
      if (!this.speech) this.partner = null;
      else if (this.speech.dual) element.dual = this.speech.dual;
    }
    this.elements.push(element);
    this.firstLines.push(i);
    this.lastLines.push(i);
    this.detached.push(this.afterBreak);
    return element;
  }

  private lineOf(i: number, offset: number): number {
    const line = this.lines[i];
    if (!line) return 1;
    let { number } = line;
    if (offset <= line.contentStart) return number;
    for (const span of line.removed) {
      if (span.startOffset >= offset) break;
      for (let at = span.startOffset; at < span.endOffset; at++) {
        const unit = this.text.charCodeAt(at);
        if (unit === 10 || (unit === 13 && this.text.charCodeAt(at + 1) !== 10)) number++;
      }
    }
    return number;
  }

  private endsBlank(line: PageLine): boolean {
    return line.end > line.contentEnd;
  }

  /** The next line that is more than notes; undefined at the end. */
  private lineAfter(i: number): PageLine | undefined {
    for (let j = i + 1; ; j++) {
      const line = this.lines[j];
      if (line?.text !== '' || !line.removed.some((span) => span.kind === 'note')) return line;
    }
  }

  /** Whether nothing printed follows directly. */
  private isBlankAfter(i: number): boolean {
    const text = this.lineAfter(i)?.text ?? '';
    return text === '' || text.startsWith('#') || text.startsWith('=');
  }

  /** Whether the next line can be spoken. */
  private isSpeechAfter(i: number): boolean {
    const text = this.lineAfter(i)?.text ?? '';
    return text !== '' && !ENDS_SPEECH.test(text);
  }

  private problem(code: Problem['code'], line: number): void {
    this.problems.push({ code, message: PROBLEM_MESSAGES[code], line });
  }
}

const LOOKS_LIKE_HEADING = /^(?:[IE][^a-z]*[. ]|[ieIE][A-Za-z./]*\.)/;
const ENDS_SPEECH = /^(?:[#=!]|[>@].)/s;

function addNotes(element: Draft, text: string, line: PageLine): void {
  if (line.removed.length === 0) return;
  const notes: ElementNote[] = element.notes ?? [];
  for (const span of line.removed) {
    if (span.kind !== 'note') continue;
    const { startOffset, endOffset } = span;
    notes.push({ text: spanText(text, startOffset, endOffset, 'note'), startOffset, endOffset });
  }
  if (notes.length > 0) element.notes = notes;
}

/** A cue without the caret at its end, and without blanks and further carets before that. */
function withoutCaret(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 94 || isBlank(text.charCodeAt(end - 1)))) end--;
  return text.slice(0, end);
}

/** What stands between the marks of a note or boneyard, trimmed, with `\n` line ends; a boneyard inside a note is taken out. */
function spanText(text: string, start: number, end: number, kind: 'note' | 'boneyard'): string {
  const inner = text.slice(start + 2, end - 2);
  const kept = kind === 'note' && inner.includes('/*') ? inner.replace(/\/\*[^]*?\*\//g, '') : inner;
  if (!LINE_END.test(kept)) return kept.trim();
  return kept
    .split(LINE_END)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

const LINE_END = /\r\n|\r|\n/;

import { countLineEnds } from './countLineEnds';
import type { WrittenCue } from './cueBook';
import { readEmphasis } from './emphasis';
import type { LineReader } from './lineReader';
import { MarkFinder } from './markFinder';
import type { ElementNote, ElementType, ScreenplayElement } from './screenplay';
import { spanText } from './spanText';

/** An element while its script is read. */
export type Draft = { -readonly [K in keyof WithoutNotes]: WithoutNotes[K] } & { notes?: ElementNote[] };
type WithoutNotes = Omit<ScreenplayElement, 'notes'>;

/** The types whose lines join to a paragraph. */
export type ParagraphType = 'action' | 'dialogue' | 'lyrics' | 'centered';

/** Makes elements of the lines that `line` reads from `text`: the reader says what a line is, this one what comes of it. */
export class ElementWriter {
  readonly elements: Draft[] = [];
  /** The notes among them that have no blank line before them. */
  readonly attachedNotes = new Set<ScreenplayElement>();
  /** How many of them are neither notes nor boneyard of their own. */
  written = 0;
  /** The side on which the elements of the speech under way stand. */
  dual: 'left' | 'right' | null = null;
  /** Two-space lines that a speech will keep if it goes on behind them. */
  gaps = 0;

  /** The paragraph that the next line may join. */
  private open: Draft | null = null;
  /**
   * Most paragraphs stand in the source as they are: theirs is the stretch between these two, cut out when they end. `openFrom`
   * is -1 where the text is put together in `open.text` instead.
   */
  private openFrom = -1;
  private openTo = -1;
  private readonly marks: MarkFinder;

  constructor(
    private readonly text: string,
    private readonly line: LineReader,
  ) {
    this.marks = new MarkFinder(text, ['*', '_', '\\']);
  }

  /** Adds an element that is this line alone. */
  addLine(type: ElementType, text: string, cue?: WrittenCue): Draft {
    this.close();
    const element = this.add(type, text, this.line.contentStart, cue);
    this.addNotes(element);
    this.addRuns(element);
    return element;
  }

  /** Adds a stretch of the line's page to the paragraph before it, or starts one at the offset `startOffset`. */
  join(type: ParagraphType, from: number, to: number, startOffset: number): void {
    const { open, line } = this;
    const joins = open?.type === type;
    if (line.removed.length > 0 || (joins && !this.isNextInSource(from))) {
      this.joinText(type, line.page.slice(from, to), startOffset);
      return;
    }
    if (joins) {
      open.endOffset = line.contentEnd;
    } else {
      this.start(type, '', startOffset);
      this.openFrom = from;
    }
    this.openTo = to;
  }

  /** `join` for what does not stand in the source as it is shown. */
  joinText(type: ParagraphType, text: string, startOffset: number): void {
    const { open } = this;
    if (open?.type !== type) {
      this.addNotes(this.start(type, text, startOffset));
      return;
    }
    if (this.openFrom !== -1) open.text = this.text.slice(this.openFrom, this.openTo);
    this.openFrom = -1;
    open.text += '\n'.repeat(this.gaps + 1) + text;
    this.gaps = 0;
    open.endOffset = this.line.contentEnd;
    this.addNotes(open);
  }

  /** Ends the open paragraph: no line joins it any more. */
  close(): void {
    const { open } = this;
    if (open === null) return;
    if (this.openFrom !== -1) open.text = this.text.slice(this.openFrom, this.openTo);
    this.open = null;
    this.openFrom = -1;
    this.addRuns(open);
  }

  /** Adds the notes and boneyards of a line that is nothing else. */
  addAsides(afterBreak: boolean): void {
    this.close();
    let { number: line } = this.line;
    for (const { kind, startOffset, endOffset } of this.line.removed) {
      const text = spanText(this.text, startOffset, endOffset, kind);
      const element: Draft = { type: kind, text, startOffset, endOffset, line };
      this.elements.push(element);
      if (kind === 'note' && !afterBreak) this.attachedNotes.add(element);
      line += countLineEnds(this.text, startOffset, endOffset);
    }
  }

  private start(type: ParagraphType, text: string, startOffset: number): Draft {
    this.gaps = 0;
    this.close();
    this.open = this.add(type, text, startOffset);
    return this.open;
  }

  private add(type: ElementType, text: string, startOffset: number, cue?: WrittenCue): Draft {
    const { number: line, contentEnd: endOffset } = this.line;
    const element: Draft =
      cue === undefined
        ? { type, text, startOffset, endOffset, line }
        : { type, text, startOffset, endOffset, line, name: cue.name, extensions: cue.extensions };
    if (this.dual !== null) element.dual = this.dual;
    this.elements.push(element);
    this.written++;
    return element;
  }

  /** Whether a stretch of the source that starts at `from` goes on where the open paragraph ended, one line end between. */
  private isNextInSource(from: number): boolean {
    const { openTo } = this;
    return this.openFrom !== -1 && from === openTo + 1 && this.text.charCodeAt(openTo) === 10 && this.gaps === 0;
  }

  private addNotes(element: Draft): void {
    for (const { kind, startOffset, endOffset } of this.line.removed) {
      if (kind !== 'note') continue;
      const note = { text: spanText(this.text, startOffset, endOffset, kind), startOffset, endOffset };
      if (element.notes) element.notes.push(note);
      else element.notes = [note];
    }
  }

  private addRuns(element: Draft): void {
    if (!this.marks.isWithin(element.startOffset, element.endOffset) || element.text === '') return;
    const runs = readEmphasis(element.text);
    if (runs) element.runs = runs;
  }
}

import { isTwoSpaces } from '../lineShape';
import { parseScreenplay } from '../parseScreenplay';
import type { EmphasisRun, Screenplay, ScreenplayElement } from '../screenplay';
import { elementLines, type ElementLine } from './elementLines';
import { paragraphFor, type FdxReadAs } from './fdxMapping';
import type { FdxNote } from './fdxParagraph';
import { isOmission, omittedText } from './omission';
import { inCapitals, lineText } from './paragraphLines';
import { xmlParagraph } from './xmlParagraph';

/** What the body tells of itself to what comes after it in the file. */
export interface WrittenBody {
  readonly notes: readonly FdxNote[];
  /** The paragraph types that were written. */
  readonly types: ReadonlySet<string>;
  /** Those of them with small letters that Final Draft would show as capitals. */
  readonly mixedCase: ReadonlySet<string>;
}

/** Writes the paragraphs of a script by `FDX_RULES`. */
export function* writeBody(screenplay: Screenplay, source: string, indent = 4): Generator<string, WrittenBody> {
  const writer = new BodyWriter(screenplay, source, indent);
  const { elements } = screenplay;
  for (let i = 0; i < elements.length;) {
    const { xml, next } = writer.write(i);
    if (xml !== '') yield xml;
    i = next;
  }
  const rest = writer.finish();
  if (rest !== '') yield rest;
  return writer;
}

/** XML of some elements, and the index of the first after them. */
interface Written {
  readonly xml: string;
  readonly next: number;
}

class BodyWriter implements WrittenBody {
  readonly notes: FdxNote[] = [];
  readonly types = new Set<string>();
  readonly mixedCase = new Set<string>();
  /** Where the next paragraph begins and where the last one lies, as `Range` counts. */
  private offset = 0;
  private last: { readonly start: number; readonly end: number } | null = null;
  private lastType = '';
  private breaksPage = false;

  constructor(
    private readonly screenplay: Screenplay,
    private readonly source: string,
    private readonly indent: number,
  ) {}

  write(i: number): Written {
    const element = this.screenplay.elements[i];
    if (!element) return { xml: '', next: i + 1 };
    if (element.dual === 'left') return this.writeDual(i);
    switch (element.type) {
      case 'page_break': {
        const xml = this.finish();
        this.breaksPage = true;
        return { xml, next: i + 1 };
      }
      case 'note':
        return { xml: this.writeNote(element, i), next: i + 1 };
      case 'boneyard':
        return { xml: '', next: i + 1 };
      case 'scene_heading':
        return this.writeHeading(element, i);
      case 'section':
        return this.writeSection(element, i);
      case 'lyrics': {
        const parting = this.singsApart(element, i) ? this.paragraph('Action', NO_TEXT) : '';
        return { xml: parting + this.writeElement(element, this.indent), next: i + 1 };
      }
      default:
        return { xml: this.writeElement(element, this.indent), next: i + 1 };
    }
  }

  /** A page break that no paragraph has taken gets one of its own. */
  finish(): string {
    return this.breaksPage ? this.paragraph('Action', NO_TEXT) : '';
  }

  /** An element that is a paragraph, or one for each of its lines. */
  private writeElement(element: ScreenplayElement, indent: number): string {
    const lines = this.linesOf(element);
    if (element.type === 'dialogue' || element.type === 'lyrics') {
      const type = paragraphFor(element.type);
      return lines.map((line) => this.paragraph(type, line, { indent })).join('');
    }
    const attributes = element.type === 'centered' ? { Alignment: 'Center' } : {};
    return this.paragraph(paragraphFor(element.type as FdxReadAs), joinedLine(lines), { attributes, indent });
  }

  private writeHeading(element: ScreenplayElement, i: number): Written {
    const { elements } = this.screenplay;
    const summary: string[] = [];
    let next = i + 1;
    for (let below = elements[next]; below?.type === 'synopsis' && !below.notes; below = elements[++next])
      summary.push(...this.linesOf(below).map(({ runs }) => xmlParagraph({}, runs, { indent: this.indent + 6 })));
    const margin = ' '.repeat(this.indent + 2);
    let inner =
      summary.length === 0
        ? ''
        : `${margin}<SceneProperties Title="">\n${margin}  <Summary>\n${summary.join('')}${margin}  </Summary>\n${margin}</SceneProperties>\n`;
    const cut = elements[next];
    const isOmitted = cut !== undefined && isOmission(element, cut);
    if (isOmitted) {
      inner += `${margin}<OmittedScene>\n${this.writeOmitted(cut)}${margin}</OmittedScene>\n`;
      next++;
    }
    const line = joinedLine(this.linesOf(element));
    const xml = this.paragraph(paragraphFor('scene_heading'), line, {
      attributes: { Number: element.number ?? null },
      inner,
      blocks: isOmitted ? 1 : 0,
    });
    return { xml, next };
  }

  private writeOmitted(cut: ScreenplayElement): string {
    const text = omittedText(cut);
    const xml: string[] = [];
    const body = writeBody(parseScreenplay(text, { titlePage: false }), text, this.indent + 4);
    for (let step = body.next(); ; step = body.next()) {
      if (step.done === true) {
        for (const type of step.value.types) this.types.add(type);
        for (const type of step.value.mixedCase) this.mixedCase.add(type);
        return xml.join('');
      }
      xml.push(step.value);
    }
  }

  /** A section; together with the same words centred below it, an act as Final Draft has it. */
  private writeSection(element: ScreenplayElement, i: number): Written {
    const below = this.screenplay.elements[i + 1];
    const line = joinedLine(this.linesOf(element));
    if (element.level === 1 && below?.type === 'centered' && below.text === element.text && !element.notes) {
      const { notes } = joinedLine(this.linesOf(below));
      const attributes = { Alignment: 'Center', StartsNewPage: this.breaksPage ? 'Yes' : 'No' };
      return { xml: this.paragraph(paragraphFor('act'), { ...line, notes }, { attributes }), next: i + 2 };
    }
    return { xml: this.paragraph(paragraphFor('section', element.level), line), next: i + 1 };
  }

  /** Two speeches at once. The notes in them come behind: a `Range` cannot point into the block. */
  private writeDual(i: number): Written {
    const { elements } = this.screenplay;
    let next = i;
    let hasRight = false;
    for (let at = i; ; at++) {
      const element = elements[at];
      if (element?.type === 'note' || element?.type === 'boneyard') continue;
      if (element?.dual === undefined || (element.dual === 'left' && hasRight)) break;
      if (element.dual === 'right') hasRight = true;
      next = at + 1;
    }
    const start = this.offset;
    const { breaksPage } = this;
    this.breaksPage = false;
    const notes: string[] = [];
    let spoken = '';
    for (const element of elements.slice(i, next)) {
      if (element.type === 'note') notes.push(element.text);
      else if (element.type !== 'boneyard') {
        const before = this.notes.length;
        spoken += this.writeElement(element, this.indent + 4);
        notes.push(...this.notes.splice(before).map(({ text }) => text));
      }
    }
    this.offset = start;
    const margin = ' '.repeat(this.indent + 2);
    this.breaksPage = breaksPage;
    const xml = this.paragraph('General', NO_TEXT, {
      inner: `${margin}<DualDialogue>\n${spoken}${margin}</DualDialogue>\n`,
      blocks: 1,
    });
    for (const text of notes) this.addNote(text, this.last ?? { start, end: start });
    return { xml, next };
  }

  private writeNote(element: ScreenplayElement, i: number): string {
    const holder = this.last === null || this.breaksPage ? this.paragraph('Action', NO_TEXT) : '';
    const { start, end } = this.last ?? { start: 0, end: 0 };
    if (holder !== '') this.addNote(element.text, { start, end });
    else if (start === end || this.standsApart(element, i)) this.addNote(element.text, { start: end, end: end + 1 });
    else this.addNote(element.text, { start, end });
    return holder;
  }

  /** Whether a blank line stands between an element and the one before it. */
  private standsApart(element: ScreenplayElement, i: number): boolean {
    const before = this.screenplay.elements[i - 1];
    const between = this.source.slice(before?.endOffset ?? 0, element.startOffset);
    return between.split(LINE_END).length > 2;
  }

  /** Whether a song would be taken for part of the speech or song before it. */
  private singsApart(element: ScreenplayElement, i: number): boolean {
    const before = this.screenplay.elements[i - 1];
    if (this.lastType === 'Lyrics' && before?.type !== 'note') return true;
    if (this.lastType !== 'Lyrics' && !SPOKEN.has(this.lastType)) return false;
    const between = this.source.slice(before?.endOffset ?? 0, element.startOffset).split(LINE_END);
    return between.slice(1, -1).some((line) => !isTwoSpaces(line));
  }

  private addNote(text: string, range: FdxNote['range']): void {
    if (text !== '') this.notes.push({ text, range });
  }

  private linesOf(element: ScreenplayElement): readonly ElementLine[] {
    return elementLines(element, this.screenplay, this.source);
  }

  private paragraph(
    type: string,
    { runs, notes }: ElementLine,
    {
      attributes = {},
      inner = '',
      blocks = 0,
      indent = this.indent,
    }: {
      readonly attributes?: Readonly<Record<string, string | null>>;
      readonly inner?: string;
      readonly blocks?: number;
      readonly indent?: number;
    } = {},
  ): string {
    const text = lineText(runs);
    this.types.add(type);
    this.lastType = type;
    if (inCapitals(text) !== text) this.mixedCase.add(type);
    const start = this.offset;
    const end = start + text.length + 2 * blocks;
    for (const note of notes) this.addNote(note.text, { start: start + note.offset, end: start + note.offset });
    this.last = { start, end };
    this.offset = end + 1;
    const newPage = this.breaksPage ? { StartsNewPage: 'Yes' } : {};
    this.breaksPage = false;
    return xmlParagraph({ ...attributes, ...newPage, Type: type }, runs, { indent, inner });
  }
}

const LINE_END = /\r\n|\r|\n/;

const SPOKEN: ReadonlySet<string> = new Set(
  (['character', 'dialogue', 'parenthetical'] as const).map((type) => paragraphFor(type)),
);

const NO_TEXT: ElementLine = { runs: [], notes: [] };

/** The lines of an element as one, with soft breaks between them. */
function joinedLine(lines: readonly ElementLine[]): ElementLine {
  const [only] = lines;
  if (lines.length === 1 && only) return only;
  const runs: EmphasisRun[] = [];
  const notes: { offset: number; text: string }[] = [];
  let length = 0;
  lines.forEach((line, i) => {
    if (i > 0) {
      runs.push({ text: '\n', styles: [] });
      length++;
    }
    for (const note of line.notes) notes.push({ offset: length + note.offset, text: note.text });
    runs.push(...line.runs);
    length += lineText(line.runs).length;
  });
  return { runs, notes };
}

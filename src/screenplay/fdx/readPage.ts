import { splitSceneNumber, isWrappedInParentheses } from '../lineShape';
import type { EmphasisRun } from '../screenplay';
import { ruleForParagraph, type FdxReadAs } from './fdxMapping';
import type { FdxDocument, FdxNote, FdxParagraph } from './fdxParagraph';
import type { InlineNote, PageElement } from './pageElement';
import { lineText, paragraphLines, sliceRuns, type LineOptions, type ParagraphLines } from './paragraphLines';
import { placeNotes, type ParagraphNotes } from './placeNotes';
import { renderFountain } from './renderFountain';

/** Where a scene begins and how long it is, as Final Draft itself counted. */
export interface FdxScene {
  /** As printed, which may be `12A` in a locked script; null where the file has none. */
  readonly page: string | null;
  /** In eighths of a page; null where the file has none. */
  readonly eighths: number | null;
}

/** A Final Draft script as elements of the page. */
export interface FdxPage {
  readonly elements: readonly PageElement[];
  /** One for each scene heading, in order. */
  readonly scenes: readonly FdxScene[];
  /** How many paragraphs of speech nobody speaks: no cue stands above them, and they are read as action. */
  readonly orphans: number;
}

/** Reads paragraphs into elements by `FDX_RULES`. */
export function readPage(
  body: readonly FdxParagraph[],
  notes: readonly FdxNote[],
  settings: FdxDocument['settings'],
): FdxPage {
  const reader = new PageReader(settings);
  const placed = placeNotes(body, notes);
  body.forEach((paragraph, i) => reader.read(paragraph, placed[i] ?? NO_NOTES));
  return reader.finish();
}

const NO_NOTES: ParagraphNotes = { inside: [], below: [], after: [] };

type Draft = { -readonly [K in keyof PageElement]: PageElement[K] } & {
  lines: (readonly EmphasisRun[])[];
  notes: InlineNote[];
};

class PageReader {
  private readonly elements: Draft[] = [];
  private readonly scenes: FdxScene[] = [];
  private orphans = 0;
  private inSpeech = false;
  /** The speech or song that the next paragraph of its kind goes on with. */
  private open: Draft | null = null;
  /** An empty paragraph that nobody speaks stands before this one: a song goes on below it on its own. */
  private isParted = false;

  constructor(private readonly settings: FdxDocument['settings']) {}

  read(paragraph: FdxParagraph, notes: ParagraphNotes, isSecond = false): void {
    const readAs = this.readAs(paragraph);
    this.breakPage(paragraph, readAs);
    this.readText(paragraph, readAs, notes, isSecond);
    for (const block of paragraph.blocks) {
      if (block.kind === 'dual') this.readDual(block.paragraphs);
      else this.readOmitted(block.paragraphs);
    }
    for (const text of notes.below) this.addNote(text, true);
    for (const text of notes.after) this.addNote(text, false);
  }

  finish(): FdxPage {
    const { elements, scenes, orphans } = this;
    let speaksBelow = false;
    for (let i = elements.length - 1; i >= 0; i--) {
      const element = elements[i];
      if (!element) continue;
      if (element.type === 'dialogue' || element.type === 'lyrics')
        while (element.lines.length > 1 && element.lines.at(-1)?.length === 0) element.lines.pop();
      // A note between two lines of a speech stands between them without a blank line, which would end the speech.
      if (element.type !== 'note') speaksBelow = element.joined;
      else if (speaksBelow) element.joined = true;
    }
    return { elements, scenes, orphans };
  }

  private readAs({ type, alignment }: FdxParagraph): FdxReadAs {
    const settings = this.settings.get(type);
    const rule = ruleForParagraph(type);
    const readAs = rule?.readAs ?? CUSTOM_TYPES.get(settings?.paginateAs ?? '') ?? 'action';
    const isCentered = alignment === '' ? (settings?.centered ?? false) : alignment === 'Center';
    return readAs === 'action' && isCentered ? 'centered' : readAs;
  }

  private breakPage({ startsNewPage, type }: FdxParagraph, readAs: FdxReadAs): void {
    if (!(startsNewPage ?? this.settings.get(type)?.startsNewPage ?? false)) return;
    if (this.elements.length === 0 || (this.inSpeech && readAs !== 'lyrics' && SPOKEN.has(readAs))) return;
    this.endSpeech();
    this.add('page_break', []);
  }

  private readText(paragraph: FdxParagraph, readAs: FdxReadAs, notes: ParagraphNotes, isSecond: boolean): void {
    const capitals = this.settings.get(paragraph.type)?.capitals ?? ruleForParagraph(paragraph.type)?.capitals ?? false;
    const isOrphan = !this.inSpeech && (readAs === 'dialogue' || readAs === 'parenthetical');
    const written = isOrphan ? 'action' : readAs;
    const options: LineOptions = {
      capitals,
      oneLine: ONE_LINE.has(written),
      keepsIndent: written === 'action',
    };
    const text = paragraphLines(paragraph, notes.inside, options);
    if (text.lines.every((line) => line.length === 0)) {
      this.readEmpty(text, readAs);
      return;
    }
    if (isOrphan) this.orphans++;
    switch (written) {
      case 'scene_heading':
        this.readHeading(paragraph, text);
        break;
      case 'character':
        this.readCue(text, isSecond);
        break;
      case 'dialogue':
        this.readDialogue(text);
        break;
      case 'parenthetical':
        this.add('parenthetical', [inParentheses(text.lines[0] ?? [])], { joined: true, notes: text.notes });
        break;
      case 'lyrics':
        this.readLyrics(text);
        break;
      case 'act':
        this.endSpeech();
        this.add('section', text.lines);
        this.add('centered', text.lines, { notes: text.notes });
        break;
      case 'section':
        this.endSpeech();
        this.add('section', text.lines, { notes: text.notes, level: ruleForParagraph(paragraph.type)?.level ?? 1 });
        break;
      case 'synopsis':
      case 'centered':
        this.readApart(written, text);
        break;
      default:
        this.endSpeech();
        this.add(written, ...withoutBlankEnds(text));
    }
  }

  /** A paragraph without text is nothing on the page, but the notes in it stay, and in a speech it is a blank line. */
  private readEmpty(text: ParagraphLines, readAs: FdxReadAs): void {
    if (this.inSpeech && this.open !== null && this.open.type === readAs) this.open.lines.push([]);
    else if (!SPOKEN.has(readAs)) this.part();
    if (readAs === 'character') this.endSpeech();
    for (const note of text.notes) this.addNote(note.text, false);
  }

  private readHeading({ number, scene }: FdxParagraph, { lines, notes }: ParagraphLines): void {
    this.endSpeech();
    let runs = lines[0] ?? [];
    let printed = number === null ? '' : number.replace(NOT_IN_A_NUMBER, '');
    if (printed === '') {
      const split = splitSceneNumber(lineText(runs));
      if (split.number !== null && split.text !== '') {
        runs = sliceRuns(runs, 0, split.text.length);
        printed = split.number;
      }
    }
    this.add('scene_heading', [runs], { number: printed === '' ? null : printed, notes });
    this.scenes.push({ page: scene?.page ?? null, eighths: scene?.eighths ?? null });
    if (!scene) return;
    const summary = scene.summary.map((paragraph) => paragraphLines(paragraph, [], AS_ONE_LINE_EACH));
    const title = scene.title === '' ? [] : [[{ text: scene.title.replace(/\s+/g, ' '), styles: [] }]];
    for (const line of [...title, ...summary.flatMap((text) => text.lines)])
      if (line.length > 0) this.add('synopsis', [line]);
  }

  private readCue({ lines, notes }: ParagraphLines, isSecond: boolean): void {
    this.endSpeech();
    const runs = lines[0] ?? [];
    const name = lineText(runs).replace(/[\s^]+$/, '');
    if (name === '') return;
    this.add('character', [sliceRuns(runs, 0, name.length)], { isSecond, notes });
    this.inSpeech = true;
  }

  private readDialogue({ lines, notes }: ParagraphLines): void {
    const byLine = notesByLine(lines.length, notes);
    lines.forEach((runs, i) => {
      const own = byLine[i] ?? [];
      if (isParenthetical(runs)) {
        this.add('parenthetical', [runs], { joined: true, notes: own });
      } else if (this.open?.type === 'dialogue') {
        this.append(this.open, runs, own);
      } else if (runs.length > 0) {
        this.open = this.add('dialogue', [runs], { joined: true, notes: own });
      }
    });
  }

  private readLyrics({ lines, notes }: ParagraphLines): void {
    const byLine = notesByLine(lines.length, notes);
    lines.forEach((runs, i) => {
      const own = byLine[i] ?? [];
      if (this.open?.type === 'lyrics' && (runs.length > 0 || this.inSpeech)) {
        this.append(this.open, runs, own);
      } else if (runs.length > 0) {
        const inSpeech = this.inSpeech && !this.isParted;
        this.open = this.add('lyrics', [runs], {
          joined: inSpeech,
          notes: own,
        });
      } else {
        this.open = null;
      }
    });
  }

  /** Synopses are a line each; a blank line parts centred text. */
  private readApart(type: 'synopsis' | 'centered', { lines, notes }: ParagraphLines): void {
    this.endSpeech();
    const byLine = notesByLine(lines.length, notes);
    let open: Draft | null = null;
    lines.forEach((runs, i) => {
      const own = byLine[i] ?? [];
      if (runs.length === 0) {
        open = null;
        for (const { text } of own) this.addNote(text, false);
      } else if (open && type === 'centered') {
        this.append(open, runs, own);
      } else {
        open = this.add(type, [runs], { notes: own });
      }
    });
  }

  private readDual(paragraphs: readonly FdxParagraph[]): void {
    this.endSpeech();
    let cues = 0;
    let isPair = true;
    for (const paragraph of paragraphs) {
      const readAs = this.readAs(paragraph);
      const isCue = readAs === 'character' && paragraph.runs.some(({ text }) => text.trim() !== '');
      if (isCue) cues++;
      else if (!SPOKEN.has(readAs)) isPair = false;
      this.read(
        paragraph,
        { ...NO_NOTES, below: paragraph.notes.map(({ text }) => text) },
        isCue && cues === 2 && isPair,
      );
    }
    this.endSpeech();
  }

  private readOmitted(paragraphs: readonly FdxParagraph[]): void {
    const { elements } = readPage(paragraphs, [], this.settings);
    if (elements.length === 0) return;
    this.endSpeech();
    const lines = renderFountain([], elements).trimEnd().split('\n');
    this.add(
      'boneyard',
      lines.map((text) => [{ text, styles: [] }]),
    );
  }

  private addNote(text: string, joined: boolean): void {
    this.open = null;
    this.elements.push({
      ...PLAIN,
      type: 'note',
      lines: text.split('\n').map((line) => [{ text: line, styles: [] }]),
      joined: joined && this.elements.length > 0,
      notes: [],
    });
  }

  private append(open: Draft, runs: readonly EmphasisRun[], notes: readonly InlineNote[]): void {
    for (const note of notes) open.notes.push({ ...note, line: open.lines.length });
    open.lines.push(runs);
  }

  private part(): void {
    this.open = null;
    this.isParted = true;
  }

  private add(
    type: Draft['type'],
    lines: readonly (readonly EmphasisRun[])[],
    more: Partial<Omit<PageElement, 'type' | 'lines'>> = {},
  ): Draft {
    this.open = null;
    this.isParted = false;
    const element: Draft = { ...PLAIN, ...more, type, lines: [...lines], notes: [...(more.notes ?? [])] };
    this.elements.push(element);
    return element;
  }

  private endSpeech(): void {
    this.inSpeech = false;
    this.open = null;
  }
}

const PLAIN = { joined: false, number: null, level: 1, isSecond: false } as const;

/** What a type of the writer's own making is read as, by the type it is paged as. */
const CUSTOM_TYPES: ReadonlyMap<string, FdxReadAs> = new Map([
  ['Character', 'character'],
  ['Dialogue', 'dialogue'],
  ['Parenthetical', 'parenthetical'],
  ['Transition', 'transition'],
]);

const SPOKEN: ReadonlySet<FdxReadAs> = new Set(['dialogue', 'parenthetical', 'lyrics']);

/** What Fountain has on one line only. */
const ONE_LINE: ReadonlySet<FdxReadAs> = new Set([
  'scene_heading',
  'character',
  'parenthetical',
  'transition',
  'section',
  'act',
]);

const AS_ONE_LINE_EACH: LineOptions = { capitals: false, oneLine: false, keepsIndent: false };

const NOT_IN_A_NUMBER = /[^\p{L}\p{N}\p{M}.-]/gu;

/** Whether a spoken line is all in parentheses that are in no style: what Fountain reads as a parenthetical. */
function isParenthetical(runs: readonly EmphasisRun[]): boolean {
  return isWrappedInParentheses(lineText(runs)) && runs[0]?.styles.length === 0 && runs.at(-1)?.styles.length === 0;
}

/** The notes of each line, as if it were the only one. */
function notesByLine(lines: number, notes: readonly InlineNote[]): readonly (readonly InlineNote[])[] {
  const byLine: InlineNote[][] = Array.from({ length: lines }, () => []);
  for (const note of notes) byLine[note.line]?.push({ ...note, line: 0 });
  return byLine;
}

/** A parenthetical's words with one pair of parentheses around all of them, which is in no style. */
function inParentheses(runs: readonly EmphasisRun[]): readonly EmphasisRun[] {
  const text = lineText(runs);
  const open: EmphasisRun = { text: '(', styles: [] };
  const close: EmphasisRun = { text: ')', styles: [] };
  if (isWrappedInParentheses(text) && text.length > 1) return [open, ...sliceRuns(runs, 1, text.length - 1), close];
  let depth = 0;
  let lowest = 0;
  for (const char of text) {
    if (char === '(') depth++;
    else if (char === ')') lowest = Math.min(lowest, --depth);
  }
  // `beat)` and `(beat` lack one; `a) b` needs one more, so that the last closes the first.
  if (depth > 0 && lowest === 0 && text.startsWith('(')) return [open, ...sliceRuns(runs, 1, text.length), close];
  return [{ text: '('.repeat(1 - lowest), styles: [] }, ...runs, close];
}

/** Blank lines at the ends of a paragraph go; the notes in them stay at its ends. */
function withoutBlankEnds({ lines, notes }: ParagraphLines): [ParagraphLines['lines'], { notes: InlineNote[] }] {
  const first = lines.findIndex((line) => line.length > 0);
  const last = lines.findLastIndex((line) => line.length > 0);
  return [
    lines.slice(first, last + 1),
    {
      notes: notes.map((note) => {
        if (note.line < first) return { ...note, line: 0, column: 0 };
        if (note.line > last) return { ...note, line: last - first, column: Infinity };
        return { ...note, line: note.line - first };
      }),
    },
  ];
}

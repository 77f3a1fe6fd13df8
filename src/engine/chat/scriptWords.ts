import type { ChatScene } from './chatScene';
import { foldText, wordsAt, type FoldedText } from '../../story/foldedText';
import { wordCount } from '../../story/wordCount';

/** Words as they stand in a scene. */
export interface FoundWords {
  readonly scene: ChatScene;
  /** The script's own characters, blanks folded. */
  readonly quote: string;
  /** The line of the document they start in, from 1. */
  readonly line: number;
}

export interface WordsWanted {
  readonly words: string;
  /** Only where they are all of a line. */
  readonly wholeLine: boolean;
}

/** Looks words up, each time in one paragraph's part (a cue is not the first word of its speech). Null: nowhere. */
export interface ScriptWords {
  readonly scenes: readonly ChatScene[];
  in(scene: ChatScene, wanted: WordsWanted): FoundWords | null;
  anywhere(wanted: WordsWanted): FoundWords | null;
  /**
   * Pieces of one quotation in their order in a scene: each of three words or more or a whole line; or else all of them close
   * together in one paragraph's part.
   */
  inOrder(scene: ChatScene, pieces: readonly string[]): FoundWords[] | null;
}

/** Words that are a quotation; fewer are one only as a whole line. */
export const QUOTE_WORDS = 3;

/** Every text is folded once, on the first look. */
export function scriptWords(scenes: readonly ChatScene[]): ScriptWords {
  const pages = new Map<ChatScene, Page>();
  const pageOf = (scene: ChatScene): Page => {
    let page = pages.get(scene);
    if (page === undefined) pages.set(scene, (page = scenePage(scene)));
    return page;
  };
  const folded = new Map<string, readonly string[]>();
  const readings = (words: string): readonly string[] => {
    let known = folded.get(words);
    if (known === undefined) folded.set(words, (known = readingsOf(words)));
    return known;
  };
  let all: Page | null = null;
  return {
    scenes,
    in: (scene, { words, wholeLine }) => findIn(pageOf(scene), readings(words), wholeLine),
    anywhere: ({ words, wholeLine }) => findIn((all ??= joined(scenes.map(pageOf))), readings(words), wholeLine),
    inOrder: (scene, pieces) => {
      const wanted = pieces.map((words) => ({ readings: readings(words), count: wordCount(words) }));
      return apartInOrder(pageOf(scene), wanted) ?? closeInOrder(pageOf(scene), wanted);
    },
  };
}

type ScenePart = ChatScene['paragraphs'][number]['parts'][number];

/** Parts of scenes as one folded text, a line end between two: folded words have none. */
interface Page {
  readonly text: string;
  readonly parts: readonly { readonly scene: ChatScene; readonly part: ScenePart; readonly folded: FoldedText }[];
  /** Where in `text` each part starts. */
  readonly starts: readonly number[];
}

function scenePage(scene: ChatScene): Page {
  const parts = scene.paragraphs.flatMap((paragraph) =>
    paragraph.parts.map((part) => ({ scene, part, folded: foldText(part.text) })),
  );
  const starts: number[] = [];
  let length = 0;
  for (const { folded } of parts) {
    starts.push(length);
    length += folded.text.length + 1;
  }
  return { text: parts.map(({ folded }) => folded.text).join('\n'), parts, starts };
}

function joined(pages: readonly Page[]): Page {
  const filled = pages.filter(({ parts }) => parts.length > 0);
  const starts: number[] = [];
  let length = 0;
  for (const page of filled) {
    for (const start of page.starts) starts.push(length + start);
    length += page.text.length + 1;
  }
  return { text: filled.map(({ text }) => text).join('\n'), parts: filled.flatMap(({ parts }) => parts), starts };
}

/** What is looked for, folded; the comma or full stop inside of quotation marks belongs to the sentence around them. */
function readingsOf(words: string): readonly string[] {
  const wanted = foldText(words).text;
  return [...new Set([wanted, wanted.replace(/[.,。，]$/u, '')])].filter((reading) => reading !== '');
}

function findIn(page: Page, readings: readonly string[], wholeLine: boolean): FoundWords | null {
  return findFrom(page, readings, wholeLine, 0)?.found ?? null;
}

interface Spot {
  readonly found: FoundWords;
  /** In the page's folded text; `end` exclusive. */
  readonly at: number;
  readonly end: number;
}

function findFrom(page: Page, readings: readonly string[], wholeLine: boolean, from: number): Spot | null {
  for (const asked of readings) {
    for (const at of wordsAt(page.text, asked, from)) {
      const end = at + asked.length;
      const found = foundAt(page, at, end);
      if (found !== null && (!wholeLine || found.isWholeLine)) return { found, at, end };
    }
  }
  return null;
}

interface PieceWanted {
  readonly readings: readonly string[];
  /** Of its words. */
  readonly count: number;
}

function apartInOrder(page: Page, pieces: readonly PieceWanted[]): FoundWords[] | null {
  const found: FoundWords[] = [];
  let from = 0;
  for (const { readings, count } of pieces) {
    const spot = findFrom(page, readings, count < QUOTE_WORDS, from);
    if (spot === null) return null;
    found.push(spot.found);
    from = spot.end;
  }
  return found.length === 0 ? null : found;
}

/** Between two pieces too short to be a quotation alone so much may be left out. */
const WORDS_BETWEEN = 12;
const UNITS_BETWEEN = 200;

function isClose(text: string, end: number, start: number): boolean {
  if (start - end > UNITS_BETWEEN) return false;
  const between = text.slice(end, start);
  return !between.includes('\n') && wordCount(between) <= WORDS_BETWEEN;
}

function closeInOrder(page: Page, pieces: readonly PieceWanted[]): FoundWords[] | null {
  const [first, ...rest] = pieces;
  const words = pieces.reduce((sum, { count }) => sum + count, 0);
  // Single words of a speech can be made to say anything.
  if (first === undefined || rest.length === 0 || words < QUOTE_WORDS || pieces.every(({ count }) => count < 2))
    return null;
  let start = findFrom(page, first.readings, false, 0);
  while (start !== null) {
    const found = [start.found];
    let last: Spot | null = start;
    for (const { readings } of rest) {
      const spot = findFrom(page, readings, false, last.end);
      if (spot === null) return null;
      last = isClose(page.text, last.end, spot.at) ? spot : null;
      if (last === null) break;
      found.push(spot.found);
    }
    if (last !== null) return found;
    start = findFrom(page, first.readings, false, start.at + 1);
  }
  return null;
}

function foundAt({ parts, starts }: Page, at: number, end: number): (FoundWords & { isWholeLine: boolean }) | null {
  const position = lastAtMost(starts, at);
  const [found, offset] = [parts[position], starts[position]];
  if (found === undefined || offset === undefined) return null;
  const { scene, part, folded } = found;
  const start = folded.starts[at - offset] ?? 0;
  const quote = part.text.slice(start, folded.ends[end - offset - 1]);
  const before = part.text.slice(0, start);
  const line = part.lines[before.split('\n').length - 1] ?? scene.startLine;
  const lineEnd = part.text.indexOf('\n', start);
  const whole = part.text.slice(before.lastIndexOf('\n') + 1, lineEnd < 0 ? part.text.length : lineEnd);
  return { scene, line, quote: quote.replace(/\s+/gu, ' ').trim(), isWholeLine: bare(whole) === bare(quote) };
}

/** Index of the last of the rising numbers that is at most `limit`. */
function lastAtMost(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function bare(text: string): string {
  return foldText(text).text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

import { readEmphasis } from '../emphasis';
import type { EmphasisRun, RemovedSpan, Screenplay, ScreenplayElement } from '../screenplay';
import { lineText, sliceRuns, type PlacedNote } from './paragraphLines';
import { LETTER_FILLER, WORD_JOINER } from './shield';

/** A line of an element as it is shown: its styles, and the notes in it by unit of its plain text. */
export interface ElementLine {
  readonly runs: readonly EmphasisRun[];
  readonly notes: readonly PlacedNote[];
}

/** The lines of an element, without what shields them. `source` is the text that was parsed. */
export function elementLines(
  element: ScreenplayElement,
  screenplay: Screenplay,
  source: string,
): readonly ElementLine[] {
  const notes = new Map<number, NotePlace[]>();
  for (const place of placesOf(element, screenplay.removed, source)) {
    const own = notes.get(place.line);
    if (own) own.push(place);
    else notes.set(place.line, [place]);
  }
  return splitLines(element.runs ?? [{ text: element.text, styles: [] }]).map((runs, line) => {
    const own = notes.get(line) ?? [];
    const text = lineText(runs);
    const start = text.startsWith(WORD_JOINER) || text.startsWith(LETTER_FILLER) ? 1 : 0;
    const end = text.length - (text.length > start && text.endsWith(WORD_JOINER) ? 1 : 0);
    return {
      runs: sliceRuns(runs, start, end),
      notes: own.map(({ column, text: words }) => ({
        offset: Math.min(Math.max(0, column - start), end - start),
        text: words,
      })),
    };
  });
}

/** Runs cut at line ends. */
function splitLines(runs: readonly EmphasisRun[]): readonly (readonly EmphasisRun[])[] {
  const lines: EmphasisRun[][] = [[]];
  for (const { text, styles } of runs) {
    text.split('\n').forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece !== '') lines.at(-1)?.push({ text: piece, styles });
    });
  }
  return lines;
}

interface NotePlace {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** Where the notes of an element stand in its lines, once marks, notes and boneyard are out. */
function placesOf(element: ScreenplayElement, removed: readonly RemovedSpan[], source: string): readonly NotePlace[] {
  if (!element.notes || element.notes.length === 0) return [];
  const texts = new Map(element.notes.map(({ startOffset, text }) => [startOffset, text]));
  const shown = element.text.split('\n');
  const places: { line: number; at: number; text: string }[] = [];
  const lines: string[] = [''];
  const copy = (from: number, to: number): void => {
    source
      .slice(from, to)
      .split(/\r\n|\r|\n/)
      .forEach((piece, i) => {
        if (i > 0) lines.push(piece);
        else lines.push((lines.pop() ?? '') + piece);
      });
  };
  let at = element.startOffset;
  for (let i = firstFrom(removed, at); ; i++) {
    const span = removed[i];
    if (!span || span.startOffset >= element.endOffset) break;
    copy(at, span.startOffset);
    at = span.endOffset;
    const text = texts.get(span.startOffset);
    if (text !== undefined) places.push({ line: lines.length - 1, at: lines.at(-1)?.length ?? 0, text });
  }
  copy(at, element.endOffset);
  const byLine = new Map<number, { at: number; text: string }[]>();
  for (const { line, at: unit, text } of places) {
    if (text === '') continue;
    const own = byLine.get(line);
    if (own) own.push({ at: unit, text });
    else byLine.set(line, [{ at: unit, text }]);
  }
  return [...byLine].flatMap(([line, own]) => {
    const units = own.map(({ at: unit }) => unit);
    const columns = columnsIn(lines[line] ?? '', shown[line] ?? '', units);
    return own.map(({ text }, i) => ({ line, column: columns[i] ?? 0, text }));
  });
}

/** The first removed span that starts at an offset or later. */
function firstFrom(removed: readonly RemovedSpan[], offset: number): number {
  let low = 0;
  let high = removed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((removed[middle]?.startOffset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Units of a source line, rising, as units of the plain text that is shown of it. */
function columnsIn(sourceLine: string, shown: string, units: readonly number[]): readonly number[] {
  let from = sourceLine.indexOf(shown);
  let shift = (unit: number): number => unit;
  if (from === -1) {
    // A tab is shown as four blanks.
    from = Math.max(0, sourceLine.replaceAll('\t', '    ').indexOf(shown));
    const tabs = [...sourceLine.matchAll(/\t/g)].map(({ index }) => index);
    let passed = 0;
    shift = (unit) => {
      while ((tabs[passed] ?? Infinity) < unit) passed++;
      return unit + 3 * passed;
    };
  }
  return plainColumns(
    shown,
    units.map((unit) => Math.min(Math.max(0, shift(unit) - from), shown.length)),
  );
}

/** Stands for a note while the emphasis around it is read. */
const PLACEHOLDER = '\uFFFC';

/** Units of a line as units of it without emphasis marks; its end where that cannot be told. */
function plainColumns(line: string, units: readonly number[]): readonly number[] {
  const runs = readEmphasis(line);
  if (runs === null) return units;
  const plain = lineText(runs);
  const cuts = [0, ...units, line.length];
  const held = cuts
    .slice(1)
    .map((to, i) => line.slice(cuts[i] ?? 0, to))
    .join(PLACEHOLDER);
  const parts = lineText(readEmphasis(held) ?? [{ text: held, styles: [] }]).split(PLACEHOLDER);
  if (parts.length !== units.length + 1 || parts.join('') !== plain) return units.map(() => plain.length);
  let column = 0;
  return units.map((_, i) => (column += parts[i]?.length ?? 0));
}

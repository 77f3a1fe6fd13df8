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
  const notes = placesOf(element, screenplay.removed, source);
  return splitLines(element.runs ?? [{ text: element.text, styles: [] }]).map((runs, line) => {
    const own = notes.filter((note) => note.line === line);
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
  return places
    .filter(({ text }) => text !== '')
    .map(({ line, at: unit, text }) => ({ line, column: columnIn(lines[line] ?? '', shown[line] ?? '', unit), text }));
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

/** A unit of a source line as a unit of the plain text that is shown of it. */
function columnIn(sourceLine: string, shown: string, unit: number): number {
  const before = sourceLine.slice(0, unit).replaceAll('\t', '    ');
  const start = sourceLine.indexOf(shown);
  const from = start === -1 ? Math.max(0, sourceLine.replaceAll('\t', '    ').indexOf(shown)) : start;
  const at = start === -1 ? before.length : unit;
  return plainColumn(shown, Math.min(Math.max(0, at - from), shown.length));
}

/** Stands for a note while the emphasis around it is read. */
const PLACEHOLDER = '\uFFFC';

/** A unit of a line as a unit of it without emphasis marks; its end where that cannot be told. */
function plainColumn(line: string, unit: number): number {
  const runs = readEmphasis(line);
  if (runs === null) return unit;
  const plain = lineText(runs);
  const held = `${line.slice(0, unit)}${PLACEHOLDER}${line.slice(unit)}`;
  const text = lineText(readEmphasis(held) ?? [{ text: held, styles: [] }]);
  const found = text.indexOf(PLACEHOLDER);
  return text.replace(PLACEHOLDER, '') === plain ? found : plain.length;
}

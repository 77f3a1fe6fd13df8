import type { EmphasisRun } from '../screenplay';
import type { FdxParagraph } from './fdxParagraph';
import type { InlineNote } from './pageElement';

/** A note and the unit of its paragraph's stored text before which it stands. */
export interface PlacedNote {
  readonly offset: number;
  readonly text: string;
}

/** The lines of a paragraph and the notes in them. */
export interface ParagraphLines {
  readonly lines: readonly (readonly EmphasisRun[])[];
  readonly notes: readonly InlineNote[];
}

export interface LineOptions {
  /** Final Draft shows the paragraph in capitals. */
  readonly capitals: boolean;
  /** Soft breaks become blanks. */
  readonly oneLine: boolean;
  /** Blanks at the start of a line stay, and a tab is four of them; else a line is trimmed. */
  readonly keepsIndent: boolean;
}

/** Cuts a paragraph's runs into lines as they are shown; a line without text is an empty list of runs. */
export function paragraphLines(
  { runs }: Pick<FdxParagraph, 'runs'>,
  placed: readonly PlacedNote[],
  { capitals, oneLine, keepsIndent }: LineOptions,
): ParagraphLines {
  const lines: EmphasisRun[][] = [[]];
  const notes: { line: number; column: number; text: string }[] = [];
  let column = 0;
  let offset = 0;
  let next = 0;
  for (const { text, styles, capitals: ownCapitals } of runs) {
    const shown = capitals || ownCapitals ? inCapitals(text) : text;
    let from = 0;
    if (next >= placed.length && !BREAK.test(shown)) {
      lines.at(-1)?.push({ text: shown, styles });
      column += shown.length;
      offset += shown.length;
      continue;
    }
    const copyTo = (end: number): void => {
      if (end > from) lines.at(-1)?.push({ text: shown.slice(from, end), styles });
      column += end - from;
      from = end;
    };
    for (let i = 0; i < shown.length; i++) {
      for (let note = placed[next]; note && note.offset <= offset; note = placed[++next]) {
        copyTo(i);
        notes.push({ line: lines.length - 1, column, text: note.text });
      }
      offset++;
      const unit = shown.charCodeAt(i);
      if (unit === 10 || (unit === 9 && keepsIndent)) {
        copyTo(i);
        from = i + 1;
        if (unit === 9 || oneLine) {
          const blanks = unit === 9 ? '    ' : ' ';
          lines.at(-1)?.push({ text: blanks, styles });
          column += blanks.length;
        } else {
          lines.push([]);
          column = 0;
        }
      }
    }
    copyTo(shown.length);
  }
  for (const { text } of placed.slice(next)) notes.push({ line: lines.length - 1, column, text });
  const trimmed = lines.map((line) => trimLine(line, keepsIndent));
  return {
    lines: trimmed.map(({ runs: kept }) => kept),
    notes: notes.map((note) => {
      const { cut, indent, length } = trimmed[note.line] ?? { cut: 0, indent: 0, length: 0 };
      return { ...note, column: Math.min(Math.max(note.column - cut, indent), length) };
    }),
  };
}

/** What may end a line or become blanks. */
const BREAK = /[\n\t]/;

/** The plain text of a line. */
export function lineText(runs: readonly EmphasisRun[]): string {
  return runs.map(({ text }) => text).join('');
}

interface TrimmedLine {
  readonly runs: readonly EmphasisRun[];
  /** Units taken off its start. */
  readonly cut: number;
  /** Blanks that stay at its start. */
  readonly indent: number;
  readonly length: number;
}

function trimLine(runs: readonly EmphasisRun[], keepsIndent: boolean): TrimmedLine {
  const text = lineText(runs);
  const ink = text.length - text.trimStart().length;
  const cut = keepsIndent ? 0 : ink;
  const end = text.trimEnd().length;
  if (end <= cut) return { runs: [], cut, indent: 0, length: 0 };
  return { runs: sliceRuns(runs, cut, end), cut, indent: ink - cut, length: end - cut };
}

/** The runs of a part of a line, in units of its plain text. */
export function sliceRuns(runs: readonly EmphasisRun[], from: number, to: number): readonly EmphasisRun[] {
  const kept: EmphasisRun[] = [];
  let at = 0;
  for (const { text, styles } of runs) {
    const piece = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (piece !== '') kept.push({ text: piece, styles });
    at += text.length;
  }
  return kept;
}

/** Capitals, unit for unit: a letter whose capital is longer, such as the sharp s, stays as it is. */
export function inCapitals(text: string): string {
  const capitals = text.toUpperCase();
  if (capitals.length === text.length && !text.includes('ß')) return capitals;
  let shown = '';
  for (const char of text) {
    const capital = char.toUpperCase();
    shown += capital.length === char.length ? capital : char;
  }
  return shown;
}

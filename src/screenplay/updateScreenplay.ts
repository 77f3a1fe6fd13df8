import { readPage, type ReadPage } from './readPage';
import { documentLength, pieceAt, type ScreenplayDocument } from './screenplayDocument';
import { cutPieces, followsBlankLine, type ScreenplayPiece } from './screenplayPiece';

/** One replaced range of a script. Offsets are UTF-16 units of the text before the edit, `end` exclusive. */
export interface ScreenplayEdit {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** A script after an edit, and which pieces were read again: `removed` of them from `first` on, in whose place are `added`. */
export interface ScreenplayUpdate {
  readonly document: ScreenplayDocument;
  readonly first: number;
  readonly removed: number;
  readonly added: number;
}

/**
 * Reads again what an edit can have changed, most often the scene it is in. The result is the same as that of reading the whole
 * text anew. Throws a RangeError where the range is not one of the document.
 */
export function updateScreenplay(previous: ScreenplayDocument, edit: ScreenplayEdit): ScreenplayUpdate {
  const length = documentLength(previous);
  if (!(edit.start >= 0 && edit.start <= edit.end && edit.end <= length))
    throw new RangeError(`The range ${edit.start} to ${edit.end} is not in a text of ${length} units.`);
  // The units before and behind the range are read with it: they may be half of a line end or of a mark.
  let range: Range = {
    first: pieceAt(previous, Math.max(0, edit.start - 1)),
    last: pieceAt(previous, edit.end),
  };
  for (;;) {
    const text = editedText(previous, range, edit);
    const page = readPage(text, range.first === 0);
    const pieces = cutPieces(text, page);
    const reading: Reading = { text, page, pieces };
    const wider = reachOfBoneyard(previous, range, reading) ?? reachOfScenes(previous, range, reading);
    if (wider === null) return replaced(previous, range, pieces);
    range = wider;
  }
}

/** Pieces of a document, both inclusive. */
interface Range {
  readonly first: number;
  readonly last: number;
}

interface Reading {
  readonly text: string;
  readonly page: ReadPage;
  readonly pieces: readonly ScreenplayPiece[];
}

function editedText({ pieces, starts }: ScreenplayDocument, { first, last }: Range, edit: ScreenplayEdit): string {
  let text = '';
  for (let i = first; i <= last; i++) text += pieces[i]?.text ?? '';
  const base = starts[first] ?? 0;
  return text.slice(0, edit.start - base) + edit.insert + text.slice(edit.end - base);
}

/** The wider range where a boneyard opened before the range is closed in it, or one opened in it behind it; null otherwise. */
function reachOfBoneyard(
  { pieces, openBoneyard }: ScreenplayDocument,
  { first, last }: Range,
  { text, page }: Reading,
): Range | null {
  if (openBoneyard !== -1 && openBoneyard < first && text.includes('*/')) return { first: openBoneyard, last };
  if (page.removed.openBoneyard === -1) return null;
  for (let i = last + 1; i < pieces.length; i++) {
    // Twice as much each time: where one boneyard after another comes open the whole stays linear.
    if (pieces[i]?.closesBoneyard)
      return { first, last: Math.min(pieces.length - 1, Math.max(i, 2 * last - first + 1)) };
  }
  return null;
}

/** The wider range where what was read does not begin or end as a piece does beside its neighbours; null where it does. */
function reachOfScenes(
  { pieces }: ScreenplayDocument,
  { first, last }: Range,
  { text, page, pieces: read }: Reading,
): Range | null {
  const before = pieces[first - 1];
  const head = read[0];
  if (before && head) {
    const begins =
      page.preamble === null &&
      // The slice of a scene starts with a line that is not blank, the first line of all if there is no such.
      head.elements[0]?.line === 1 &&
      (head.startsFirm || before.tail === 'closed');
    if (!begins) return { first: first - 1, last };
  }
  const behind = pieces[last + 1];
  const tail = read.at(-1);
  if (behind && tail) {
    const ends =
      tail.elements.length > 0 &&
      followsBlankLine(text, text.length) &&
      (tail.tail === 'closed' || (tail.tail === 'open' && behind.startsFirm));
    if (!ends) return { first, last: last + 1 };
  }
  return null;
}

function replaced(previous: ScreenplayDocument, range: Range, added: readonly ScreenplayPiece[]): ScreenplayUpdate {
  const { first, last } = range;
  const removed = last - first + 1;
  const pieces = previous.pieces.slice(0, first).concat(added, previous.pieces.slice(last + 1));
  const starts = new Uint32Array(pieces.length + 1);
  starts.set(previous.starts.subarray(0, first + 1));
  let next = first + 1;
  for (const piece of added) starts[next] = (starts[next++ - 1] ?? 0) + piece.text.length;
  const moved = (starts[next - 1] ?? 0) - (previous.starts[last + 1] ?? 0);
  for (let i = last + 2; i < previous.starts.length; i++) starts[next++] = (previous.starts[i] ?? 0) + moved;
  return {
    document: { pieces, starts, openBoneyard: openBoneyardAfter(previous, range, pieces, added) },
    first,
    removed,
    added: added.length,
  };
}

function openBoneyardAfter(
  { openBoneyard }: ScreenplayDocument,
  { first, last }: Range,
  pieces: readonly ScreenplayPiece[],
  added: readonly ScreenplayPiece[],
): number {
  if (openBoneyard !== -1 && openBoneyard < first) return openBoneyard;
  const own = added.findIndex(opensBoneyard);
  if (own !== -1) return first + own;
  if (openBoneyard > last) return openBoneyard - (last - first + 1) + added.length;
  return openBoneyard === -1 ? -1 : pieces.findIndex(opensBoneyard);
}

function opensBoneyard(piece: ScreenplayPiece): boolean {
  return piece.opensBoneyard;
}

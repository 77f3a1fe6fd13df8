import { readPage } from './readPage';
import { cutPieces, type ScreenplayPiece } from './screenplayPiece';

/**
 * A script that is being written: its text in pieces, each read. A value; `updateScreenplay` gives the next one, which shares
 * all pieces that the edit did not touch. `screenplayOf` gives all of it at once, `documentScenes` its scenes.
 */
export interface ScreenplayDocument {
  /** At least one. Their texts join to the script. */
  readonly pieces: readonly ScreenplayPiece[];
  /** Where each piece starts, in UTF-16 units, and behind them the length of the script. */
  readonly starts: Uint32Array;
  /** The first piece that opens a boneyard that nothing closes; -1 where there is none. */
  readonly openBoneyard: number;
}

/** Reads a whole script, to be edited. Never throws; linear in the text. */
export function readDocument(text: string): ScreenplayDocument {
  const pieces = cutPieces(text, readPage(text, true));
  const starts = new Uint32Array(pieces.length + 1);
  pieces.forEach((piece, i) => (starts[i + 1] = (starts[i] ?? 0) + piece.text.length));
  return { pieces, starts, openBoneyard: pieces.findIndex((piece) => piece.opensBoneyard) };
}

/** Length of the script in UTF-16 units. */
export function documentLength({ starts }: ScreenplayDocument): number {
  return starts[starts.length - 1] ?? 0;
}

/** The text of the script. */
export function documentText({ pieces }: ScreenplayDocument): string {
  let text = '';
  for (const piece of pieces) text += piece.text;
  return text;
}

/** Index of the piece that holds the unit at `offset`; the last one behind the end. */
export function pieceAt({ starts }: ScreenplayDocument, offset: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

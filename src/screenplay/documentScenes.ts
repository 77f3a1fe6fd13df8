import { pieceAt, type ScreenplayDocument } from './screenplayDocument';
import type { ScreenplayPiece } from './screenplayPiece';
import type { SceneBlock, ScreenplayElement } from './screenplay';
import { moveBlock, moveElement, placePiece, placePieces } from './piecePlace';

/** A scene or the passage in the positions of its script. `elements` are those of the block, which counts them in the script. */
export interface DocumentScene {
  readonly block: SceneBlock;
  readonly elements: readonly ScreenplayElement[];
}

/** The scenes of a document in order, before them the passage if there is one. Takes time by their number. */
export function documentScenes(document: ScreenplayDocument): readonly SceneBlock[] {
  return placePieces(document).flatMap((place) => place.piece.blocks.map((block) => moveBlock(block, place)));
}

/**
 * The scene or passage in whose slice the unit at `offset` is, the last one behind the end; null in a title page and where the
 * script has neither. Moves the elements of this one scene only.
 */
export function documentSceneAt(document: ScreenplayDocument, offset: number): DocumentScene | null {
  const index = pieceAt(document, offset);
  const piece = document.pieces[index];
  if (!piece) return null;
  const place = placePiece(document, index);
  const at = offset - place.shift.offset;
  const block = piece.blocks.findLast(({ startOffset }) => startOffset <= at);
  if (!block) return null;
  return {
    block: moveBlock(block, place),
    elements: elementsOf(piece, block).map((element) => moveElement(element, place.shift)),
  };
}

function elementsOf({ elements, origin }: ScreenplayPiece, block: SceneBlock): readonly ScreenplayElement[] {
  return elements.slice(block.firstElement - origin.element, block.endElement - origin.element);
}

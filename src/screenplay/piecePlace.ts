import { enterSection } from './readScenes';
import type { ElementNote, RemovedSpan, SceneBlock, ScreenplayElement, SectionTitle } from './screenplay';
import type { ScreenplayDocument } from './screenplayDocument';
import type { PieceOrigin, ScreenplayPiece } from './screenplayPiece';

/** A piece in its document. */
export interface PlacedPiece {
  readonly piece: ScreenplayPiece;
  /** What to add to each position in the piece. */
  readonly shift: PieceOrigin;
  /** The sections in force where the piece starts, outermost first. */
  readonly path: readonly SectionTitle[];
}

/** Where the pieces of a document stand. Takes time by their number. */
export function placePieces(document: ScreenplayDocument): readonly PlacedPiece[] {
  const count = newCount();
  return document.pieces.map((piece, i) => {
    const place = placeAt(document, i, piece, count);
    pass(count, piece);
    return place;
  });
}

/** Where one piece of a document stands. */
export function placePiece(document: ScreenplayDocument, index: number): PlacedPiece {
  const piece = document.pieces[index];
  if (!piece) throw new RangeError(`There is no piece ${index} in ${document.pieces.length}.`);
  const count = newCount();
  for (let i = 0; i < index; i++) pass(count, document.pieces[i]);
  return placeAt(document, index, piece, count);
}

/** What stands before a piece. */
interface Count {
  line: number;
  element: number;
  path: readonly SectionTitle[];
}

function newCount(): Count {
  return { line: 1, element: 0, path: [] };
}

function pass(count: Count, piece: ScreenplayPiece | undefined): void {
  if (!piece) return;
  count.line += piece.lines;
  count.element += piece.elements.length;
  for (const section of piece.sections) count.path = enterSection(count.path, section);
}

function placeAt(
  { starts }: ScreenplayDocument,
  index: number,
  piece: ScreenplayPiece,
  { line, element, path }: Count,
): PlacedPiece {
  const { origin } = piece;
  const offset = (starts[index] ?? 0) - origin.offset;
  return { piece, path, shift: { offset, line: line - origin.line, element: element - origin.element } };
}

/** The sections in force at a scene of a piece that starts under `path`. */
function pathAt(piece: ScreenplayPiece, block: SceneBlock, path: readonly SectionTitle[]): readonly SectionTitle[] {
  // Only the script's first piece has a passage, and nothing is in force before it.
  if (block.kind === 'passage') return block.sectionPath;
  let here = path;
  for (const section of piece.sections) {
    if (section.startOffset > block.headingOffset) break;
    here = enterSection(here, section);
  }
  return here;
}

/** An element in the positions of the document. Written out: spreading an object whose fields vary takes several times as long, and this is done for every element. */
export function moveElement(element: ScreenplayElement, { offset, line }: PieceOrigin): ScreenplayElement {
  if (offset === 0 && line === 0) return element;
  const { type, text, name, extensions, number, level, dual, notes, runs } = element;
  const moved: { -readonly [K in keyof ScreenplayElement]: ScreenplayElement[K] } = {
    type,
    text,
    startOffset: element.startOffset + offset,
    endOffset: element.endOffset + offset,
    line: element.line + line,
  };
  if (name !== undefined) moved.name = name;
  if (extensions !== undefined) moved.extensions = extensions;
  if (number !== undefined) moved.number = number;
  if (level !== undefined) moved.level = level;
  if (dual !== undefined) moved.dual = dual;
  if (runs !== undefined) moved.runs = runs;
  if (notes !== undefined) moved.notes = notes.map((note) => moveSpan(note, { offset }));
  return moved;
}

/** A note or boneyard in the positions of the document. */
export function moveSpan<T extends RemovedSpan | ElementNote>(span: T, { offset }: Pick<PieceOrigin, 'offset'>): T {
  if (offset === 0) return span;
  return { ...span, startOffset: span.startOffset + offset, endOffset: span.endOffset + offset };
}

/** A scene or passage in the positions and under the sections of the document. */
export function moveBlock(block: SceneBlock, { piece, shift, path }: PlacedPiece): SceneBlock {
  return {
    kind: block.kind,
    heading: block.heading,
    number: block.number,
    startOffset: block.startOffset + shift.offset,
    endOffset: block.endOffset + shift.offset,
    headingOffset: block.headingOffset + shift.offset,
    startLine: block.startLine + shift.line,
    endLine: block.endLine + shift.line,
    firstElement: block.firstElement + shift.element,
    endElement: block.endElement + shift.element,
    sectionPath: pathAt(piece, block, path),
    synopses: block.synopses,
  };
}

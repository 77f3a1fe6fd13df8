import { addProblems } from './readPage';
import { moveBlock, moveElement, moveSpan, placePieces } from './piecePlace';
import type { ScreenplayDocument } from './screenplayDocument';
import type { Problem, RemovedSpan, SceneBlock, Screenplay, ScreenplayElement } from './screenplay';

/**
 * All of a document, as reading its text gives it. Takes time by the length of the script: elements behind an edit are counted
 * anew. For one scene there is `documentSceneAt`.
 */
export function screenplayOf(document: ScreenplayDocument): Screenplay {
  const elements: ScreenplayElement[] = [];
  const removed: RemovedSpan[] = [];
  const problems: Problem[] = [];
  const blocks: SceneBlock[] = [];
  const speaking = speakingIn(document);
  const firstOpen = document.pieces.find((piece) => piece.openBoneyardLine !== null);
  for (const place of placePieces(document)) {
    const { piece, shift } = place;
    for (const element of piece.elements) elements.push(moveElement(element, shift));
    for (const span of piece.removed) removed.push(moveSpan(span, shift));
    for (const block of piece.blocks) blocks.push(moveBlock(block, place));
    const openBoneyardLine = piece === firstOpen ? piece.openBoneyardLine : null;
    addProblems(problems, { problems: piece.problems, openBoneyardLine }, speaking, shift.line);
  }
  const title = document.pieces[0]?.title;
  const preamble = blocks[0]?.kind === 'passage' ? blocks[0] : null;
  return {
    titlePage: title?.entries ?? [],
    titlePageEndOffset: title?.endOffset ?? 0,
    elements,
    preamble,
    scenes: preamble === null ? blocks : blocks.slice(1),
    removed,
    problems,
  };
}

/** Names with a cue anywhere in the script. */
export function speakingIn({ pieces }: ScreenplayDocument): ReadonlySet<string> {
  const names = new Set<string>();
  for (const piece of pieces) for (const name of piece.speaking) names.add(name);
  return names;
}

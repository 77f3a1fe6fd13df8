import type { EditProposal } from '../../../story/chatMessage';
import { changesNothing, proposalConsequences, takesWhatFollows } from '../../../story/proposalConsequences';
import { nearestNames } from '../chatScript';
import { visibleText } from '../visibleText';
import { placeEdits, type PassageEdit } from './editPlaces';
import { sceneNamed, textAnswer, toolError, type ToolAnswer, type ToolDesk } from './toolDesk';

export interface ProposeEditInput {
  readonly scene: string;
  readonly edits: readonly PassageEdit[];
  readonly note: string;
}

/**
 * A rewrite of lines of one scene as a proposal on the scene and its hash; nothing is written. Each passage must stand in
 * the scene once, and hold no note: what the model was not shown it cannot replace. Refused where it would take what
 * follows off the page, or changes nothing; what else it does to the scene is said to model and writer.
 */
export function proposeEditTool(input: ProposeEditInput, desk: ToolDesk): ToolAnswer {
  const line = `proposing an edit of ${input.scene}`;
  const scene = sceneNamed(desk.script, input.scene, nearestNames(desk.script, input.scene));
  if (typeof scene === 'string') return toolError(scene, line);
  const placed = placeEdits(scene.source, input.edits);
  if (typeof placed === 'string') return toolError(placed, line);
  let after = scene.source;
  const lineEnd = scene.source.includes('\r\n') ? '\r\n' : '\n';
  for (const { start, end, text } of [...placed].reverse()) {
    after = after.slice(0, start) + text.replace(/\n/g, lineEnd) + after.slice(end);
  }
  if (changesNothing(scene.source, after)) return toolError('The edit changes nothing.', line);
  if (takesWhatFollows(scene.source, after)) {
    return toolError('The edit opens a note or a cut that it does not close: what follows would be lost.', line);
  }
  const proposal: EditProposal = {
    id: crypto.randomUUID(),
    sceneId: scene.id,
    hash: scene.hash,
    label: scene.label,
    heading: scene.heading,
    before: scene.source,
    after,
    note: visibleText(input.note),
    modelCallId: desk.modelCallId,
  };
  const told = ['The writer is shown the edit and may take it or not.', ...proposalConsequences(scene.source, after)];
  return textAnswer(told.join(' '), line, { proposal });
}

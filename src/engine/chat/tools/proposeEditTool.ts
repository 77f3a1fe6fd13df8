import { editProposal } from '../../../story/editProposal';
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
  let rewritten = scene.source;
  for (const { start, end, text } of [...placed].reverse()) {
    rewritten = rewritten.slice(0, start) + text + rewritten.slice(end);
  }
  const { id: sceneId, hash, label, heading, source: before } = scene;
  const { modelCallId } = desk;
  const origin = { sceneId, hash, label, heading, before, note: visibleText(input.note), modelCallId };
  const proposal = editProposal(origin, rewritten);
  if (changesNothing(before, proposal.after)) return toolError('The edit changes nothing.', line);
  if (takesWhatFollows(before, proposal.after)) {
    return toolError('The edit opens a note or a cut that it does not close: what follows would be lost.', line);
  }
  const told = [
    'The writer is shown the edit and may take it or not.',
    ...proposalConsequences(before, proposal.after),
  ];
  return textAnswer(told.join(' '), line, { proposal });
}

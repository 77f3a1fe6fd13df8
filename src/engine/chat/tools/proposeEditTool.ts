import { parseScreenplay } from '../../../screenplay/parseScreenplay';
import type { EditProposal } from '../../../story/chatMessage';
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
 * the scene once, and hold no note: what the model was not shown it cannot replace.
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
  if (after === scene.source) return toolError('The edit changes nothing.', line);
  if (leftOpen(after) > leftOpen(scene.source)) {
    return toolError('The edit opens a note or a cut that it does not close.', line);
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
  return textAnswer('The writer is shown the edit and may take it or not.', line, { proposal });
}

/** How many notes and cuts have no end: from there on the script would be gone from the page. */
function leftOpen(source: string): number {
  const { problems } = parseScreenplay(source, { titlePage: false });
  return problems.filter(({ code }) => code === 'unclosed-note' || code === 'unclosed-boneyard').length;
}

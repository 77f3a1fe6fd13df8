import { parseScreenplay } from '../../../screenplay/parseScreenplay';
import type { EditProposal } from '../../../story/chatMessage';
import { nearestNames } from '../chatScript';
import { findFolded, foldText } from '../../../story/foldedText';
import { visibleText } from '../visibleText';
import { sceneNamed, textAnswer, toolError, type ToolAnswer, type ToolDesk } from './toolDesk';

export interface ProposeEditInput {
  readonly scene: string;
  readonly edits: readonly { readonly old: string; readonly new: string }[];
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

interface PlacedEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Where each edit goes, in order; else what is wrong with one. */
function placeEdits(source: string, edits: ProposeEditInput['edits']): PlacedEdit[] | string {
  const folded = foldText(source);
  const { removed } = parseScreenplay(source, { titlePage: false });
  const placed: PlacedEdit[] = [];
  for (const [at, edit] of edits.entries()) {
    const name = `Edit ${at + 1}`;
    const wanted = foldText(edit.old).text;
    const found = findFolded(folded, wanted);
    if (found === null) return `${name}: these words do not stand in the scene. Give them exactly as they stand.`;
    if (findFolded(folded, wanted, found.at + 1) !== null) {
      return `${name}: these words stand in the scene more than once. Give more of what is around them.`;
    }
    const { start, end } = withMarks(source, found);
    if (removed.some(({ startOffset, endOffset }) => startOffset < end && endOffset > start)) {
      return `${name}: a note or a cut stands within these words. Leave it out of the edit.`;
    }
    placed.push({ start, end, text: visibleText(edit.new).trim() });
  }
  placed.sort((a, b) => a.start - b.start);
  for (const [at, { start }] of placed.entries()) {
    if (at > 0 && start < (placed[at - 1]?.end ?? 0)) return 'Two edits overlap. Give them as one.';
  }
  return placed;
}

/** Emphasis marks right at the ends belong to the words. */
function withMarks(
  source: string,
  { start, end }: { readonly start: number; readonly end: number },
): {
  start: number;
  end: number;
} {
  let [from, to] = [start, end];
  while (from > 0 && to < source.length && MARK.test(source[from - 1] ?? '') && source[from - 1] === source[to]) {
    from--;
    to++;
  }
  return { start: from, end: to };
}

const MARK = /[*_]/;

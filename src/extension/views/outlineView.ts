import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from '../activeScript';
import type { LookedAt } from '../refreshByItself';
import { followCursor } from './followCursor';
import { outlineItem, outlineTooltip } from './outlineItem';
import { outlineRows, type OutlineRow } from './outlineRows';
import { createScriptTree, type ScriptTree } from './scriptTree';

/**
 * The Outline view: acts, sections, scenes of the active script, with the row of the cursor's scene selected.
 * @param follows whether the selection follows the cursor, asked each time
 * @param lookedAt the writer looks at something that is behind
 */
export function createOutlineView(
  active: ActiveScriptFollower,
  follows: () => boolean,
  lookedAt: (what: LookedAt) => void,
): ScriptTree<OutlineRow> {
  const { tree, view, dispose } = createScriptTree(active, {
    id: 'writersroom.outline',
    rows: ({ view: script, pinned, hasNewer, failure }) =>
      outlineRows(
        script,
        (id) => ({ pinned: pinned('card', id), hasNewer: hasNewer('card', id), failure: failure('card', id) }),
        failure('outline', ''),
      ),
    item: outlineItem,
    tooltip: outlineTooltip,
    lookedAt: (row) => {
      if (row.kind === 'act' && row.behind.length > 0) lookedAt({ kind: 'outline', subject: '', method: row.method });
      if (row.kind !== 'scene' || row.scene.card === null || row.scene.behind.length === 0) return;
      lookedAt({ kind: 'card', subject: row.id, method: row.scene.card.method });
    },
    message,
  });
  const following = followCursor({ active, view, find: (sceneId) => tree.find(sceneId), follows });
  return { tree, view, dispose: () => void vscode.Disposable.from(following, { dispose }).dispose() };
}

function message(script: ActiveScript): string | null {
  if (script.kind === 'failed') return script.failure.message;
  if (script.kind !== 'ready') return null;
  if (script.isElsewhere) {
    return 'This script is open in another window with other text, and that is what you see here. Write here, and it is this one.';
  }
  if (script.view.scenes.length === 0) return null;
  const { scenes, outline } = script.view;
  const analyzed = outline !== null || scenes.some(({ card }) => card !== null);
  return analyzed ? null : 'Not analyzed yet: this is the page alone. Analyze Script adds cards, acts and key scenes.';
}

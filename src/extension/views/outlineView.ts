import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from '../activeScript';
import { followCursor } from './followCursor';
import { outlineItem, outlineTooltip } from './outlineItem';
import { outlineRows, type OutlineRow } from './outlineRows';
import { createRowTree, type RowTree } from './rowTree';

/** The Outline view: acts, sections, scenes of the active script, with the row of the cursor's scene selected. */
export interface OutlineView {
  readonly tree: RowTree<OutlineRow>;
  readonly view: vscode.TreeView<OutlineRow>;
  dispose(): void;
}

/** @param follows whether the selection follows the cursor, asked each time */
export function createOutlineView(active: ActiveScriptFollower, follows: () => boolean): OutlineView {
  const tree = createRowTree(active, { rows: outlineRows, item: outlineItem, tooltip: outlineTooltip });
  const view = vscode.window.createTreeView('writersroom.outline', { treeDataProvider: tree, showCollapseAll: true });
  const show = (script: ActiveScript): void => {
    view.description = script.kind === 'ready' ? script.view.script.title : '';
    view.message = messageOf(script) ?? '';
  };
  show(active.current);
  const disposables = vscode.Disposable.from(
    active.onDidChange(show),
    followCursor({ active, view, find: (sceneId) => tree.find(sceneId), follows }),
    view,
    tree,
  );
  return { tree, view, dispose: () => void disposables.dispose() };
}

/** What stands above the rows; null where they say it all. */
function messageOf(script: ActiveScript): string | null {
  if (script.kind === 'failed') return script.failure.message;
  if (script.kind !== 'ready' || script.view.scenes.length === 0) return null;
  const { scenes, outline } = script.view;
  const analyzed = outline !== null || scenes.some(({ card }) => card !== null);
  return analyzed ? null : 'Not analyzed yet: this is the page alone. Analyze Script adds cards, acts and key scenes.';
}

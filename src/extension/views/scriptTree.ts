import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from '../activeScript';
import { createRowTree, type RowTree, type RowTreeOptions, type TreeRow } from './rowTree';

/** A tree view on the active script. */
export interface ScriptTree<Row> {
  readonly tree: RowTree<Row>;
  readonly view: vscode.TreeView<Row>;
  readonly dispose: () => void;
}

export interface ScriptTreeOptions<Row> extends RowTreeOptions<Row> {
  /** As in package.json. */
  readonly id: string;
  /** What stands above the rows; null where they say it all. */
  readonly message: (script: ActiveScript) => string | null;
}

/** Creates the view: the script's title beside its name, its rows, and a sentence above them where one is due. */
export function createScriptTree<Row extends TreeRow<Row>>(
  active: ActiveScriptFollower,
  options: ScriptTreeOptions<Row>,
): ScriptTree<Row> {
  const tree = createRowTree(active, options);
  const view = vscode.window.createTreeView(options.id, { treeDataProvider: tree, showCollapseAll: true });
  const show = (script: ActiveScript): void => {
    view.message = options.message(script) ?? '';
  };
  show(active.current);
  const disposables = vscode.Disposable.from(
    active.onDidChange(show),
    view.onDidExpandElement(({ element }) => options.lookedAt?.(element)),
    view,
    tree,
  );
  return { tree, view, dispose: () => void disposables.dispose() };
}

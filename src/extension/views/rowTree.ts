import * as vscode from 'vscode';
import type { ActiveScript, ActiveScriptFollower } from '../activeScript';
import { scriptKnowledge, type ScriptKnowledge } from './scriptKnowledge';

/** What every row of a tree has. The id is unique in the tree and the same for the same thing after the script has changed. */
export interface TreeRow<Row> {
  readonly id: string;
  readonly children?: readonly Row[];
  /** Children that are made when the row is opened. */
  readonly childrenWhenOpened?: () => readonly Row[];
}

/** How one view shows its rows. */
export interface RowTreeOptions<Row> {
  readonly rows: (knowledge: ScriptKnowledge) => readonly Row[];
  readonly item: (row: Row) => vscode.TreeItem;
  /** Asked for when the writer looks at a row. */
  readonly tooltip: (row: Row) => vscode.MarkdownString | undefined;
  /** The writer opens this row or reads its tooltip. */
  readonly lookedAt?: (row: Row) => void;
}

/** The rows of one view on the active script. While nothing is known yet, asking for them waits. */
export interface RowTree<Row> extends vscode.TreeDataProvider<Row> {
  /** The row with this id as it is now; undefined where there is none. */
  find(id: string): Row | undefined;
  getChildren(row?: Row): Promise<Row[]>;
  getTreeItem(row: Row): vscode.TreeItem;
  dispose(): void;
}

export function createRowTree<Row extends TreeRow<Row>>(
  active: ActiveScriptFollower,
  { rows, item, tooltip, lookedAt }: RowTreeOptions<Row>,
): RowTree<Row> {
  const changed = new vscode.EventEmitter<undefined>();
  let top: readonly Row[] | null = null;
  let waiting: (() => void)[] = [];
  const byId = new Map<string, Row>();
  const parents = new Map<string, Row>();

  const index = (row: Row): void => {
    byId.set(row.id, row);
    if (row.children !== undefined) adopt(row, row.children);
  };
  const adopt = (parent: Row, children: readonly Row[]): void => {
    for (const child of children) {
      parents.set(child.id, parent);
      index(child);
    }
  };
  const take = (script: ActiveScript): void => {
    byId.clear();
    parents.clear();
    if (script.kind === 'reading') {
      top = null;
      return;
    }
    const knowledge = knowledgeOf(script);
    top = knowledge === null ? [] : rows(knowledge);
    top.forEach(index);
    waiting.forEach((resume) => resume());
    waiting = [];
  };
  take(active.current);
  const following = active.onDidChange((script) => {
    take(script);
    changed.fire(undefined);
  });

  return {
    onDidChangeTreeData: changed.event,
    find: (id) => byId.get(id),
    getChildren: async (row) => {
      if (row !== undefined) {
        const children = row.children ?? row.childrenWhenOpened?.() ?? [];
        adopt(row, children);
        return [...children];
      }
      while (top === null) await new Promise<void>((resume) => waiting.push(resume));
      return [...top];
    },
    getParent: (row) => parents.get(row.id),
    getTreeItem: item,
    resolveTreeItem: (treeItem, row) => {
      lookedAt?.(row);
      const text = tooltip(row);
      if (text !== undefined) treeItem.tooltip = text;
      return treeItem;
    },
    dispose: () => {
      following.dispose();
      changed.dispose();
      take({ kind: 'none' });
    },
  };
}

function knowledgeOf(script: ActiveScript): ScriptKnowledge | null {
  if (script.kind !== 'ready' && script.kind !== 'failed') return null;
  const { document, view, status, decisions } = script;
  return view === null || status === null ? null : scriptKnowledge(view, status, () => document.getText(), decisions);
}

import * as vscode from 'vscode';
import type { ActiveScriptFollower } from '../activeScript';
import { sceneAtLine } from '../sceneAtLine';

interface FollowCursorOptions<Row> {
  readonly active: ActiveScriptFollower;
  readonly view: vscode.TreeView<Row>;
  readonly find: (sceneId: string) => Row | undefined;
  readonly follows: () => boolean;
}

/** The cursor rests this long in a scene before its row is selected, in milliseconds. */
const REST_MS = 120;

/** Selects the row of the scene the cursor is in, when that becomes another one. Takes no focus, and opens no hidden view. */
export function followCursor<Row>({ active, view, find, follows }: FollowCursorOptions<Row>): vscode.Disposable {
  let shown: string | null = null;
  let timer: NodeJS.Timeout | null = null;

  const select = (): void => {
    timer = null;
    const script = active.current;
    const editor = vscode.window.activeTextEditor;
    if (!view.visible || !follows() || script.kind !== 'ready' || editor?.document !== script.document) return;
    const scene = sceneAtLine(script.view.scenes, editor.selection.active.line + 1);
    const row = scene === null ? undefined : find(scene.id);
    if (scene === null || row === undefined || scene.id === shown) return;
    shown = scene.id;
    view.reveal(row, { select: true, focus: false }).then(undefined, () => {
      // The rows changed meanwhile; the next move of the cursor finds the new one.
      shown = null;
    });
  };
  const soon = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(select, REST_MS);
  };

  const disposables = vscode.Disposable.from(
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) soon();
    }),
    vscode.window.onDidChangeActiveTextEditor(soon),
    active.onDidChange(soon),
    view.onDidChangeVisibility(() => {
      shown = null;
      soon();
    }),
  );
  return new vscode.Disposable(() => {
    if (timer !== null) clearTimeout(timer);
    disposables.dispose();
  });
}

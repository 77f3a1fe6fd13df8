import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CharactersRow } from '../../src/extension/views/charactersRows';
import type { OutlineRow, SceneRow } from '../../src/extension/views/outlineRows';
import type { RowTree, TreeRow } from '../../src/extension/views/rowTree';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { readScript } from '../../src/screenplay/scriptReading';
import { until } from '../harness/until';

export const EXTENSION_ID = 'writersroom.writersroom';
export const SAMPLE = 'ring-for-ferry.fountain';

/** The extension as VS Code runs it. */
export function extension(): vscode.Extension<WritersRoom> {
  const found = vscode.extensions.getExtension<WritersRoom>(EXTENSION_ID);
  assert.ok(found, 'the extension is installed');
  return found;
}

/** Opens a file of the workspace in an editor and waits until the views show it. */
export async function openScript(name = SAMPLE): Promise<{ editor: vscode.TextEditor; room: WritersRoom }> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'a folder is open');
  // In a browser VS Code saves by itself, and what a test writes would stay for the next one.
  await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
  const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, name), { preview: false });
  const room = await extension().activate();
  await until('the Outline shows the script as it reads', async () => agrees(await sceneRows(room), editor.document));
  return { editor, room };
}

/** Takes back what a test wrote and closes everything. */
export async function closeScript({ document }: vscode.TextEditor): Promise<void> {
  if (document.isDirty) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await until('the file is as it was', () => !document.isDirty);
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Whether the scenes in the Outline are those of the text, in order, where they stand. */
export function agrees(rows: readonly SceneRow[], document: vscode.TextDocument): boolean {
  const drawn = rows.map(({ scene }) => `${scene.startLine} ${scene.label} ${scene.heading}`);
  const read = readScript(document.getText()).scenes.map(
    ({ block, label }) => `${block.startLine} ${label} ${block.heading}`,
  );
  return drawn.join('\n') === read.join('\n');
}

/** All rows of a tree, as VS Code asks for them. */
export async function allRows<Row extends TreeRow<Row>>(tree: RowTree<Row>, parent?: Row): Promise<Row[]> {
  const rows = await tree.getChildren(parent);
  const below = await Promise.all(rows.map((row) => allRows(tree, row)));
  return rows.flatMap((row, index) => [row, ...(below[index] ?? [])]);
}

/** The scenes of the Outline from top to bottom. */
export async function sceneRows({ outline }: WritersRoom): Promise<SceneRow[]> {
  const rows: OutlineRow[] = await allRows(outline.tree);
  return rows.flatMap((row) => (row.kind === 'scene' ? [row] : []));
}

/** The names in Characters, who never speak left out. */
export async function speakers({ characters }: WritersRoom): Promise<string[]> {
  const rows: CharactersRow[] = await characters.tree.getChildren();
  return rows.flatMap((row) => (row.kind === 'character' ? [row.character.name] : []));
}

/** What choosing a row does. */
export async function choose<Row extends TreeRow<Row>>(tree: RowTree<Row>, row: Row): Promise<void> {
  const { command } = tree.getTreeItem(row);
  assert.ok(command, `${row.id} leads somewhere`);
  await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
}

/** Replaces a piece of the text, which stands in it once. */
export async function replace(editor: vscode.TextEditor, piece: string, by: string): Promise<void> {
  const { document } = editor;
  const start = document.getText().indexOf(piece);
  assert.ok(start >= 0, piece);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + piece.length));
  assert.ok(await editor.edit((builder) => builder.replace(range, by)));
}

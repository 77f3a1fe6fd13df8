import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { outlineItem } from '../../src/extension/views/outlineItem';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { agrees, allRows, choose, closeScript, openScript, replace, sceneRows } from './openedScript';
import { stubWindow } from './stubbedWindow';

describe('The Outline of an open screenplay', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  beforeEach(async () => {
    ({ editor, room } = await openScript());
  });
  afterEach(() => closeScript(editor));

  /** The list of what is behind, as it is offered. */
  const refreshAll = async (): Promise<void> => {
    const window = stubWindow((rows) => rows.filter(({ picked }) => picked === true));
    await vscode.commands.executeCommand('writersroom.refreshBehind');
    window.restore();
    assert.equal(window.lists.length, 1);
  };
  const followed = (): Promise<true> =>
    until('the Outline follows the text', async () => agrees(await sceneRows(room), editor.document));

  it('has acts, sections and cards after "Analyze Script"', async () => {
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('every scene has its card', async () =>
      (await sceneRows(room)).every(({ scene }) => scene.card !== null && scene.behind.length === 0),
    );
    const acts = (await room.outline.tree.getChildren()).map((row) => (row.kind === 'act' ? row.title : row.kind));
    assert.deepEqual(acts, ['Act One: Thursday', 'Act Two: Thursday Night, Friday', 'Act Three: Saturday']);
    assert.ok((await sceneRows(room)).some(({ scene }) => scene.isKeyScene));
  });

  it('goes to the line of the scene that is chosen', async () => {
    const row = (await sceneRows(room))[10];
    assert.ok(row);
    await choose(room.outline.tree, row);
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
    assert.equal(vscode.window.activeTextEditor.selection.active.line + 1, row.scene.startLine);
    assert.match(editor.document.lineAt(row.scene.startLine - 1).text, /^EXT\. FERRY - MIDSTREAM - DAY/u);
  });

  it('follows the text as it is written, before it is saved', async () => {
    const before = await sceneRows(room);
    await replace(editor, 'INT. CARAVAN - NIGHT', 'INT. NEW PLACE - DAY\n\nNobody.\n\nINT. CARAVAN - NIGHT');
    await followed();
    const after = await sceneRows(room);
    assert.equal(after.length, before.length + 1);
    const kept = before.filter(({ id }) => after.some((row) => row.id === id));
    assert.equal(kept.length, before.length);
    assert.equal(editor.document.isDirty, true);
  });

  it('says which card is behind, and why', async () => {
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await replace(editor, 'Nothing. A curlew.', 'Nothing. A curlew, and then another.');
    const behind = async (): Promise<string[]> =>
      (await sceneRows(room)).flatMap(({ scene }) => (scene.behind.length > 0 ? [scene.label] : []));
    await until('the first scene is behind', async () => (await behind()).length > 0);
    assert.deepEqual(await behind(), ['1']);
    const [first] = await sceneRows(room);
    assert.ok(first);
    const item = outlineItem(first);
    assert.match(item.accessibilityInformation?.label ?? '', /behind/u);
    await refreshAll();
    await until('nothing is behind', async () => (await behind()).length === 0);
  });

  it('is current again after a refresh, with the card of a scene that is new', async () => {
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await replace(editor, 'INT. CARAVAN - NIGHT', 'INT. NEW PLACE - DAY\n\nNobody waits.\n\nINT. CARAVAN - NIGHT');
    await followed();
    await until('the acts are behind', async () =>
      (await room.outline.tree.getChildren()).some((row) => row.kind === 'act' && row.behind.length > 0),
    );
    await refreshAll();
    await until('every scene has its card', async () =>
      (await sceneRows(room)).every(({ scene }) => scene.card !== null && scene.behind.length === 0),
    );
    await until('the acts are current', async () =>
      (await room.outline.tree.getChildren()).every((row) => row.kind !== 'act' || row.behind.length === 0),
    );
  });

  it('shows a card letter for letter and runs nothing in it', async () => {
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    const [first] = await sceneRows(room);
    assert.ok(first);
    const item = outlineItem(first);
    const none = new vscode.CancellationTokenSource().token;
    const resolved = await room.outline.tree.resolveTreeItem?.(item, first, none);
    assert.ok(resolved?.tooltip instanceof vscode.MarkdownString);
    assert.notEqual(resolved.tooltip.isTrusted, true);
    assert.notEqual(resolved.tooltip.supportHtml, true);
    assert.match(resolved.tooltip.value, /June Tasker opens the ferry/u);
    assert.match(resolved.tooltip.value, /from the page\\, by rules/u);
  });

  it('selects the scene the cursor goes to, and leaves the focus in the text', async () => {
    await vscode.commands.executeCommand('writersroom.outline.focus');
    await vscode.window.showTextDocument(editor.document);
    await until('the view is shown', () => room.outline.view.visible);
    const row = (await sceneRows(room))[4];
    assert.ok(row);
    const at = new vscode.Position(row.scene.startLine + 1, 0);
    assert.ok(vscode.window.activeTextEditor);
    vscode.window.activeTextEditor.selection = new vscode.Selection(at, at);
    await until('its row is selected', () => room.outline.view.selection.some(({ id }) => id === row.id));
    assert.equal(vscode.window.activeTextEditor.document, editor.document);
  });

  it('gives every row an id of its own and a parent that holds it', async () => {
    const rows = await allRows(room.outline.tree);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    for (const row of rows) {
      const parent = await room.outline.tree.getParent?.(row);
      const siblings = await room.outline.tree.getChildren(parent ?? undefined);
      assert.ok(
        siblings.some(({ id }) => id === row.id),
        row.id,
      );
    }
  });

  it('is that of the screenplay the writer is in', async () => {
    const other = await vscode.workspace.openTextDocument({
      language: 'fountain',
      content: 'INT. OTHER - DAY\n\nHere.\n',
    });
    await vscode.window.showTextDocument(other);
    await until('the other one is shown', async () => agrees(await sceneRows(room), other));
    await vscode.window.showTextDocument(editor.document);
    await until('the first one is shown again', async () => agrees(await sceneRows(room), editor.document));
    await vscode.window.showTextDocument(other);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('opens again with what was made, under the version numbers of a new buffer', async () => {
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    const before = (await sceneRows(room)).map(({ id }) => id);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    ({ editor, room } = await openScript());
    const after = await sceneRows(room);
    assert.deepEqual(
      after.map(({ id }) => id),
      before,
    );
    assert.ok(after.every(({ scene }) => scene.card !== null));
  });
});

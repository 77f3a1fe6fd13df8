import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { allRows, closeScript, openScript, sceneRows, speakers } from './openedScript';

describe('What the writer decides about an open screenplay', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  before(async () => {
    ({ editor, room } = await openScript());
    await vscode.commands.executeCommand('writersroom.analyzeScript');
  });
  after(() => closeScript(editor));

  it('makes one of two characters, and two again', async () => {
    const before = await speakers(room);
    assert.ok(before.includes('CLEM') && before.includes('ALMA'));
    await vscode.commands.executeCommand('writersroom.mergeCharacters', { alias: 'CLEM', name: 'ALMA' });
    await until('CLEM is in no row of his own', async () => !(await speakers(room)).includes('CLEM'));
    const rows = await allRows(room.characters.tree);
    const alma = rows.find((row) => row.kind === 'character' && row.character.name === 'ALMA');
    assert.ok(alma?.kind === 'character');
    assert.deepEqual(alma.character.aliases, ['CLEM']);
    await vscode.commands.executeCommand('writersroom.splitCharacter', { alias: 'CLEM', name: 'ALMA' });
    await until('everybody is back', async () => (await speakers(room)).join() === before.join());
  });

  it('asks whether two names are one until that is said', async () => {
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, "\n\nEXT. YARD - DAY\n\nALMA'S VOICE\nWho is there?\n"));
    const asked = async (): Promise<string[]> =>
      (await allRows(room.characters.tree)).flatMap((row) =>
        row.kind === 'suggestion' ? [`${row.name} · also ${row.alias}?`] : [],
      );
    await until('the tree asks', async () => (await asked()).includes("ALMA · also ALMA'S VOICE?"));
    const row = (await allRows(room.characters.tree)).find(({ kind }) => kind === 'suggestion');
    assert.equal(row && room.characters.tree.getTreeItem(row).contextValue, 'suggestion');
    await vscode.commands.executeCommand('writersroom.keepApart', row);
    await until('it asks no more', async () => (await asked()).length === 0);
    assert.ok((await speakers(room)).includes("ALMA'S VOICE"));
  });

  it('keeps the card of a row, shows it, and lets it go', async () => {
    const [first] = await sceneRows(room);
    assert.ok(first !== undefined);
    const isPinned = async (): Promise<boolean> => (await sceneRows(room))[0]?.kept?.pinned === true;
    await vscode.commands.executeCommand('writersroom.pinCard', first);
    await until('the row says that it is pinned', isPinned);
    const [row] = await sceneRows(room);
    assert.ok(row !== undefined);
    assert.match(String(room.outline.tree.getTreeItem(row).description), / · pinned$/);
    await vscode.commands.executeCommand('writersroom.pinCard', first);
    await until('it is let go', async () => !(await isPinned()));
  });

  it('keeps one plot thread, which says so, and falls behind by itself', async () => {
    const { tree } = room.threads;
    const threads = async () => (await allRows(tree)).flatMap((row) => (row.kind === 'thread' ? [row] : []));
    const [first] = await threads();
    assert.ok(first !== undefined);
    const kept = async () => (await threads()).find(({ id }) => id === first.id);
    await vscode.commands.executeCommand('writersroom.pinCard', first);
    await until('the row says that it is pinned', async () => (await kept())?.pinned === true);
    const row = await kept();
    assert.ok(row !== undefined);
    assert.match(String(tree.getTreeItem(row).description), / · pinned$/);
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, '\n\nEXT. SLIP - NIGHT\n\nA bell rings.\n'));
    await until('all threads are behind', async () => (await threads()).every(({ behind }) => behind.length > 0));
    await vscode.commands.executeCommand('writersroom.analyzeScript');
    await until('it alone is', async () => {
      const behind = (await threads()).filter((one) => one.behind.length > 0);
      return behind.length === 1 && behind[0]?.id === first.id;
    });
    await vscode.commands.executeCommand('writersroom.pinCard', first);
    await until('it is let go, and to be made again', async () => (await kept())?.pinned === false);
    assert.ok(
      (await threads()).every(({ behind }) => behind.length > 0),
      'with the others of its set',
    );
  });
});

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { allRows, choose, openScript, speakers } from './openedScript';

describe('Characters and Plot Threads of an open screenplay', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  before(async () => {
    ({ editor, room } = await openScript());
    await vscode.commands.executeCommand('writersroom.analyzeScript');
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('name who speaks, most words first', async () => {
    assert.deepEqual((await speakers(room)).slice(0, 3), ['JUNE', 'ALMA', 'CLEM']);
  });

  it('lead from a line to where it is said', async () => {
    const rows = await allRows(room.characters.tree);
    const speech = rows.find((row) => row.kind === 'speech' && row.speech.text.startsWith('Two days, June.'));
    assert.ok(speech?.kind === 'speech');
    await choose(room.characters.tree, speech);
    const { selection } = vscode.window.activeTextEditor ?? editor;
    assert.equal(editor.document.lineAt(selection.active.line).text, 'Two days, June.');
  });

  it('give every row an id of its own', async () => {
    for (const tree of [room.characters.tree, room.threads.tree]) {
      const rows = await allRows(tree as typeof room.characters.tree);
      assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    }
  });
});

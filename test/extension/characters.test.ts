import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { allRows, choose, closeScript, openScript, speakers } from './openedScript';
import { stubWindow } from './stubbedWindow';

describe('Characters and Plot Threads of an open screenplay', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  before(async () => {
    ({ editor, room } = await openScript());
    await vscode.commands.executeCommand('writersroom.analyzeScript');
  });
  after(() => closeScript(editor));

  it('name who speaks, most words first', async () => {
    assert.deepEqual((await speakers(room)).slice(0, 3), ['JUNE', 'ALMA', 'CLEM']);
  });

  it('offer a sheet of whoever has none, and make it', async () => {
    const { tree } = room.characters;
    const without = async (): Promise<string[]> =>
      (await allRows(tree)).flatMap((row) =>
        row.kind === 'character' && tree.getTreeItem(row).contextValue === 'character.noSheet'
          ? [row.character.name]
          : [],
      );
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    const second = 'NINA';
    await editor.edit((edit) => edit.insert(end, `\n\nEXT. JETTY - NIGHT\n\n${second}\nIs the ferry gone?\n`));
    await until(`${second} has a row`, async () => (await without()).includes(second));
    const first = (await without()).find((name) => name !== second);
    assert.ok(first !== undefined, 'the sample has a lesser character');
    const row = (await allRows(tree)).find((one) => one.kind === 'character' && one.character.name === first);
    await vscode.commands.executeCommand('writersroom.makeSheet', row);
    await until(`${first} has a sheet`, async () => !(await without()).includes(first));
    assert.ok((await without()).includes(second), 'nobody else was asked for');

    const window = stubWindow((rows) => rows.find(({ label }) => label === second));
    try {
      await vscode.commands.executeCommand('writersroom.makeSheet');
      await until(`${second} has a sheet`, async () => !(await without()).includes(second));
      assert.ok(
        window.lists[0]?.rows.every(({ label }) => label !== first),
        'who has a sheet is not listed',
      );
    } finally {
      window.restore();
    }
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

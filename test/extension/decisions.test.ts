import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { allRows, closeScript, openScript, sceneRows, speakers } from './openedScript';
import { stubWindow } from './stubbedWindow';

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

  it('makes one of two names where a row asks, says so, and takes it back', async () => {
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    await editor.edit((edit) => edit.insert(end, "\n\nEXT. SLIPWAY - DAY\n\nJUNE'S VOICE\nWait for me!\n"));
    const asked = async () =>
      (await allRows(room.characters.tree)).find((row) => row.kind === 'suggestion' && row.alias === "JUNE'S VOICE");
    const row = await until('the tree asks', asked);
    const window = stubWindow(
      () => undefined,
      () => (isTakenBack ? 'Undo' : undefined),
    );
    let isTakenBack = false;
    try {
      await vscode.commands.executeCommand('writersroom.mergeSuggested', row);
      await until('they are one', async () => !(await speakers(room)).includes("JUNE'S VOICE"));
      const rows = await allRows(room.characters.tree);
      const june = rows.find((one) => one.kind === 'character' && one.character.name === 'JUNE');
      assert.ok(june?.kind === 'character');
      assert.deepEqual(june.character.aliases, ["JUNE'S VOICE"]);
      await until('what is answered is asked no more', async () => (await asked()) === undefined);
      assert.deepEqual(window.messages, ["JUNE'S VOICE is JUNE now."]);
      assert.deepEqual(window.lists, [], 'nothing has to be picked');
      isTakenBack = true;
      await vscode.commands.executeCommand('writersroom.mergeSuggested', row);
      await until('they are two again', async () => (await speakers(room)).includes("JUNE'S VOICE"));
    } finally {
      window.restore();
    }
  });

  it('marks a scene never to be sent, that of a row or that of the cursor, and takes the mark away', async () => {
    const [first, second] = await sceneRows(room);
    assert.ok(first !== undefined && second !== undefined);
    const marked = async (): Promise<string[]> =>
      (await sceneRows(room))
        .filter((row) => String(room.outline.tree.getTreeItem(row).description).includes('never sent'))
        .map(({ scene }) => scene.id);
    const window = stubWindow((rows) => rows[0]);
    try {
      await vscode.commands.executeCommand('writersroom.neverSend', second);
      await until('its row says so', async () => (await marked()).join() === second.scene.id);
      const [list] = window.lists;
      assert.deepEqual(
        list?.rows.map(({ label }) => label.replace(/^\$\(unlock\) /u, '')),
        [
          `Scene ${second.scene.label}  ${second.scene.heading}`,
          'All of RING FOR FERRY',
          `The folder ${vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''} and all in it`,
        ],
      );
      editor = await vscode.window.showTextDocument(editor.document, { preview: false });
      editor.selection = new vscode.Selection(second.scene.startLine, 0, second.scene.startLine, 0);
      await vscode.commands.executeCommand('writersroom.neverSend');
      await until('no row says so', async () => (await marked()).length === 0);
      assert.match(window.lists[1]?.rows[0]?.label ?? '', /^\$\(lock\) Scene /u);
      await vscode.commands.executeCommand('writersroom.neverSend', first);
      await until('the other row says so', async () => (await marked()).join() === first.scene.id);
      await vscode.commands.executeCommand('writersroom.neverSend', first);
      await until('nothing is marked', async () => (await marked()).length === 0);
    } finally {
      window.restore();
    }
  });

  it('asks about a scene: the one of a row, or that of the cursor', async () => {
    const rows = await sceneRows(room);
    const [first, second] = rows;
    assert.ok(first !== undefined && second !== undefined);
    const begins: (string | null)[] = [];
    const listening = room.chat.onDidSend((message) => {
      if (message.kind === 'focus') begins.push(message.prefix);
    });
    try {
      await vscode.commands.executeCommand('writersroom.askAboutScene', second);
      await until('the question begins with it', () => begins.at(-1) === `In scene ${second.scene.label}: `);
      editor = await vscode.window.showTextDocument(editor.document, { preview: false });
      editor.selection = new vscode.Selection(first.scene.startLine, 0, first.scene.startLine, 0);
      await vscode.commands.executeCommand('writersroom.askAboutScene');
      await until('the next begins with the other', () => begins.at(-1) === `In scene ${first.scene.label}: `);
    } finally {
      listening.dispose();
    }
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

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { agrees, closeScript, openScript, replace, SAMPLE, sceneRows } from './openedScript';
import { proposed, twoHunks } from './proposedEdit';

describe('A proposed edit, where the script has changed meanwhile', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let original: string;
  beforeEach(async () => {
    ({ editor, room } = await openScript(SAMPLE));
    original = editor.document.getText();
  });
  afterEach(() => closeScript(editor));
  const text = (): string => editor.document.getText();
  const outcome = (id: string) => room.proposals.outcomes.get(id);
  const undo = async (): Promise<void> => {
    await vscode.window.showTextDocument(editor.document, { preview: false });
    await vscode.commands.executeCommand('undo');
  };

  it('is refused where its scene is not there any more', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    await replace(editor, proposal.before, '');
    const without = text();
    assert.equal(await room.proposals.accept(editor.document, proposal), false);
    assert.equal(text(), without);
    assert.equal(outcome(proposal.id)?.kind, 'refused');
    assert.match(outcome(proposal.id)?.message ?? '', /not in the script any more/u);
  });

  it('goes in where its scene stands now, if its words are the same', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    const next = await proposed(room, editor, '4', twoHunks);
    await replace(editor, proposal.before + next.before, next.before + proposal.before);
    assert.equal(await room.proposals.accept(editor.document, proposal), true);
    assert.equal(text(), original.replace(proposal.before + next.before, next.before + proposal.after));
  });

  it('keeps the line ends of the file, and is taken back by one Undo', async () => {
    await editor.edit((change) => change.setEndOfLine(vscode.EndOfLine.CRLF));
    await until('the views show it', async () => agrees(await sceneRows(room), editor.document));
    const dos = text();
    const proposal = await proposed(room, editor, '3', (scene) => twoHunks(scene.replaceAll('\r\n', '\n')));
    assert.ok(proposal.before.includes('\r\n'));
    assert.equal(await room.proposals.accept(editor.document, proposal), true);
    assert.equal(text(), dos.replace(proposal.before, proposal.after));
    assert.doesNotMatch(text(), /[^\r]\n/u);
    await undo();
    await until('the script reads as before', () => text() === dos);
    await until('it is taken back', () => outcome(proposal.id)?.kind === 'undone');
    await editor.edit((change) => change.setEndOfLine(vscode.EndOfLine.LF));
  });

  it('is refused where another one of the same scene went in, and fits again when that is taken back', async () => {
    const first = await proposed(room, editor, '3', twoHunks);
    const second = await proposed(room, editor, '3', (scene) => `${scene.trimEnd()}\n\nRain.\n\n`);
    assert.equal(await room.proposals.accept(editor.document, first), true);
    const written = text();
    assert.equal(await room.proposals.accept(editor.document, second), false);
    assert.equal(text(), written);
    assert.match(outcome(second.id)?.message ?? '', /^Scene 3 has changed/u);
    await undo();
    await until('the first is taken back', () => outcome(first.id)?.kind === 'undone');
    assert.equal(await room.proposals.accept(editor.document, second), true);
    assert.equal(text(), original.replace(second.before, second.after));
  });

  it('goes in by parts once, and a part that is undone can be taken with another', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    assert.equal(await room.proposals.accept(editor.document, proposal, [0]), true);
    const written = text();
    assert.equal(await room.proposals.accept(editor.document, proposal, [1]), false);
    assert.equal(text(), written);
    await undo();
    await until('it is taken back', () => outcome(proposal.id)?.kind === 'undone');
    assert.equal(await room.proposals.accept(editor.document, proposal, [0, 1]), true);
    assert.equal(text(), original.replace(proposal.before, proposal.after));
  });

  it('is refused by parts that alone would take what follows off the page', async () => {
    const proposal = await proposed(room, editor, '3', (scene) => {
      const lines = scene.trimEnd().split('\n');
      return [...lines.slice(0, 2), '/*', ...lines.slice(2), '*/', '', ''].join('\n');
    });
    assert.equal(await room.proposals.accept(editor.document, proposal, [0]), false);
    assert.equal(text(), original);
    assert.match(outcome(proposal.id)?.message ?? '', /what follows in the script would be lost/u);
  });

  it('leaves what is not saved elsewhere, and one Undo takes back no more than it', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    const other = await proposed(room, editor, '5', twoHunks);
    await replace(editor, other.before, `${other.before.trimEnd()}\n\nStill typing.\n\n`);
    const typed = text();
    assert.equal(await room.proposals.accept(editor.document, proposal), true);
    assert.equal(text(), typed.replace(proposal.before, proposal.after));
    await undo();
    await until('only the proposal is taken back', () => text() === typed);
  });

  it('goes into a script that was closed since', async () => {
    const proposal = await proposed(room, editor, '3', twoHunks);
    const { uri } = editor.document;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const again = await vscode.workspace.openTextDocument(uri);
    assert.equal(await room.proposals.accept(again, proposal), true);
    editor = await vscode.window.showTextDocument(uri, { preview: false });
    assert.equal(text(), original.replace(proposal.before, proposal.after));
  });
});

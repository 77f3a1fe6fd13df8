import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { until } from '../harness/until';
import { extension, openScript, sceneRows } from './openedScript';

/** Whether an engine has ever opened the data directory of this test. */
function engineWasStarted(): boolean {
  return readdirSync(process.env.WRITERSROOM_DATA ?? '').length > 0;
}

// The order matters: each test begins where the one before it ended. The files run in the order of their names.
describe('Before a screenplay is open', () => {
  it('nothing of ours runs', () => {
    assert.equal(extension().isActive, false);
  });

  it('our views say so, and still no engine runs', async () => {
    const { outline, characters, threads } = await extension().activate();
    assert.deepEqual(await outline.tree.getChildren(), []);
    assert.deepEqual(await characters.tree.getChildren(), []);
    assert.deepEqual(await threads.tree.getChildren(), []);
    assert.equal(engineWasStarted(), false);
  });

  it('a text that is no screenplay starts no engine', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'INT. A - DAY\n' });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal(engineWasStarted(), false);
  });

  it('opening one starts the engine and fills the views', async () => {
    const { room } = await openScript();
    assert.equal(engineWasStarted(), true);
    assert.equal((await sceneRows(room)).length, 26);
  });

  it('closing it empties the views', async () => {
    const { room } = await openScript();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('the Outline is empty', async () => (await room.outline.tree.getChildren()).length === 0);
  });
});

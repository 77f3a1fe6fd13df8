import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { lockDataDirectory, lockFileName } from '../../src/engine/store/dataDirectoryLock';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import { agrees, closeScript, openScript, replace, sceneRows } from './openedScript';

const data = process.env.WRITERSROOM_DATA ?? '';

/** The process of the engine that has the data now. */
function enginePid(): number {
  const { pid } = JSON.parse(readFileSync(path.join(data, lockFileName), 'utf8')) as { pid: number };
  assert.notEqual(pid, process.pid);
  return pid;
}

describe('When the story engine ends unexpectedly', () => {
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  beforeEach(async () => {
    ({ editor, room } = await openScript());
  });
  afterEach(() => closeScript(editor));

  const add = async (heading: string): Promise<void> => {
    await replace(editor, 'INT. CARAVAN - NIGHT', `${heading}\n\nNobody.\n\nINT. CARAVAN - NIGHT`);
    await until(`the Outline has ${heading}`, async () => agrees(await sceneRows(room), editor.document));
  };

  it('another one takes over, with the text as it is in the editor', async () => {
    const before = enginePid();
    process.kill(before, 'SIGKILL');
    await add('INT. AFTER THE CRASH - DAY');
    assert.notEqual(enginePid(), before);
  });

  it('and soon again, the views keep what they had, say so, and go on when the writer says so', async () => {
    const says = (words: string): Promise<true> =>
      until(`the view says "${words}"`, () => (room.outline.view.message ?? '').includes(words));
    const shown = await sceneRows(room);
    process.kill(enginePid(), 'SIGKILL');
    await says('ended unexpectedly, twice');

    const lock = await until('the data is free', () => lockDataDirectory(data));
    try {
      await vscode.commands.executeCommand('writersroom.startEngineAgain');
      await says('in use by the process');
      assert.deepEqual(
        (await sceneRows(room)).map(({ id }) => id),
        shown.map(({ id }) => id),
      );
    } finally {
      lock.release();
    }
    await vscode.commands.executeCommand('writersroom.startEngineAgain');
    await add('INT. AFTER THE WAIT - DAY');
    assert.doesNotMatch(room.outline.view.message ?? '', /engine|in use/u);
  });
});

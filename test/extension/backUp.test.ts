import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { closeScript, openScript } from './openedScript';

describe('Back Up Database', () => {
  it('writes a backup, each time it is asked for', async () => {
    const { editor } = await openScript();
    const backups = (): number =>
      readdirSync(path.join(process.env.WRITERSROOM_DATA ?? '', 'backups')).filter((name) => name.includes('-command.'))
        .length;
    const before = backups();
    await vscode.commands.executeCommand('writersroom.backUpDatabase');
    assert.equal(backups(), before + 1);
    await closeScript(editor);
  });
});

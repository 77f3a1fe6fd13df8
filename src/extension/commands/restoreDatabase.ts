import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';
import type { BackupSummary } from '../../story/storeReport';
import { backupText } from '../backupText';

/**
 * Goes back to a backup that the writer chooses, after they have read what becomes of what is stored now and agreed.
 * Rejects with a `Failure`.
 */
export async function restoreDatabase(connect: () => Promise<EngineConnection>): Promise<void> {
  const engine = await connect();
  const backups = await engine.listBackups();
  if (backups.length === 0) {
    void vscode.window.showInformationMessage(
      'There is no backup yet. One is written every day, and "WritersRoom: Back Up Database" writes one now.',
    );
    return;
  }
  const chosen = await vscode.window.showQuickPick(backups.map(backupItem), {
    title: 'Restore',
    placeHolder: 'The backup to go back to, newest first',
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const detail =
    'Cards, outlines, characters, threads, chats and decisions of all scripts become what they were then. ' +
    `What is stored now is set aside in ${engine.info.dataDirectory}, not deleted. ` +
    'The screenplays themselves are not touched, and what they say now is read again.';
  const agreed = await vscode.window.showWarningMessage(
    `Restore the backup of ${chosen.label}?`,
    { modal: true, detail },
    'Restore',
  );
  if (agreed !== 'Restore') return;
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Restoring the story memory' },
    () => engine.restoreStore(chosen.path),
  );
  void vscode.window.showInformationMessage(report.message);
}

interface BackupItem extends vscode.QuickPickItem {
  readonly path: string;
}

function backupItem(backup: BackupSummary): BackupItem {
  return { ...backupText(backup), path: backup.path };
}

import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';

/** Writes a backup of everything stored and says where it is. Rejects with a `Failure`. */
export async function backUpDatabase(connect: () => Promise<EngineConnection>): Promise<void> {
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Backing up the story memory' },
    async () => (await connect()).backUpStore(),
  );
  const button = 'Show in Folder';
  // The writer may read it when they like: the command has done its work.
  void vscode.window.showInformationMessage(report.message, button).then((chosen) => {
    if (chosen === button) void vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(report.path));
  });
}

import * as vscode from 'vscode';
import type { ApiKeys } from './apiKeys';

/** Asks which key goes, and removes it from the secret storage. */
export async function removeApiKey(keys: ApiKeys): Promise<void> {
  const origins = await keys.origins();
  if (origins.length === 0) {
    void vscode.window.showInformationMessage('No key is kept here.');
    return;
  }
  const chosen = await vscode.window.showQuickPick([...origins], {
    title: 'Remove which API key?',
    placeHolder: 'The key is deleted from this machine; it goes on to be valid at the service',
  });
  if (chosen === undefined) return;
  await keys.remove(chosen);
  vscode.window.setStatusBarMessage(`The key for ${chosen} is removed.`, 8_000);
}

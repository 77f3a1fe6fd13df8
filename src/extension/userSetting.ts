import * as vscode from 'vscode';

/** A setting under `writersroom.` as the user has it: what a folder says counts for nothing, trusted or not. */
export function userSetting(name: string): unknown {
  const found = vscode.workspace.getConfiguration('writersroom').inspect<unknown>(name);
  return found?.globalValue ?? found?.defaultValue;
}

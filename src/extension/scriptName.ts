import * as path from 'node:path';
import type * as vscode from 'vscode';

/** The name of a screenplay's file, also of one that is not saved yet. */
export function scriptName(document: vscode.TextDocument): string {
  return path.posix.basename(document.uri.path);
}

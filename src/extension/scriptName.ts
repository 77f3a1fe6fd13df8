import * as path from 'node:path';
import type * as vscode from 'vscode';
import { scriptFile } from './finalDraft/renderingUri';

/** The name of a screenplay's file, also of one that is not saved yet. */
export function scriptName(document: vscode.TextDocument): string {
  return path.posix.basename(scriptFile(document.uri).path);
}

import type * as vscode from 'vscode';

/** What two documents have in common if one was saved as the other: saving may trim lines and end the last one. */
export function savedText(document: vscode.TextDocument): string {
  return document
    .getText()
    .replace(/[^\S\n]+$/gmu, '')
    .trimEnd();
}

import type * as vscode from 'vscode';

/**
 * Whether this document is a screenplay the writer works on: Fountain, in a file or not saved yet. The old side of a
 * diff, a virtual document or an output is not.
 */
export function isScreenplay(document: vscode.TextDocument): boolean {
  return document.languageId === 'fountain' && (document.uri.scheme === 'file' || document.uri.scheme === 'untitled');
}

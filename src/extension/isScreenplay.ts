import type * as vscode from 'vscode';
import { RENDERING_SCHEME } from './finalDraft/renderingUri';

/**
 * Whether this document is a screenplay the writer works on: Fountain, in a file or not saved yet, or the rendering of a Final
 * Draft file. The old side of a diff, another virtual document or an output is not.
 */
export function isScreenplay(document: vscode.TextDocument): boolean {
  return document.languageId === 'fountain' && SCHEMES.has(document.uri.scheme);
}

const SCHEMES: ReadonlySet<string> = new Set(['file', 'untitled', RENDERING_SCHEME]);

import type * as vscode from 'vscode';
import { canonicalUri } from '../protocol/canonicalUri';
import { scriptFile } from './finalDraft/renderingUri';

/** The address by which the engine knows what is at a uri: of a rendering that of its file, spelled as every host spells it. */
export function scriptAddress(uri: vscode.Uri): string {
  return canonicalUri(scriptFile(uri).toString());
}

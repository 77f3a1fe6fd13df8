import * as vscode from 'vscode';
import { decodeText } from '../screenplay/decodeText';
import { cleanText } from '../screenplay/cleanText';
import { readFdx } from '../screenplay/fdx/readFdx';
import { isFinalDraft } from './finalDraft/renderingUri';

/** A screenplay as its file has it: Fountain text, rendered where the file is Final Draft's. */
export interface FileText {
  readonly format: 'fountain' | 'fdx';
  readonly text: string;
}

/** Reads a screenplay from the disk; null where it is no text, no script, or not there. */
export async function readKnownFile(file: vscode.Uri): Promise<FileText | null> {
  const bytes = await vscode.workspace.fs.readFile(file).then(
    (read) => read,
    () => null,
  );
  if (bytes === null) return null;
  const { text, warnings } = decodeText(bytes);
  if (warnings.some(({ code }) => code === 'binary')) return null;
  if (!isFinalDraft(file) || text.trim() === '')
    return { format: isFinalDraft(file) ? 'fdx' : 'fountain', text: cleanText(text) };
  const reading = readFdx(text);
  return reading.kind === 'script' ? { format: 'fdx', text: reading.text } : null;
}

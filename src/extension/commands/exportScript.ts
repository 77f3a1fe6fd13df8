import * as path from 'node:path';
import * as vscode from 'vscode';
import { writeFdx } from '../../screenplay/fdx/writeFdx';
import { parseScreenplay } from '../../screenplay/parseScreenplay';
import type { ScriptView } from '../../story/analysisResult';
import { breakdownCsv } from '../../story/breakdownCsv';
import { behindText } from '../../story/behindText';
import { missingText, scriptDocument } from '../../story/scriptDocument';
import { scriptFile } from '../finalDraft/renderingUri';
import { scriptName } from '../scriptName';

/** What can be written. `fdx` is the script itself, the others what is known of it. */
export type ExportFormat = 'md' | 'csv' | 'json' | 'fdx';

/** What to write, and where; the writer is asked for what is left out. */
export interface ExportWish {
  readonly format?: ExportFormat;
  readonly file?: vscode.Uri;
}

/**
 * Writes a script, or what is known of it, to a file that the writer names, and opens it. Makes nothing: what is missing
 * is said. Rejects with a `Failure`.
 * @param read what is known of the text as it is in the editor
 */
export async function exportScript(
  document: vscode.TextDocument,
  wish: ExportWish,
  read: () => Promise<ScriptView>,
): Promise<void> {
  const format = wish.format ?? (await chooseFormat());
  if (format === undefined) return;
  const file = wish.file ?? (await chooseFile(document, format));
  if (file === undefined) return;
  const text = format === 'fdx' ? finalDraft(document) : known(await read(), format);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  if (format === 'fdx') {
    vscode.window.setStatusBarMessage(`Wrote ${path.posix.basename(file.path)}.`, SAID_MS);
    return;
  }
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), { preview: false });
}

const SAID_MS = 8_000;

const FORMATS: readonly { readonly id: ExportFormat; readonly label: string; readonly detail: string }[] = [
  {
    id: 'md',
    label: 'Document (Markdown)',
    detail: 'Outline, scene cards, characters, threads and setups, for people',
  },
  { id: 'csv', label: 'Breakdown (CSV)', detail: 'A row a scene, for a spreadsheet' },
  { id: 'json', label: 'Data (JSON)', detail: 'Everything that is known, for programs' },
  { id: 'fdx', label: 'Final Draft (FDX)', detail: 'The screenplay itself' },
];

async function chooseFormat(): Promise<ExportFormat | undefined> {
  const chosen = await vscode.window.showQuickPick(FORMATS, { title: 'Export', placeHolder: 'What to write' });
  return chosen?.id;
}

async function chooseFile(document: vscode.TextDocument, format: ExportFormat): Promise<vscode.Uri | undefined> {
  const script = scriptFile(document.uri);
  const name = scriptName(document).replace(/\.[^.]*$/u, '');
  const folder = vscode.Uri.joinPath(script, '..').with({ scheme: 'file' });
  return vscode.window.showSaveDialog({
    title: 'Export',
    saveLabel: 'Export',
    defaultUri: vscode.Uri.joinPath(folder, `${name}.${format}`),
    filters: { [FORMATS.find(({ id }) => id === format)?.label ?? format]: [format] },
  });
}

function finalDraft(document: vscode.TextDocument): string {
  const text = document.getText();
  return [...writeFdx(parseScreenplay(text), text)].join('');
}

function known(view: ScriptView, format: Exclude<ExportFormat, 'fdx'>): string {
  const sentences = [missingText(view), behindText(view)].filter((sentence) => sentence !== null);
  if (sentences.length > 0) {
    const makes = missingText(view) === null ? 'Refresh What Is Behind' : 'Analyze Script';
    void vscode.window.showInformationMessage(`${sentences.join(' ')} "${makes}" makes it.`);
  }
  switch (format) {
    case 'md':
      return scriptDocument(view);
    case 'csv':
      return breakdownCsv(view);
    case 'json':
      return `${JSON.stringify(view, null, 2)}\n`;
  }
}

import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

/**
 * A new document that is in no file yet, under a name that Save proposes: in the first folder of the workspace, at home
 * without one. Where the name is taken by a file or a document, it has a number. Rejects where the editor does not take
 * the text.
 */
export async function untitledDocument(fileName: string, text: string): Promise<vscode.TextDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const uri = await freeUri(folder?.uri.scheme === 'file' ? folder.uri.fsPath : homedir(), fileName);
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The editor did not take the text.');
  return document;
}

async function freeUri(folder: string, fileName: string): Promise<vscode.Uri> {
  const { name, ext } = path.parse(fileName);
  for (let number = 1; ; number++) {
    const file = vscode.Uri.file(path.join(folder, number === 1 ? fileName : `${name} ${number}${ext}`));
    const uri = file.with({ scheme: 'untitled' });
    const isOpen = vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString());
    if (!isOpen && !(await isThere(file))) return uri;
  }
}

async function isThere(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch (error) {
    // Of what cannot be looked at it is not known: Save asks before it writes over anything.
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}

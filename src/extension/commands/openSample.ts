import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

const NAME = 'Ring for Ferry';

/**
 * Opens the sample screenplay as an unsaved document of its own: the writer may change it freely, and nothing is written
 * unless it is saved. Opened a second time, the same one.
 * @param file the sample as it was installed
 */
export async function openSample(file: vscode.Uri): Promise<vscode.TextDocument> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const uri = (await freePlace()).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() === '') {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), text);
    await vscode.workspace.applyEdit(edit);
  }
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** Where it would be saved: in the open folder, else at home, under a name that no file has. */
async function freePlace(): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  for (let copy = 1; ; copy += 1) {
    const uri = vscode.Uri.file(path.join(folder, `${NAME}${copy === 1 ? '' : ` ${copy}`}.fountain`));
    const exists = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!exists) return uri;
  }
}

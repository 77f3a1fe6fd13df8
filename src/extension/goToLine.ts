import * as vscode from 'vscode';
import { tabOf } from './tabOf';

/**
 * Shows a line of a screenplay, from 1, at the top of the editor where the writer already has it, else in the active
 * group. With `keepFocus` to look at, in a tab that gives way to the next, in the middle, which the list the writer is in does not cover: the cursor's
 * place and the focus stay where they are.
 */
export async function goToLine(
  document: vscode.TextDocument,
  line: number,
  { keepFocus = false }: { readonly keepFocus?: boolean } = {},
): Promise<vscode.TextEditor> {
  const column = columnOf(document);
  const editor = await vscode.window.showTextDocument(document, {
    preserveFocus: keepFocus,
    preview: keepFocus,
    ...(column !== undefined && { viewColumn: column }),
  });
  const at = new vscode.Position(Math.min(line, document.lineCount) - 1, 0);
  if (!keepFocus) editor.selection = new vscode.Selection(at, at);
  const { AtTop, InCenter } = vscode.TextEditorRevealType;
  editor.revealRange(new vscode.Range(at, at), keepFocus ? InCenter : AtTop);
  return editor;
}

/** The editor group in which the document is open, one on the screen first. */
function columnOf(document: vscode.TextDocument): vscode.ViewColumn | undefined {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  if (visible?.viewColumn !== undefined) return visible.viewColumn;
  return tabOf(document)?.group.viewColumn;
}

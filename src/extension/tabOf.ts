import * as vscode from 'vscode';

/** The tab in which a document is open as a text, a diff's new side included; undefined where the writer has closed it. */
export function tabOf(document: vscode.TextDocument): vscode.Tab | undefined {
  const uri = document.uri.toString();
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => {
      if (input instanceof vscode.TabInputText) return input.uri.toString() === uri;
      return input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri;
    });
}

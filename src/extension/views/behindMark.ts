import * as vscode from 'vscode';

const SCHEME = 'writersroom-behind';

/**
 * Rows of what is behind carry this address, for which the editor shows a ● at their right end, where a narrow view does
 * not cut it off.
 */
export function markBehind(item: vscode.TreeItem, behind: readonly string[]): void {
  if (behind.length > 0) item.resourceUri = vscode.Uri.from({ scheme: SCHEME, path: `/${item.id ?? ''}` });
}

/** Draws the mark. */
export function registerBehindMark(): vscode.Disposable {
  const behind = new vscode.FileDecoration('●', 'Behind the script');
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) => (scheme === SCHEME ? behind : undefined),
  });
}

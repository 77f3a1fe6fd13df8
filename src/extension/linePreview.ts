import * as vscode from 'vscode';
import { goToLine } from './goToLine';

/** Shows lines of a screenplay while the writer moves through a list, and puts everything back if nothing is chosen. */
export interface LinePreview {
  /** Brings a line, from 1, into view and marks it; the focus stays in the list. */
  show(line: number): Promise<void>;
  /** Takes the mark away and returns to where the writer was. */
  cancel(): void;
  /** Takes the mark away and puts the cursor on the line. */
  accept(line: number): Promise<void>;
}

export function createLinePreview(document: vscode.TextDocument): LinePreview {
  const before = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const place = before?.visibleRanges[0];
  // Where the script is not on the screen, looking at it covers what the writer was in.
  const covered = before === undefined ? vscode.window.activeTextEditor : undefined;
  const mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  let shown = false;
  let ended = false;
  const end = (): void => {
    ended = true;
    mark.dispose();
  };
  return {
    show: async (line) => {
      shown = true;
      const editor = await goToLine(document, line, { keepFocus: true });
      if (ended) return;
      const at = new vscode.Position(Math.min(line, document.lineCount) - 1, 0);
      editor.setDecorations(mark, [new vscode.Range(at, at)]);
    },
    cancel: () => {
      end();
      if (place !== undefined) before?.revealRange(place, vscode.TextEditorRevealType.AtTop);
      if (!shown || covered === undefined) return;
      const { document: there, selection, viewColumn } = covered;
      void vscode.window.showTextDocument(there, { selection, ...(viewColumn !== undefined && { viewColumn }) });
    },
    accept: async (line) => {
      end();
      await goToLine(document, line);
    },
  };
}

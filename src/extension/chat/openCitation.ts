import * as vscode from 'vscode';
import type { SceneView } from '../../story/analysisResult';
import type { Citation } from '../../story/chatMessage';
import { goToLine } from '../goToLine';
import { findCitedPlaces } from './citedPlaces';
import { createDocumentText } from './documentText';

/** Shows and selects in the document what a citation is about, where that stands now. */
export async function openCitation(
  document: vscode.TextDocument,
  scenes: readonly SceneView[],
  cited: Pick<Citation, 'sceneId' | 'line' | 'quote'>,
): Promise<void> {
  const text = createDocumentText(document.getText());
  const { start, end } = findCitedPlaces(text, scenes).placeOf(cited);
  const editor = await goToLine(document, text.lineOf(start));
  const [from, to] = [document.positionAt(start), document.positionAt(end)];
  editor.selection = new vscode.Selection(from, to);
  editor.revealRange(new vscode.Range(from, to), vscode.TextEditorRevealType.InCenter);
}

import * as vscode from 'vscode';
import type { SceneView, ScriptView } from '../../story/analysisResult';
import type { ChatSelection } from '../../story/chatMessage';
import { sceneAtLine } from '../sceneAtLine';

/** Where the writer is in a screenplay. */
export interface WritersPlace {
  /** Null before the first scene, and where the screenplay is in no editor on the screen. */
  readonly scene: SceneView | null;
  /** What is selected in that scene; null: nothing but blanks, or no scene. */
  readonly selection: ChatSelection | null;
  /** Line of the cursor, from 1; null without an editor. */
  readonly line: number | null;
}

/** A selection longer than this is not taken along: it would be refused. In UTF-16 units. */
const MOST_SELECTED = 200_000;

export function writersPlace(document: vscode.TextDocument, view: ScriptView): WritersPlace {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  if (editor === undefined) return { scene: null, selection: null, line: null };
  const { selection } = editor;
  const line = selection.active.line + 1;
  if (selection.isEmpty) return { scene: sceneAtLine(view.scenes, line), selection: null, line };
  const scene = sceneAtLine(view.scenes, selection.start.line + 1);
  const text = document.getText(selection).slice(0, MOST_SELECTED);
  if (scene === null || text.trim() === '') return { scene, selection: null, line };
  // A selection of whole lines ends at the start of the next one.
  const isWhole = selection.end.character === 0 && selection.end.line > selection.start.line;
  return {
    scene,
    line,
    selection: {
      sceneId: scene.id,
      text,
      startLine: selection.start.line + 1,
      endLine: selection.end.line + (isWhole ? 0 : 1),
    },
  };
}

import * as vscode from 'vscode';
import type { ScriptView } from '../../story/analysisResult';
import { pinText } from '../../story/pinText';
import { sceneAtLine } from '../sceneAtLine';
import type { DecidedScript } from './mergeCharacters';
import { pinTarget } from './pinTarget';

/** Pins what a row stands for, or the card of the scene with the cursor; what is pinned is let go. Rejects with a `Failure`. */
export async function pinCard(
  target: unknown,
  view: ScriptView,
  { connection, scriptId }: DecidedScript,
): Promise<void> {
  const asked = pinTarget(target) ?? atCursor(view);
  if (asked === null) {
    void vscode.window.showInformationMessage('Put the cursor into a scene, or choose a row: that is what is pinned.');
    return;
  }
  const { artifacts } = await connection.readStatus(scriptId);
  const pinned = !artifacts.some(
    ({ kind, subject, pinned }) => kind === asked.kind && subject === asked.subject && pinned,
  );
  await connection.setPin({ scriptId, ...asked, pinned });
  const sentence = pinned ? `Pinned: ${pinText(asked.kind, true)}` : `No longer pinned${pinText(asked.kind, false)}`;
  vscode.window.setStatusBarMessage(sentence, 8_000);
}

function atCursor({ scenes }: ScriptView): ReturnType<typeof pinTarget> {
  const cursor = vscode.window.activeTextEditor?.selection.active.line;
  const scene = cursor === undefined ? null : sceneAtLine(scenes, cursor + 1);
  return scene === null ? null : { kind: 'card', subject: scene.id };
}

import * as vscode from 'vscode';
import type { ScriptView, SceneView } from '../../story/analysisResult';
import type { MarkParams } from '../../protocol/engineContract';
import type { DecidedScript } from '../commands/mergeCharacters';
import { scriptFile } from '../finalDraft/renderingUri';
import { markedText } from './markedText';

/**
 * Shows what is marked never to be sent, of the scene, the script and its folder, and marks or unmarks what is chosen.
 * Rejects with a `Failure`.
 */
export async function neverSend(
  document: vscode.TextDocument,
  scene: Pick<SceneView, 'id' | 'label' | 'heading'> | null,
  { script: { title, neverSend: marks } }: ScriptView,
  { connection, scriptId }: DecidedScript,
): Promise<void> {
  const folder = folderOf(scriptFile(document.uri));
  const folders = [...marks.folders, ...(folder === null || marks.folders.includes(folder) ? [] : [folder])];
  const items: MarkItem[] = [
    ...(scene === null
      ? []
      : [
          markItem(`Scene ${scene.label}  ${scene.heading}`, marks.sceneIds.includes(scene.id), {
            kind: 'scene',
            sceneId: scene.id,
          }),
        ]),
    markItem(`All of ${title}`, marks.script, { kind: 'script' }),
    ...folders.map((uri) =>
      markItem(`The folder ${folderName(uri)} and all in it`, marks.folders.includes(uri), { kind: 'folder', uri }),
    ),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Never send',
    placeHolder: `${markedText(marks)} Choose one to mark it, or to take the mark away`,
  });
  if (chosen === undefined) return;
  const now = await connection.markNeverSend({ scriptId, on: !chosen.isMarked, target: chosen.target });
  vscode.window.setStatusBarMessage(markedText(now), 8_000);
}

interface MarkItem extends vscode.QuickPickItem {
  readonly isMarked: boolean;
  readonly target: MarkParams['target'];
}

function markItem(label: string, isMarked: boolean, target: MarkParams['target']): MarkItem {
  return {
    label: `$(${isMarked ? 'lock' : 'unlock'}) ${label}`,
    description: isMarked ? 'never sent: choose to allow it again' : 'choose to mark it',
    isMarked,
    target,
  };
}

/** The folder a script is in, as a uri; null for what is in none. */
function folderOf(uri: vscode.Uri): string | null {
  const folder = uri.with({ path: uri.path.slice(0, uri.path.lastIndexOf('/')) });
  return uri.scheme === 'file' && folder.path !== '' ? folder.toString() : null;
}

function folderName(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri), true);
}

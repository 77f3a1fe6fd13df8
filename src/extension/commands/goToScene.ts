import * as vscode from 'vscode';
import type { SceneView, ScriptView } from '../../story/analysisResult';
import { goToLine } from '../goToLine';
import { eighthsText } from '../../story/lengthText';
import { createLinePreview } from '../linePreview';
import { sceneAtLine } from '../sceneAtLine';

/** Where a row of a view leads: a scene, or a line of the script, from 1. */
export type SceneTarget = { readonly sceneId: string } | { readonly line: number };

/** Goes to a scene or line; without a target the writer picks a scene, looking at each while moving through the list. */
export async function goToScene(
  document: vscode.TextDocument,
  view: ScriptView,
  target: SceneTarget | undefined,
): Promise<void> {
  if (target === undefined) {
    pickScene(document, view);
    return;
  }
  const line = 'line' in target ? target.line : view.scenes.find(({ id }) => id === target.sceneId)?.startLine;
  if (line !== undefined) await goToLine(document, line);
}

interface SceneItem extends vscode.QuickPickItem {
  /** Null for the line between two acts. */
  readonly scene: SceneView | null;
}

function pickScene(document: vscode.TextDocument, view: ScriptView): void {
  const pick = vscode.window.createQuickPick<SceneItem>();
  const preview = createLinePreview(document);
  pick.title = 'Go to Scene';
  pick.placeholder = 'A scene number or words of its heading';
  pick.matchOnDescription = true;
  pick.items = sceneItems(view);
  const cursor = vscode.window.activeTextEditor?.selection.active.line ?? 0;
  const here = sceneAtLine(view.scenes, cursor + 1);
  pick.activeItems = pick.items.filter(({ scene }) => scene !== null && scene.id === here?.id);

  let chosen = false;
  pick.onDidChangeActive(([item]) => {
    if (item?.scene != null) void preview.show(item.scene.startLine);
  });
  pick.onDidAccept(() => {
    const scene = pick.activeItems[0]?.scene;
    if (scene == null) return;
    chosen = true;
    pick.hide();
    void preview.accept(scene.startLine);
  });
  pick.onDidHide(() => {
    if (!chosen) preview.cancel();
    pick.dispose();
  });
  pick.show();
}

function sceneItems({ scenes, outline }: ScriptView): SceneItem[] {
  let act: number | null = null;
  return scenes.flatMap((scene) => {
    const items: SceneItem[] = [];
    if (scene.act !== null && scene.act !== act) {
      act = scene.act;
      const label = outline?.acts.find(({ number }) => number === act)?.title ?? '';
      items.push({ label, kind: vscode.QuickPickItemKind.Separator, scene: null });
    }
    const place = `page ${scene.page}, ${eighthsText(scene.eighths)}`;
    items.push({ label: `${scene.label}  ${scene.heading}`, description: place, scene });
    return items;
  });
}

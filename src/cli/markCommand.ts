import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MarkParams } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ScriptView } from '../story/analysisResult';
import { counted } from '../story/lengthText';
import type { MarkResult } from '../story/neverSend';
import type { MarkCommand } from './commandLine';
import type { SyncedScript } from './withEngine';

/** Marks what is never to be sent, or takes the mark away. Rejects with `subject-unknown` where there is no such scene. */
export async function markCommand(
  { file, on, target }: MarkCommand,
  { engine, scriptId }: SyncedScript,
): Promise<{ readonly result: MarkResult; readonly text: string }> {
  const { scenes } = await engine.readScript(scriptId);
  const marks = await engine.markNeverSend({ scriptId, on, target: targetOf(target, file, scenes) });
  const labels = new Map(scenes.map(({ id, label }) => [id, label]));
  const neverSend = { ...marks, scenes: marks.sceneIds.map((id) => labels.get(id) ?? BEFORE_THE_FIRST) };
  const result: MarkResult = {
    neverSend: { script: neverSend.script, folders: neverSend.folders, scenes: neverSend.scenes },
  };
  return { result, text: markText(result) };
}

function targetOf(target: MarkCommand['target'], file: string, scenes: ScriptView['scenes']): MarkParams['target'] {
  switch (target.kind) {
    case 'script':
      return { kind: 'script' };
    case 'folder':
      return { kind: 'folder', uri: pathToFileURL(path.dirname(path.resolve(file))).href };
    case 'scene': {
      const wanted = target.scene.toLowerCase();
      const scene = scenes.find(({ id, label }) => id === target.scene || label.toLowerCase() === wanted);
      if (scene === undefined) {
        throw new Failure('subject-unknown', `There is no scene ${target.scene} in this script.`);
      }
      return { kind: 'scene', sceneId: scene.id };
    }
  }
}

/** What stands before the first scene has no label. */
const BEFORE_THE_FIRST = '';

function markText({ neverSend: { script, folders, scenes } }: MarkResult): string {
  const lines = [
    ...(script ? ['The script is marked: nothing of it is ever sent to a model.'] : []),
    ...folders.map((folder) => `Its folder is marked: nothing of any script in ${folder} is ever sent to a model.`),
    ...(scenes.length > 0 ? [`Never sent to a model: ${counted(scenes.length, 'scene')} (${scenes.join(', ')}).`] : []),
  ];
  return `${lines.length === 0 ? 'Nothing of this script is marked: models may be sent it, after asking.' : lines.join('\n')}\n`;
}

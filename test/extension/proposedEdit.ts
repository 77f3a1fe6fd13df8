import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { readScript } from '../../src/screenplay/scriptReading';
import type { EditProposal } from '../../src/story/chatMessage';
import { editProposal } from '../../src/story/editProposal';
import { sceneRows } from './openedScript';

/** A rewrite of a scene of the open script by its label, as a model proposes one. */
export async function proposed(
  room: WritersRoom,
  { document }: vscode.TextEditor,
  label: string,
  rewrite: (scene: string) => string,
): Promise<EditProposal> {
  const row = (await sceneRows(room)).find(({ scene }) => scene.label === label);
  const reading = readScript(document.getText()).scenes.find((scene) => scene.label === label);
  assert.ok(row && reading);
  const { id: sceneId, hash, heading } = row.scene;
  const before = reading.source;
  return editProposal({ sceneId, hash, label, heading, before, note: 'Shorter.', modelCallId: null }, rewrite(before));
}

/** The first line of action changed, and a line added at the end. */
export const twoHunks = (scene: string): string => {
  const lines = scene.trimEnd().split('\n');
  const second = lines.findIndex((line, index) => index > 0 && line.trim() !== '');
  return [
    ...lines.slice(0, second),
    'Somebody else entirely.',
    ...lines.slice(second + 1),
    '',
    'Nobody comes.',
    '',
    '',
  ].join('\n');
};

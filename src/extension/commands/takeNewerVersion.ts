import * as vscode from 'vscode';
import type { ScriptView } from '../../story/analysisResult';
import type { WaitingVersion } from '../../story/scriptDecisions';
import { madeBy } from '../madeBy';
import type { DecidedScript } from './mergeCharacters';
import { pinTarget } from './pinTarget';

/**
 * Shows a newer version that waits, of this row or of those that are picked from, and takes or discards it as the writer
 * says. Rejects with a `Failure`.
 */
export async function takeNewerVersion(
  target: unknown,
  view: ScriptView,
  { connection, scriptId }: DecidedScript,
): Promise<void> {
  const asked = pinTarget(target);
  const { waiting } = await connection.readDecisions(scriptId);
  const meant =
    asked === null ? waiting : waiting.filter(({ kind, subject }) => kind === asked.kind && subject === asked.subject);
  const [only] = meant;
  if (only === undefined) {
    void vscode.window.showInformationMessage('No newer version waits here.');
    return;
  }
  const title = 'Take Newer Version';
  const version =
    meant.length === 1 ? only : (await vscode.window.showQuickPick(items(meant, view), { title }))?.version;
  if (version === undefined) return;
  const detail = version.summaryText === '' ? {} : { detail: version.summaryText };
  const chosen = await vscode.window.showInformationMessage(
    `The newer ${nameOf(version, view)}, ${madeBy(version.method)}`,
    { modal: true, ...detail },
    'Take It',
    'Discard It',
  );
  if (chosen === undefined) return;
  const { kind, subject } = version;
  await connection.settleWaiting({ scriptId, kind, subject, take: chosen === 'Take It' });
}

function items(waiting: readonly WaitingVersion[], view: ScriptView) {
  return waiting.map((version) => ({
    label: nameOf(version, view),
    description: madeBy(version.method),
    detail: version.summaryText.split('\n')[0] ?? '',
    version,
  }));
}

function nameOf({ kind, subject }: WaitingVersion, { scenes }: ScriptView): string {
  if (subject === null) return kind;
  const scene = scenes.find(({ id }) => id === subject);
  return `${kind} of ${scene === undefined ? subject : `${scene.label}  ${scene.heading}`}`;
}

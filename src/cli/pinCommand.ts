import { pinText } from '../story/pinText';
import type { PinResult } from '../story/scriptDecisions';
import type { PinCommand } from './commandLine';
import { subjectNames } from './subjectNames';
import type { SyncedScript } from './withEngine';

/** Sets or removes a pin. Rejects with a `Failure` where nothing is made of the subject. */
export async function pinCommand(
  { artifact: kind, subject, pinned }: PinCommand,
  { engine, scriptId }: SyncedScript,
): Promise<{ readonly result: PinResult; readonly text: string }> {
  const result = await engine.setPin({ scriptId, kind, subject, pinned });
  const nameOf = subjectNames(await engine.readScript(scriptId));
  const what = result.subject === null ? `The ${kind}` : `The ${kind} of ${nameOf(result.subject)}`;
  const text = pinned
    ? `${what} is pinned: ${pinText(kind, true)}\n`
    : `${what} is no longer pinned${pinText(kind, false)}\n`;
  return { result, text };
}

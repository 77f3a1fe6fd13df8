import type { Command } from './commandLine';
import { commandModels } from './commandModels';
import { EXIT, type Outcome } from './outcome';
import { engineSession, readScript, type Session } from './session';
import { statusText } from './statusText';
import { untilAborted } from './untilAborted';
import { withScript } from './withEngine';

/** `status FILE`: what is there, what is behind and why, and what a refresh would cost; sends nothing of the script. */
export async function status(
  { file, models }: Extract<Command, { kind: 'status' }>,
  session: Session,
): Promise<Outcome> {
  const script = await readScript(file, session);
  return withScript(script, engineSession(session), async ({ engine, scriptId }) => {
    if (models !== null) engine.onModelRequests(commandModels(models, session.progress));
    const [result, { scenes, threads, relationships }, decisions] = await untilAborted(
      session.signal,
      Promise.all([
        engine.readStatus(scriptId, models?.choice),
        engine.readScript(scriptId),
        engine.readDecisions(scriptId),
      ]),
    );
    const names = new Map([
      ...scenes.map(({ id, label }) => [id, label] as const),
      ...threads.map(({ id, name }) => [id, name] as const),
      ...relationships.map(({ id, description }) => [id, description] as const),
    ]);
    const text = statusText(result, (subject) => names.get(subject) ?? subject, decisions);
    return { result, text, exitCode: EXIT.done };
  });
}

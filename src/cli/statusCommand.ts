import type { ScriptView } from '../story/analysisResult';
import type { Command } from './commandLine';
import { commandModels } from './commandModels';
import { EXIT, type Outcome } from './outcome';
import { engineSession, readScript, type Session } from './session';
import { statusText, type EmptySet } from './statusText';
import { subjectNames } from './subjectNames';
import { untilAborted } from './untilAborted';
import { withScript } from './withEngine';

/** `status FILE`: what is there, what is behind and why, and what a refresh would cost; sends nothing of the script. */
export async function status(
  { file, models }: Extract<Command, { kind: 'status' }>,
  session: Session,
): Promise<Outcome> {
  const { signal } = session;
  const script = await readScript(file, session);
  return withScript(script, engineSession(session), async ({ engine, scriptId }) => {
    if (models !== null) engine.onModelRequests(commandModels(models, session.progress));
    const [result, view, decisions] = await untilAborted(
      signal,
      Promise.all([
        engine.readStatus(scriptId, models?.choice, { signal }),
        engine.readScript(scriptId),
        engine.readDecisions(scriptId),
      ]),
    );
    const text = statusText(result, subjectNames(view), decisions, emptySets(view));
    return { result, text, exitCode: EXIT.done };
  });
}

function emptySets({ threads, threadsBehind, relationships, relationshipsBehind }: ScriptView): EmptySet[] {
  const sets = [
    { kind: 'thread', rows: threads, reasons: threadsBehind },
    { kind: 'relationship', rows: relationships, reasons: relationshipsBehind },
  ] as const;
  return sets.filter(({ rows, reasons }) => rows.length === 0 && reasons.length > 0);
}

import type { AliasResult } from '../story/scriptDecisions';
import type { AliasCommand } from './commandLine';
import type { SyncedScript } from './withEngine';

/** Stores the decision about two names: everybody in the script afterwards, for machines and in words. Rejects with a `Failure`. */
export async function aliasCommand(
  { name, decision, other }: AliasCommand,
  { engine, scriptId }: SyncedScript,
): Promise<{ readonly result: AliasResult; readonly text: string }> {
  const result = await engine.decideAlias({ scriptId, name, decision, other });
  return { result, text: aliasText(result) };
}

function aliasText({ characters }: AliasResult): string {
  const lines = characters.map(({ name, aliases }) =>
    aliases.length === 0 ? `  ${name}` : `  ${name}, also ${aliases.join(', ')}`,
  );
  return `Characters, most words first:\n${lines.join('\n')}\n`;
}

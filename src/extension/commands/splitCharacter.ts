import * as vscode from 'vscode';
import type { ScriptDecisions } from '../../story/scriptDecisions';
import type { DecidedScript } from './mergeCharacters';
import { namesTarget } from './namesTarget';
import { withoutLinks } from '../withoutLinks';

/**
 * Takes two names apart for good, merged or only suggested: of a row that suggests a pair at once, else a name is picked,
 * of a character's row among theirs. Rejects with a `Failure`.
 */
export async function splitCharacter(target: unknown, { connection, scriptId }: DecidedScript): Promise<void> {
  const { alias, name } = namesTarget(target);
  const pair =
    alias !== undefined && name !== undefined
      ? { alias, name }
      : await pick(alias ?? null, await connection.readDecisions(scriptId));
  if (pair === null) return;
  await connection.decideAlias({ scriptId, name: pair.alias, decision: 'split', other: pair.name });
  vscode.window.setStatusBarMessage(`${pair.alias} and ${pair.name} are two people.`, 8_000);
}

async function pick(
  only: string | null,
  { characters, suggestions }: ScriptDecisions,
): Promise<{ readonly alias: string; readonly name: string } | null> {
  const merged = characters
    .filter(({ name }) => only === null || name === only)
    .flatMap(({ name, aliases }) => aliases.map((alias) => ({ label: alias, description: `is ${name}`, alias, name })));
  const asked = suggestions
    .filter(({ alias, name }) => only === null || alias === only || name === only)
    .map(({ alias, name }) => ({ label: alias, description: `is not ${name}: do not ask again`, alias, name }));
  const items = [...merged, ...asked];
  if (items.length === 0) {
    const who = only === null ? 'Nobody here goes' : `${only} does not go`;
    void vscode.window.showInformationMessage(
      withoutLinks(`${who} by another name. Merge Characters… makes one of two.`),
    );
    return null;
  }
  const title = 'Split Character';
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'The name to take out' })) ?? null;
}

import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';
import type { OpenSuggestion, ScriptDecisions } from '../../story/scriptDecisions';
import { namesTarget } from './namesTarget';
import { withoutLinks } from '../withoutLinks';

/** A script as the engine knows it, for what the writer decides about it. */
export interface DecidedScript {
  readonly connection: EngineConnection;
  readonly scriptId: string;
}

/**
 * Makes two characters one: of a row that suggests it at once, of a character into one that is picked, else both are picked,
 * what the page suggests first. Offers to undo it. Rejects with a `Failure`.
 */
export async function mergeCharacters(target: unknown, { connection, scriptId }: DecidedScript): Promise<void> {
  const decisions = await connection.readDecisions(scriptId);
  const pair = await pairOf(namesTarget(target), decisions);
  if (pair === null) return;
  const { alias, name } = pair;
  await connection.decideAlias({ scriptId, name: alias, decision: 'merge', other: name });
  const undo = 'Undo';
  // Nobody waits for the message: the command has ended.
  void vscode.window.showInformationMessage(withoutLinks(`${alias} is ${name} now.`), undo).then(async (chosen) => {
    if (chosen !== undefined) await vscode.commands.executeCommand('writersroom.splitCharacter', { alias, name });
  });
}

type Pair = Pick<OpenSuggestion, 'alias' | 'name'>;

interface PairItem extends vscode.QuickPickItem {
  /** Null: a name alone, whose other one is still to be picked. */
  readonly pair: Pair | null;
}

async function pairOf(target: Partial<Pair>, { characters, suggestions }: ScriptDecisions): Promise<Pair | null> {
  if (target.alias !== undefined && target.name !== undefined) return { alias: target.alias, name: target.name };
  if (characters.length < 2) {
    void vscode.window.showInformationMessage('There are no two characters here to merge.');
    return null;
  }
  let alias = target.alias;
  if (alias === undefined) {
    const asked = suggestions.map((pair): PairItem => ({ label: `${pair.alias} is ${pair.name}`, pair }));
    const heading = { label: 'By name', kind: vscode.QuickPickItemKind.Separator, pair: null };
    const names = characters.map(({ name, aliases }): PairItem => ({ label: name, ...also(aliases), pair: null }));
    const items = asked.length === 0 ? names : [...asked, heading, ...names];
    const chosen = await vscode.window.showQuickPick(items, {
      title: 'Merge Characters',
      placeHolder: 'The name that is another name of somebody',
    });
    if (chosen === undefined) return null;
    if (chosen.pair !== null) return chosen.pair;
    alias = chosen.label;
  }
  const others = characters.filter(({ name }) => name !== alias);
  const into = await vscode.window.showQuickPick(
    others.map(({ name, aliases }) => ({ label: name, ...also(aliases) })),
    { title: 'Merge Characters', placeHolder: `Who is ${alias}?` },
  );
  return into === undefined ? null : { alias, name: into.label };
}

function also(aliases: readonly string[]): { readonly description?: string } {
  return aliases.length === 0 ? {} : { description: `also ${aliases.join(', ')}` };
}

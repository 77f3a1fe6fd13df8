import * as vscode from 'vscode';
import type { ScriptView } from '../../story/analysisResult';
import { counted } from '../../story/lengthText';
import type { Analysis } from '../analysis';
import { namesTarget } from './namesTarget';

/**
 * Makes the sheet of a character who has none, with the cards that it reads: of the row it is called on, or of whom the
 * writer chooses. Never rejects.
 */
export async function makeSheet(
  target: unknown,
  document: vscode.TextDocument,
  { characters }: ScriptView,
  analysis: Analysis,
): Promise<void> {
  const name = namesTarget(target).alias ?? (await choose(characters.filter(({ sheet }) => sheet === null)));
  if (name !== undefined) await analysis.run(document, ['sheet'], [name]);
}

async function choose(characters: ScriptView['characters']): Promise<string | undefined> {
  if (characters.length === 0) {
    void vscode.window.showInformationMessage('Everybody in this script has a sheet.');
    return undefined;
  }
  const rows = characters.map(({ name, sceneIndices, speeches }) => ({
    label: name,
    description: `${counted(sceneIndices.length, 'scene')} · ${counted(speeches, 'speech', 'speeches')}`,
  }));
  const options = {
    title: 'Make Character Sheet',
    placeHolder: 'Whose sheet to make. Those who have one are not listed.',
  };
  return (await vscode.window.showQuickPick(rows, options))?.label;
}

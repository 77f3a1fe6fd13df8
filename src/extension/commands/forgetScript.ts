import * as vscode from 'vscode';
import type { Analysis } from '../analysis';
import { counted } from '../../story/lengthText';
import type { ScriptDocuments } from '../scriptDocuments';
import { scriptName } from '../scriptName';
import type { ScriptView } from '../../story/analysisResult';
import { withoutLinks } from '../withoutLinks';

/** Deletes what is stored about a script, after the writer has read what that is and agreed. Rejects with a `Failure`. */
export async function forgetScript(
  document: vscode.TextDocument,
  view: ScriptView | null,
  { documents, analysis }: { readonly documents: ScriptDocuments; readonly analysis: Analysis },
): Promise<void> {
  const name = scriptName(document);
  if (analysis.running(document) !== null) {
    void vscode.window.showInformationMessage(
      withoutLinks(`${name} is being analyzed. Stop that first, then forget it.`),
    );
    return;
  }
  const detail =
    `This deletes ${view === null ? 'everything stored about it' : storedText(view)} from this machine, in the backups too. ` +
    'The screenplay itself is not touched. It cannot be undone.';
  const chosen = await vscode.window.showWarningMessage(`Forget ${name}?`, { modal: true, detail }, 'Forget');
  if (chosen !== 'Forget') return;
  const stillIn = await documents.forget(document);
  vscode.window.setStatusBarMessage(`What was known of ${name} is deleted.`, 8_000);
  if (stillIn.length === 0) return;
  const places = new Intl.ListFormat('en', { type: 'conjunction' }).format(stillIn);
  const sentence = `What was known of ${name} may still be in ${places}: delete that if you do not need it.`;
  const button = 'Show in Folder';
  const asked = await vscode.window.showWarningMessage(withoutLinks(sentence), button);
  if (asked === button) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(stillIn[0] ?? ''));
}

/** What is stored about a script, in words: `the text of 40 scenes, 40 scene cards, the outline and 6 characters`. */
function storedText({ scenes, outline, characters, threads, relationships }: ScriptView): string {
  const cards = scenes.filter(({ card }) => card !== null).length;
  const sheets = characters.filter(({ sheet }) => sheet !== null).length;
  const parts = [
    `the stored text of ${counted(scenes.length, 'scene')}`,
    ...(cards > 0 ? [counted(cards, 'scene card')] : []),
    ...(outline === null ? [] : ['the outline']),
    ...(sheets > 0 ? [counted(sheets, 'character sheet')] : []),
    ...(threads.length > 0 ? [counted(threads.length, 'plot thread')] : []),
    ...(relationships.length > 0 ? [counted(relationships.length, 'setup or echo', 'setups and echoes')] : []),
    'its chats',
    'its Never Send marks',
  ];
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
}

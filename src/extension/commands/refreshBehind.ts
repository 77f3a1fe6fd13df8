import * as vscode from 'vscode';
import type { Analysis } from '../analysis';
import { kindsToRefresh } from '../kindsToRefresh';
import type { ScriptDocuments } from '../scriptDocuments';
import { scriptName } from '../scriptName';
import type { StoryEngine } from '../storyEngine';

/** Makes again what is behind, and nothing of a kind the writer never asked for. Rejects with a `Failure`. */
export async function refreshBehind(
  document: vscode.TextDocument,
  { engine, documents, analysis }: { engine: StoryEngine; documents: ScriptDocuments; analysis: Analysis },
): Promise<void> {
  if (engine.state.kind === 'failed') await engine.startAgain();
  const { scriptId } = await documents.flush(document);
  const kinds = kindsToRefresh(await (await engine.connect()).readStatus(scriptId));
  if (kinds.size > 0) await analysis.run(document, [...kinds]);
  else vscode.window.setStatusBarMessage(`Nothing of ${scriptName(document)} is behind.`, 8_000);
}

import * as vscode from 'vscode';
import type { Analysis } from '../analysis';
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
  const status = await (await engine.connect()).readStatus(scriptId);
  const behind = new Set(status.artifacts.filter(({ stale }) => stale).map(({ kind }) => kind));
  if (behind.size > 0) await analysis.run(document, [...behind]);
  else vscode.window.setStatusBarMessage(`Nothing of ${scriptName(document)} is behind.`, 8_000);
}

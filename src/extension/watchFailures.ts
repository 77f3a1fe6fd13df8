import * as vscode from 'vscode';
import type { Notices } from './notices';
import type { ScriptDocuments } from './scriptDocuments';
import type { StoryEngine } from './storyEngine';
import { tabOf } from './tabOf';

/**
 * Tells the writer, once, that there is no engine or that a script could not be stored; the latter again only after it
 * could be stored in between.
 */
export function watchFailures(engine: StoryEngine, documents: ScriptDocuments, notices: Notices): vscode.Disposable {
  const unstored = new Map<vscode.TextDocument, string>();
  return vscode.Disposable.from(
    engine.onDidChangeState((state) => {
      if (state.kind === 'failed') notices.failed(state.failure, () => void engine.startAgain());
    }),
    documents.onDidFail(({ document, failure }) => {
      // VS Code may keep a document for minutes after the writer has closed it: nobody waits for that.
      if (engine.state.kind === 'failed' || tabOf(document) === undefined) return;
      if (unstored.get(document) === failure.code) return;
      unstored.set(document, failure.code);
      notices.failed(failure, () => documents.syncSoon(document));
    }),
    documents.onDidSync(({ document }) => void unstored.delete(document)),
    documents.onDidClose((document) => void unstored.delete(document)),
  );
}

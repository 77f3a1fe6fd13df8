import * as vscode from 'vscode';
import type { EngineConnection } from '../../client/engineConnection';
import { ledgerText } from './ledgerText';

/** Shows what of a script was sent to models, as a document that can be read, searched and copied, and not written. */
export interface LedgerDocuments {
  /** As it is now. Rejects with a `Failure`. */
  show(connection: EngineConnection, scriptId: string): Promise<void>;
  dispose(): void;
}

const SCHEME = 'writersroom-ledger';

export function createLedgerDocuments(): LedgerDocuments {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registered = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void texts.delete(uri.toString())),
  );
  return {
    show: async (connection, scriptId) => {
      const ledger = await connection.readLedger(scriptId);
      const name = ledger.title.replace(/[\\/\s]+/gu, ' ').trim();
      const uri = vscode.Uri.from({ scheme: SCHEME, path: `/AI ledger of ${name}.md`, query: scriptId });
      texts.set(uri.toString(), ledgerText(ledger));
      changed.fire(uri);
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document, { preview: false });
    },
    dispose: () => registered.dispose(),
  };
}

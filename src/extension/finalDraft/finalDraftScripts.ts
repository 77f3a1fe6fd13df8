import * as path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../protocol/failure';
import { decodeText } from '../../screenplay/decodeText';
import { readFdx } from '../../screenplay/fdx/readFdx';
import { RENDERING_SCHEME, renderingUri, scriptFile } from './renderingUri';

/** Final Draft files as read-only Fountain documents, which follow their files. */
export interface FinalDraftScripts {
  /** Opens the rendering of a Final Draft file in an editor. */
  show(file: vscode.Uri, options?: vscode.TextDocumentShowOptions): Promise<vscode.TextEditor>;
  /** Why this document shows a sentence in place of a script; null where it shows one, or is no rendering. */
  failureOf(document: vscode.TextDocument): Failure | null;
  dispose(): void;
}

/** A file that could not be rendered, and the sentence that is shown instead. */
interface Shown {
  readonly failure: Failure;
  readonly text: string;
}

export function createFinalDraftScripts(): FinalDraftScripts {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const failures = new Map<string, Shown>();
  const watchers = new Map<string, vscode.Disposable>();

  const watch = (uri: vscode.Uri): void => {
    const key = uri.toString();
    if (watchers.has(key)) return;
    const file = scriptFile(uri);
    const folder = vscode.Uri.joinPath(file, '..');
    // A name is a pattern: what means something in one is put between brackets.
    const pattern = path.posix.basename(file.path).replace(/[[\]{}*?!]/gu, '[$&]');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
    const tell = (): void => changed.fire(uri);
    watchers.set(
      key,
      vscode.Disposable.from(watcher, watcher.onDidChange(tell), watcher.onDidCreate(tell), watcher.onDidDelete(tell)),
    );
  };

  const render = async (uri: vscode.Uri): Promise<string> => {
    watch(uri);
    const key = uri.toString();
    try {
      return await renderingOf(scriptFile(uri));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const text = `${error.message}\n`;
      // It stays known when the file is well again: the document may still show it for a moment.
      failures.set(key, { failure: error, text });
      return text;
    }
  };

  const disposables = vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(RENDERING_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: render,
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      const key = uri.toString();
      watchers.get(key)?.dispose();
      watchers.delete(key);
      failures.delete(key);
    }),
  );

  return {
    show: async (file, options = {}) => {
      const document = await vscode.workspace.openTextDocument(renderingUri(file));
      return vscode.window.showTextDocument(document, options);
    },
    failureOf: (document) => {
      const shown = failures.get(document.uri.toString());
      return shown?.text === document.getText() ? shown.failure : null;
    },
    dispose: () => {
      for (const watcher of watchers.values()) watcher.dispose();
      disposables.dispose();
    },
  };
}

/** The Fountain text of a Final Draft file. Rejects with a `Failure` where there is none. */
async function renderingOf(file: vscode.Uri): Promise<string> {
  const name = path.posix.basename(file.path);
  const bytes = await vscode.workspace.fs.readFile(file).then(
    (read) => read,
    () => {
      throw new Failure('file-missing', `${name} cannot be read: it is no longer there, or may not be opened.`);
    },
  );
  const { text } = decodeText(bytes);
  if (text.trim() === '') return '';
  const reading = readFdx(text);
  if (reading.kind === 'script') return reading.text;
  throw new Failure(reading.line === null ? 'format-unknown' : 'file-damaged', reading.message);
}

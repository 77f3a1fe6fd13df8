import * as vscode from 'vscode';
import { isScreenplay } from './isScreenplay';
import { savedText } from './savedText';
import { tabOf } from './tabOf';

/** One script as two documents, one after the other. */
export interface MovedScript {
  readonly from: vscode.TextDocument;
  readonly to: vscode.TextDocument;
}

/** Finds out which closed document goes on under another name: VS Code closes what is renamed before it opens it again. */
export interface DocumentMoves {
  /** The document of a script was closed: whether it goes on is told at once, or once it is known. */
  closed(document: vscode.TextDocument): void;
  /** The document of a script was opened. */
  opened(document: vscode.TextDocument): void;
  dispose(): void;
}

export interface DocumentMovesOptions {
  /** The uris of the scripts that are open. */
  readonly open: () => Iterable<string>;
  readonly onMoved: (moved: MovedScript) => void;
  /** It does not go on. */
  readonly onClosed: (document: vscode.TextDocument) => void;
}

export function followDocumentMoves({ open, onMoved, onClosed }: DocumentMovesOptions): DocumentMoves {
  /** What open scripts are going to be called, as the editor said before it renames a file or a folder; by uri. */
  const names = new Map<string, string>();
  /** Closed while the tab was still there: not the writer closed it, but another tab takes its place. By uri. */
  const replaced = new Map<string, vscode.TextDocument>();
  /** The tab that was opened last since. */
  let successor: string | null = null;
  /** What was closed and is to be opened under these uris. */
  const coming = new Map<string, vscode.TextDocument>();

  const noteRename = ({ oldUri, newUri }: Renaming): void => {
    const [from, to] = [oldUri.toString(), newUri.toString()];
    for (const uri of open()) if (isWithin(from, uri)) names.set(uri, `${to}${uri.slice(from.length)}`);
  };
  /** What has not come back under its new name is closed. */
  const endRename = ({ oldUri, newUri }: Renaming): void => {
    for (const uri of [...names.keys()]) if (isWithin(oldUri.toString(), uri)) names.delete(uri);
    for (const uri of [...coming.keys()]) if (isWithin(newUri.toString(), uri)) giveUp(coming, uri);
  };
  const noteTabs = ({ opened, closed }: vscode.TabChangeEvent): void => {
    if (replaced.size === 0) return;
    successor = opened.map(uriOfTab).findLast((uri) => uri !== null) ?? successor;
    for (const uri of closed.map(uriOfTab)) {
      const document = uri === null ? undefined : replaced.get(uri);
      if (uri === null || document === undefined) continue;
      if (successor === null || isOpen(successor)) giveUp(replaced, uri);
      else {
        replaced.delete(uri);
        coming.set(successor, document);
      }
    }
    if (replaced.size === 0) successor = null;
  };
  const giveUp = (waiting: Map<string, vscode.TextDocument>, uri: string): void => {
    const document = waiting.get(uri);
    waiting.delete(uri);
    if (document !== undefined) onClosed(document);
  };

  const disposables = vscode.Disposable.from(
    vscode.workspace.onWillRenameFiles(({ files }) => files.forEach(noteRename)),
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(endRename)),
    vscode.window.tabGroups.onDidChangeTabs(noteTabs),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isScreenplay(document)) return;
      for (const waiting of [coming, replaced]) giveUp(waiting, document.uri.toString());
    }),
  );
  return {
    closed: (document) => {
      const uri = document.uri.toString();
      const name = names.get(uri);
      names.delete(uri);
      if (name !== undefined) coming.set(name, document);
      else if (document.uri.scheme === 'file' && tabOf(document) !== undefined) replaced.set(uri, document);
      else onClosed(document);
    },
    opened: (document) => {
      const uri = document.uri.toString();
      const before = coming.get(uri) ?? replaced.get(uri);
      coming.delete(uri);
      replaced.delete(uri);
      if (before === undefined) return;
      // A tab may also be taken by another file.
      if (savedText(before) === savedText(document)) onMoved({ from: before, to: document });
      onClosed(before);
    },
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** A file or a folder that is renamed. */
type Renaming = vscode.FileRenameEvent['files'][number];

/** Whether a uri is that of the file or folder, or of something in the folder. */
function isWithin(folder: string, uri: string): boolean {
  return uri === folder || uri.startsWith(`${folder}/`);
}

function isOpen(uri: string): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri);
}

function uriOfTab({ input }: vscode.Tab): string | null {
  return input instanceof vscode.TabInputText ? input.uri.toString() : null;
}

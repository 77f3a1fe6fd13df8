import * as vscode from 'vscode';
import { Failure } from '../protocol/failure';
import { asFailure } from './asFailure';
import { RENDERING_SCHEME } from './finalDraft/renderingUri';
import { followDocumentMoves, type MovedScript } from './documentMoves';
import { isScreenplay } from './isScreenplay';
import { savedText } from './savedText';
import { scriptAddress } from './scriptAddress';
import { createScriptSync, type Buffer, type ScriptSync, type SyncedScript } from './scriptSync';
import { scriptName } from './scriptName';
import type { Settings } from './settings';
import type { StoryEngine } from './storyEngine';

/** The open screenplays, kept stored as they are in the editor. */
export interface ScriptDocuments {
  /** In the order in which they were opened. */
  readonly open: readonly vscode.TextDocument[];
  readonly onDidOpen: vscode.Event<vscode.TextDocument>;
  readonly onDidClose: vscode.Event<vscode.TextDocument>;
  /** A script goes on as another document, under a new name or as the file it was saved as; told before the first is closed. */
  readonly onDidMove: vscode.Event<MovedScript>;
  /** The text is stored as it stood at that moment; also fired where it had not changed. */
  readonly onDidSync: vscode.Event<{ readonly document: vscode.TextDocument; readonly synced: SyncedScript }>;
  /** The text could not be stored. */
  readonly onDidFail: vscode.Event<{ readonly document: vscode.TextDocument; readonly failure: Failure }>;
  /** The script was forgotten, here or in another window. */
  readonly onDidForget: vscode.Event<vscode.TextDocument>;
  /** Whether the writer has had this open script forgotten: it is not stored again until asked for or opened again. */
  isForgotten(document: vscode.TextDocument): boolean;
  /** Stores the text as it stands now, unsaved changes too, and a forgotten script again. Rejects with a `Failure`. */
  flush(document: vscode.TextDocument): Promise<SyncedScript>;
  /** Stores the text as soon as the engine has time, as after a change; nothing where the script was closed. */
  syncSoon(document: vscode.TextDocument): void;
  /** Deletes everything stored about the script; returns the paths that may still hold it. Rejects with a `Failure`. */
  forget(document: vscode.TextDocument): Promise<readonly string[]>;
  dispose(): void;
}

interface OpenScript {
  readonly document: vscode.TextDocument;
  readonly sync: ScriptSync;
  timer: NodeJS.Timeout | null;
  forgotten: boolean;
}

/**
 * @param settings as they are now, read at every change
 * @param failureOf why a document shows something else than its script, which then is not stored; null where it shows it
 */
export function createScriptDocuments(
  engine: StoryEngine,
  settings: () => Settings,
  failureOf: (document: vscode.TextDocument) => Failure | null,
): ScriptDocuments {
  const opened = new vscode.EventEmitter<vscode.TextDocument>();
  const closed = new vscode.EventEmitter<vscode.TextDocument>();
  const moved = new vscode.EventEmitter<MovedScript>();
  const synced = new vscode.EventEmitter<{ document: vscode.TextDocument; synced: SyncedScript }>();
  const failed = new vscode.EventEmitter<{ document: vscode.TextDocument; failure: Failure }>();
  const forgotten = new vscode.EventEmitter<vscode.TextDocument>();
  const scripts = new Map<string, OpenScript>();
  // A buffer that is closed and opened again keeps its line of requests: the close goes out before the new text.
  const syncs = new Map<string, ScriptSync>();

  const syncOf = (document: vscode.TextDocument): ScriptSync => {
    const uri = document.uri.toString();
    const existing = syncs.get(uri);
    if (existing !== undefined) return existing;
    const sync = createScriptSync({
      uri: scriptAddress(document.uri),
      format: document.uri.scheme === RENDERING_SCHEME ? 'fdx' : 'fountain',
      name: scriptName(document),
      read: () => bufferAt(uri),
      thresholds: () => settings().refresh.thresholds,
      connect: () => engine.connect(),
    });
    syncs.set(uri, sync);
    return sync;
  };
  const bufferAt = (uri: string): Buffer | null => {
    const document = scripts.get(uri)?.document;
    if (document === undefined) return null;
    return { version: document.version, text: document.getText(), unsaved: document.isDirty };
  };

  const open = (document: vscode.TextDocument): void => {
    const uri = document.uri.toString();
    if (!isScreenplay(document) || scripts.has(uri)) return;
    const script: OpenScript = { document, sync: syncOf(document), timer: null, forgotten: false };
    scripts.set(uri, script);
    noteSavedAs(document);
    opened.fire(document);
    moves.opened(document);
    syncAfter(script, 0);
  };

  const moves = followDocumentMoves({
    open: () => scripts.keys(),
    onMoved: (script) => moved.fire(script),
    onClosed: (document) => closed.fire(document),
  });

  // VS Code empties a buffer that was saved as a file before it closes it, and says nothing of the one becoming the other.
  const savedAs = new Map<string, vscode.TextDocument>();
  const noteSavedAs = (document: vscode.TextDocument): void => {
    if (document.uri.scheme !== 'file') return;
    const text = savedText(document);
    // What becomes a file is opened before it.
    for (const { document: other } of scripts.values()) {
      if (other === document) return;
      const isSame = other.uri.scheme === 'untitled' && text !== '' && savedText(other) === text;
      if (isSame) savedAs.set(other.uri.toString(), document);
    }
  };

  const close = (document: vscode.TextDocument): void => {
    const uri = document.uri.toString();
    const script = scripts.get(uri);
    if (script === undefined) return;
    if (script.timer !== null) clearTimeout(script.timer);
    scripts.delete(uri);
    const running = engine.state.kind === 'running' ? engine.state.connection : null;
    // The editor gives the name of an unsaved script to the next one: what was known of this one is not that one's.
    const forget = document.uri.scheme === 'untitled' && running !== null;
    const file = savedAs.get(uri);
    savedAs.delete(uri);
    // What the engine keeps of a buffer that is gone does no harm; it goes with the connection.
    if (file !== undefined && !file.isClosed && !script.forgotten) {
      script.sync.moveTo(scriptAddress(file.uri), running).catch(() => undefined);
      moved.fire({ from: document, to: file });
      closed.fire(document);
      return;
    }
    script.sync.close({ forget, running }).catch(() => undefined);
    if (script.forgotten) closed.fire(document);
    else moves.closed(document);
  };

  const syncAfter = (script: OpenScript, ms: number): void => {
    if (script.timer !== null) clearTimeout(script.timer);
    script.timer = setTimeout(() => {
      script.timer = null;
      void store(script).catch(() => undefined);
    }, ms);
  };

  const store = async (script: OpenScript): Promise<SyncedScript> => {
    const { document } = script;
    try {
      const unreadable = failureOf(document);
      if (unreadable !== null) throw unreadable;
      const result = await script.sync.flush();
      if (isOpen(script)) synced.fire({ document, synced: result });
      return result;
    } catch (error) {
      const failure = asFailure(error);
      if (isOpen(script)) failed.fire({ document, failure });
      throw failure;
    }
  };
  /** It is not stored until the writer asks for it. */
  const setForgotten = (script: OpenScript): void => {
    if (script.timer !== null) clearTimeout(script.timer);
    script.timer = null;
    script.forgotten = true;
  };
  const isOpen = (script: OpenScript): boolean => scripts.get(script.document.uri.toString()) === script;

  const disposables = vscode.Disposable.from(
    opened,
    closed,
    moved,
    moves,
    synced,
    failed,
    forgotten,
    vscode.workspace.onDidOpenTextDocument(open),
    vscode.workspace.onDidCloseTextDocument(close),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (scripts.has(document.uri.toString())) noteSavedAs(document);
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const script = scripts.get(document.uri.toString());
      if (script === undefined || script.forgotten || contentChanges.length === 0) return;
      syncAfter(script, settings().syncDelayMs);
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('writersroom.refresh')) return;
      for (const script of scripts.values()) if (!script.forgotten) syncAfter(script, settings().syncDelayMs);
    }),
    engine.onDidChangeScript(({ scriptId, uri, forgotten: isForgotten }) => {
      const script = [...scripts.values()].find(({ document }) => scriptAddress(document.uri) === uri);
      if (script === undefined || script.forgotten) return;
      if (!isForgotten) {
        if (script.sync.followId(scriptId)) syncAfter(script, 0);
        return;
      }
      setForgotten(script);
      // What was sent is not there any more: next time it is all sent again.
      script.sync.close({ forget: false, running: null }).catch(() => undefined);
      forgotten.fire(script.document);
    }),
    engine.onDidChangeState(({ kind }) => {
      if (kind !== 'running') return;
      for (const script of scripts.values()) if (!script.forgotten && script.timer === null) syncAfter(script, 0);
    }),
  );

  vscode.workspace.textDocuments.forEach(open);

  const scriptOf = (document: vscode.TextDocument): OpenScript => {
    if (document.isClosed) throw new Failure('script-unknown', 'This script was closed. Open it again.');
    open(document);
    const script = scripts.get(document.uri.toString());
    if (script === undefined) throw new Error(`Not an open screenplay: ${document.uri.toString()}`);
    return script;
  };

  return {
    get open() {
      return [...scripts.values()].map(({ document }) => document);
    },
    onDidOpen: opened.event,
    onDidClose: closed.event,
    onDidMove: moved.event,
    onDidSync: synced.event,
    onDidFail: failed.event,
    onDidForget: forgotten.event,
    isForgotten: (document) => scripts.get(document.uri.toString())?.forgotten ?? false,
    flush: (document) => {
      const script = scriptOf(document);
      script.forgotten = false;
      if (script.timer !== null) clearTimeout(script.timer);
      script.timer = null;
      return store(script);
    },
    syncSoon: (document) => {
      if (document.isClosed) return;
      const script = scriptOf(document);
      if (!script.forgotten) syncAfter(script, 0);
    },
    forget: async (document) => {
      const script = scriptOf(document);
      setForgotten(script);
      try {
        const stillIn = await script.sync.close({ forget: true, running: null });
        forgotten.fire(document);
        return stillIn;
      } catch (error) {
        script.forgotten = false;
        throw asFailure(error);
      }
    },
    dispose: () => {
      for (const { timer } of scripts.values()) if (timer !== null) clearTimeout(timer);
      disposables.dispose();
    },
  };
}

import * as vscode from 'vscode';
import type { FromChatPanel, ToChatPanel } from '../../protocol/chatPanelContract';
import type { SceneView, ScriptView } from '../../story/analysisResult';
import type { ActiveScriptFollower } from '../activeScript';
import { sceneAtLine } from '../sceneAtLine';
import type { ScriptDocuments } from '../scriptDocuments';
import { scriptName } from '../scriptName';
import type { StoryEngine } from '../storyEngine';
import { registerChatPage } from './chatPage';
import { chatSnapshot, type ShownScript } from './chatSnapshot';
import { createDocumentText, type DocumentText } from './documentText';
import { openCitation } from './openCitation';
import { createTalks } from './talks';

/** The view's id in `package.json`. */
export const CHAT_VIEW_ID = 'writersroom.chat';

/** The chat panel: asks the engine for the writer and shows the newest state. There is one a window. */
export interface ChatPanel {
  /** Shows the panel with the cursor in the question. */
  open(): Promise<void>;
  /** Begins a conversation without what was said before; that one stays stored. */
  newTopic(): Promise<void>;
  /** Shows the panel with a scene named in the question; null: the scene the cursor is in, if it is in one. */
  askAboutScene(sceneId: string | null): Promise<void>;
  dispose(): void;
}

export interface ChatPanelOptions {
  /** Of the built page: `webview.js` and `webview.css`. */
  readonly pageFolder: vscode.Uri;
  readonly engine: StoryEngine;
  readonly documents: ScriptDocuments;
  readonly active: ActiveScriptFollower;
  readonly openSample: () => Promise<unknown>;
  readonly log: vscode.LogOutputChannel;
}

/** Registers the panel. Nothing is asked of the engine before the view is shown for the first time. */
export function createChatPanel(options: ChatPanelOptions): ChatPanel {
  const { pageFolder, engine, documents, active, openSample, log } = options;
  const textOf = createTextReader();
  /** The document of each script that was shown. */
  const shownDocuments = new Map<string, vscode.TextDocument>();
  /** The snapshot that the page shows. */
  let shown = '';
  /** What the next page is told when it listens. */
  let awaited: ToChatPanel | null = null;

  const talks = createTalks({
    connect: async (scriptId) => {
      const document = shownDocuments.get(scriptId);
      if (document !== undefined && !document.isClosed) await documents.flush(document);
      return engine.connect();
    },
    onChange: () => show(),
    onFailure: (error) => log.error(`Chat: ${String(error)}`),
  });

  const show = (): void => {
    if (!page.listening) return;
    const snapshot = chatSnapshot(shownScript());
    const written = JSON.stringify(snapshot);
    if (written === shown) return;
    shown = written;
    page.send(snapshot);
  };
  const shownScript = (): ShownScript => {
    const script = active.current;
    if (script.kind === 'none' || script.kind === 'forgotten') return { kind: script.kind };
    const { document } = script;
    const key = document.uri.toString();
    const known = knownScript(active);
    if (known !== null) {
      const { view } = known;
      shownDocuments.set(view.script.id, document);
      return { kind: 'ready', key, view, document: textOf(document), talk: talks.of(view.script.id) };
    }
    const title = scriptName(document);
    return script.kind === 'failed'
      ? { kind: 'failed', key, title, failure: script.failure.toData() }
      : { kind: 'reading', key, title };
  };

  const focus = async (prefix: string | null): Promise<void> => {
    const message: ToChatPanel = { kind: 'focus', prefix };
    const { listening } = page;
    if (!listening) awaited = message;
    await vscode.commands.executeCommand(`${CHAT_VIEW_ID}.focus`);
    if (listening) page.send(message);
  };

  const receive = async (message: FromChatPanel): Promise<void> => {
    const script = knownScript(active);
    switch (message.kind) {
      case 'ready':
        shown = '';
        show();
        if (awaited !== null) page.send(awaited);
        awaited = null;
        break;
      case 'ask':
        if (script === null) break;
        talks.tell(script.view.script.id, {
          kind: 'ask',
          text: message.text,
          currentSceneId: sceneAtCursor(script)?.id ?? null,
        });
        break;
      case 'stop':
      case 'newTopic':
        if (script !== null) talks.tell(script.view.script.id, { kind: message.kind });
        break;
      case 'retry':
        await engine.startAgain();
        if (active.current.kind === 'failed') documents.syncSoon(active.current.document);
        if (script !== null) talks.tell(script.view.script.id, { kind: 'retry' });
        // Sent again even where nothing is different: the page waits for an outcome.
        shown = '';
        show();
        break;
      case 'open':
        if (script !== null) await openCitation(script.document, script.view.scenes, message);
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        break;
      case 'openSample':
        await openSample();
        break;
    }
  };

  const page = registerChatPage({ viewId: CHAT_VIEW_ID, folder: pageFolder, log, receive });
  const following = active.onDidChange((script) => {
    if (script.kind === 'forgotten') {
      for (const [scriptId, document] of shownDocuments) if (document === script.document) talks.forget(scriptId);
    }
    show();
  });

  return {
    open: () => focus(null),
    newTopic: async () => {
      const script = knownScript(active);
      if (script !== null) {
        talks.of(script.view.script.id);
        talks.tell(script.view.script.id, { kind: 'newTopic' });
      }
      await focus(null);
    },
    askAboutScene: async (sceneId) => {
      const script = knownScript(active);
      const scene =
        script === null || sceneId === null
          ? script && sceneAtCursor(script)
          : script.view.scenes.find(({ id }) => id === sceneId);
      await focus(scene ? `In scene ${scene.label}: ` : null);
    },
    dispose: () => {
      following.dispose();
      page.dispose();
      talks.dispose();
    },
  };
}

interface KnownScript {
  readonly document: vscode.TextDocument;
  readonly view: ScriptView;
}

/** The screenplay the views show; null where nothing is known about it. */
function knownScript({ current: script }: ActiveScriptFollower): KnownScript | null {
  if (script.kind !== 'ready' && script.kind !== 'failed') return null;
  const { document, view } = script;
  return view === null ? null : { document, view };
}

/** The scene the cursor is in; null before the first one, and where the screenplay is in no editor on the screen. */
function sceneAtCursor({ document, view }: KnownScript): SceneView | null {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  return editor === undefined ? null : sceneAtLine(view.scenes, editor.selection.active.line + 1);
}

/** Reads a document's text once a version. */
function createTextReader(): (document: vscode.TextDocument) => DocumentText {
  let last: { document: vscode.TextDocument; version: number; text: DocumentText } | null = null;
  return (document) => {
    if (last?.document !== document || last.version !== document.version) {
      last = { document, version: document.version, text: createDocumentText(document.getText()) };
    }
    return last.text;
  };
}

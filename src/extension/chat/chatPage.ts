import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { fromChatPanelSchema, type FromChatPanel, type ToChatPanel } from '../../protocol/chatPanelContract';
import { chatPanelHtml } from './chatPanelHtml';

/** The page of the chat view. It comes and goes with the view: shown again, it is a new one that knows nothing. */
export interface ChatPage {
  /** Whether there is a page that listens: it has said `ready`, and the view is on the screen. */
  readonly listening: boolean;
  /** Lost where no page listens. */
  send(message: ToChatPanel): void;
  /** Each message that a page was sent. */
  readonly onDidSend: vscode.Event<ToChatPanel>;
  dispose(): void;
}

export interface ChatPageOptions {
  readonly viewId: string;
  /** Of the built page, `webview.js` and `webview.css`: all that the page may load. */
  readonly folder: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** What the page said, understood. May reject; that is logged. */
  readonly receive: (message: FromChatPanel) => Promise<void>;
}

export function registerChatPage({ viewId, folder, log, receive }: ChatPageOptions): ChatPage {
  let listening: vscode.WebviewView | null = null;
  const sent = new vscode.EventEmitter<ToChatPanel>();

  const heard = (view: vscode.WebviewView, received: unknown): void => {
    const message = fromChatPanelSchema.safeParse(received);
    if (!message.success) {
      log.warn('Chat: the panel said something that is not understood.');
      return;
    }
    if (message.data.kind === 'ready') listening = view;
    receive(message.data).catch((error: unknown) => log.error(`Chat: ${String(error)}`));
  };
  const gone = (view: vscode.WebviewView): void => {
    if (listening === view) listening = null;
  };

  const registration = vscode.window.registerWebviewViewProvider(viewId, {
    resolveWebviewView: (view) => {
      const { webview } = view;
      const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
      webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [folder] };
      const listeners = vscode.Disposable.from(
        webview.onDidReceiveMessage((received: unknown) => heard(view, received)),
        view.onDidChangeVisibility(() => {
          if (!view.visible) gone(view);
        }),
      );
      view.onDidDispose(() => {
        listeners.dispose();
        gone(view);
      });
      webview.html = chatPanelHtml({
        scriptUri: address('webview.js'),
        styleUri: address('webview.css'),
        cspSource: webview.cspSource,
        nonce: randomBytes(16).toString('hex'),
      });
    },
  });

  return {
    get listening() {
      return listening !== null;
    },
    send: (message) => {
      if (listening === null) return;
      void listening.webview.postMessage(message);
      sent.fire(message);
    },
    onDidSend: sent.event,
    dispose: () => {
      registration.dispose();
      sent.dispose();
    },
  };
}

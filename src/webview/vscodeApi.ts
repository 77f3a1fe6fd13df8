import type { FromChatPanel } from '../protocol/chatPanelContract';

/** What VS Code gives a webview to reach its host. May be acquired once a page. */
export interface VsCodeApi {
  postMessage(message: FromChatPanel): void;
  /** What `setState` kept when the page was last there; undefined if nothing was. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  function acquireVsCodeApi(): VsCodeApi;
}

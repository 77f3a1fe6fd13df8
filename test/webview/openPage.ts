import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { chatPanelHtml } from '../../src/extension/chat/chatPanelHtml';
import type { Draft, FromChatPanel, ToChatPanel } from '../../src/protocol/chatPanelContract';
import { launchChromium } from '../harness/chromium';
import { root } from '../harness/root';
import { makeScratch } from '../harness/scratch';

/** The chat panel's page in a browser, as the extension serves it: same page, same policy. The test is its host. */
export interface ChatPage {
  readonly page: Page;
  /** Sends it a message, also one that it should not understand. */
  readonly send: (message: ToChatPanel | object) => Promise<void>;
  /** What it said since the last time this was asked, but for drafts, which it tells at each change. */
  readonly heard: () => Promise<readonly FromChatPanel[]>;
  /** The drafts it told of and `heard` has not taken yet. */
  readonly drafts: () => Promise<readonly Draft[]>;
  /** Runs JavaScript in the page and gives its value. */
  readonly value: <T>(script: string) => Promise<T>;
  /** Errors, warnings and violations of its policy until now. */
  readonly complaints: readonly string[];
}

export interface ChatPages {
  /** A new page; `kept`: what an earlier one left with `setState`. */
  readonly open: (options?: { readonly width?: number; readonly kept?: unknown }) => Promise<ChatPage>;
  readonly close: () => Promise<void>;
}

const ORIGIN = 'http://127.0.0.1:9';

/** Builds the page and starts a browser for it. Nothing is served over the network: requests are answered here. */
export async function openPages(): Promise<ChatPages> {
  const files = await builtPage();
  const scratch = makeScratch();
  let browser: Browser;
  try {
    browser = await launchChromium(scratch.environment);
  } catch (error) {
    scratch.remove();
    throw error;
  }
  return {
    open: async ({ width = 320, kept } = {}) => {
      const page = await browser.newPage({ viewport: { width, height: 600 } });
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      await page.route('**/*', async (route) => {
        const url = route.request().url();
        const file = files.get(url);
        if (file === undefined) {
          complaints.push(`asked for ${url}`);
          await route.abort();
        } else {
          await route.fulfill(file);
        }
      });
      await page.addInitScript(host(kept));
      await page.goto(`${ORIGIN}/`);
      return {
        page,
        complaints,
        send: async (message) => {
          await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
          // The message is delivered before this timer; what is laid out is then laid out.
          await page.evaluate(
            'new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 0))',
          );
        },
        heard: () => page.evaluate("heard.splice(0).filter(({ kind }) => kind !== 'draft')"),
        drafts: () => page.evaluate("heard.flatMap((said) => said.kind === 'draft' ? [said.draft] : [])"),
        value: (script) => page.evaluate(script),
      };
    },
    close: async () => {
      await browser.close();
      scratch.remove();
    },
  };
}

/** What VS Code puts into a webview, and a list of all that the page said. */
const host = (kept: unknown): string => `
  globalThis.heard = [];
  globalThis.kept = ${JSON.stringify(kept)};
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => void heard.push(structuredClone(message)),
    getState: () => kept,
    setState: (state) => { kept = structuredClone(state); },
  });
  addEventListener('DOMContentLoaded', () => {
    document.documentElement.style.setProperty('--vscode-focusBorder', 'rgb(0, 90, 200)');
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI));
`;

async function builtPage(): Promise<ReadonlyMap<string, { contentType: string; body: string }>> {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src', 'webview', 'main.ts')],
    outdir: path.join(root, 'dist'),
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const textOf = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  const html = chatPanelHtml({
    scriptUri: `${ORIGIN}/webview.js`,
    styleUri: `${ORIGIN}/webview.css`,
    cspSource: ORIGIN,
    nonce: 'only-here',
  });
  return new Map([
    [`${ORIGIN}/`, { contentType: 'text/html', body: html }],
    [`${ORIGIN}/webview.js`, { contentType: 'text/javascript', body: textOf('main.js') }],
    [`${ORIGIN}/webview.css`, { contentType: 'text/css', body: textOf('main.css') }],
  ]);
}

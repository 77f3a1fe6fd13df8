import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { until } from './until';

/** A row of a tree view as the writer sees it. */
export interface TreeRow {
  readonly label: string;
  /** The dimmer text after the label; empty where there is none. */
  readonly description: string;
  /** 1 for the top. */
  readonly level: number;
  /** Null for a row without children. */
  readonly expanded: boolean | null;
}

/** What a writer does in a VS Code window. Everything waits for what it needs, 30 seconds at most. */
export interface Workbench {
  /** Runs a command from the command palette by its title as shown there, category included: `WritersRoom: Analyze Script`. */
  readonly runCommand: (title: string) => Promise<void>;
  /** Picks the row with this label in the list that is open (after a command that asks). */
  readonly choose: (label: string) => Promise<void>;
  /** Types into the input that is open and presses Enter. */
  readonly answer: (text: string) => Promise<void>;
  /** Opens a file of the workspace by its name and waits for its tab. */
  readonly openFile: (name: string) => Promise<void>;
  /**
   * The rows that a view shows now: those on the screen, so use a tall viewport for long trees. Its container must be
   * open (`runCommand('View: Show WritersRoom')`); the view is expanded where it is collapsed. Wait with `until`.
   */
  readonly treeRows: (viewName: string) => Promise<readonly TreeRow[]>;
  /** The row of a view with this label, to click on or hover over. */
  readonly treeRow: (viewName: string, label: string) => Locator;
  /** The document inside the visible webview with this title; without a title, the first there is. */
  readonly webviewFrame: (title?: string) => Promise<FrameLocator>;
  /** The messages of the notifications on the screen. */
  readonly notifications: () => Promise<readonly string[]>;
}

export function workbench(page: Page): Workbench {
  const quickInput = page.locator('.quick-input-widget .quick-input-box input');
  const named = (label: string) => ({ has: page.locator('.label-name', { hasText: exactly(label) }) });
  const row = (label: string) => page.locator('.quick-input-list .monaco-list-row').filter(named(label));
  const header = (viewName: string) => {
    const labels = [`="${viewName} Section"`, `^="${viewName} - "`]; // The second where the view has a description.
    return page.locator(labels.map((label) => `.pane-header[aria-label${label}]`).join());
  };
  const pane = (viewName: string) => page.locator('.pane').filter({ has: header(viewName) });

  // While the window starts, the list may close again and does not learn of commands that come later: then once more.
  const pick = async (prefix: string, text: string, label: string): Promise<void> => {
    await until(`“${label}” in the list for “${prefix}${text}”`, async () => {
      if (!(await quickInput.isVisible())) await page.keyboard.press('F1');
      for (const typed of [prefix, prefix + text]) {
        await quickInput.waitFor({ timeout: 2_000 });
        // Not by keys: where the list closes meanwhile, they would go into the document behind it.
        await quickInput.evaluate(setInput, typed, { timeout: 2_000 });
      }
      await row(label).first().click({ timeout: 2_000 });
      return true;
    });
  };

  return {
    runCommand: (title) => pick('>', title, title),
    choose: (label) => row(label).first().click(),
    answer: async (text) => {
      await quickInput.fill(text);
      await quickInput.press('Enter');
    },
    openFile: async (name) => {
      const base = path.basename(name);
      await pick('', name, base);
      await page.locator(`.tab.active[data-resource-name=${css(base)}]`).waitFor();
    },
    treeRows: async (viewName) => {
      if ((await header(viewName).getAttribute('aria-expanded')) === 'false') await header(viewName).click();
      return pane(viewName).locator('.monaco-list-row').evaluateAll(readRows);
    },
    treeRow: (viewName, label) => pane(viewName).locator('.monaco-list-row').filter(named(label)).first(),
    webviewFrame: (title) =>
      until(`the webview ${title ?? ''}`, async () => {
        for (const outer of await page.locator('iframe.webview.ready').all()) {
          if (!(await outer.isVisible())) continue;
          const inner = `iframe#active-frame${title === undefined ? '' : `[title=${css(title)}]`}`;
          if ((await outer.contentFrame().locator(inner).count()) === 0) continue;
          const name = (await outer.getAttribute('name')) ?? '';
          return page.frameLocator(`iframe.webview[name=${css(name)}]`).frameLocator(inner);
        }
        return undefined;
      }),
    notifications: () => page.locator('.notification-toast .notification-list-item-message').allInnerTexts(),
  };
}

/** Runs in the page, on all rows at once: one after the other they could change in between. */
function readRows(rows: readonly RowElement[]): TreeRow[] {
  return rows.map((row) => {
    const expanded = row.getAttribute('aria-expanded');
    return {
      label: row.querySelector('.label-name')?.textContent ?? '',
      description: row.querySelector('.label-description')?.textContent ?? '',
      level: Number(row.getAttribute('aria-level')),
      expanded: expanded === null ? null : expanded === 'true',
    };
  });
}

/** What is needed of the DOM, whose types the tests are compiled without. */
interface RowElement {
  readonly getAttribute: (name: string) => string | null;
  readonly querySelector: (selector: string) => { readonly textContent: string | null } | null;
}

/** Matches this text and no longer one; a quoted string would match the innermost element only. */
function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'u');
}

/** As a string in a selector. */
function css(text: string): string {
  return JSON.stringify(text);
}

/** Runs in the page. */
function setInput(input: InputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

interface InputElement {
  value: string;
  dispatchEvent(event: Event): boolean;
}

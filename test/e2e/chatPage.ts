import type { FrameLocator, Locator } from 'playwright-core';
import { until } from '../harness/until';
import type { EditorWindow } from '../harness/window';

/** The page of the chat as it is on the screen; the editor makes a new one where the view was away. */
export interface ChatPage {
  readonly page: FrameLocator;
  readonly log: Locator;
  /** Where the writer types. */
  readonly box: Locator;
  readonly ask: (question: string) => Promise<void>;
  /** What has the focus is left with Tab, or backwards with Shift+Tab, until a control with this name has it. */
  readonly tabTo: (name: string, key?: 'Tab' | 'Shift+Tab') => Promise<void>;
}

export async function findChat(window: EditorWindow): Promise<ChatPage> {
  const page = await window.webviewFrame('Chat');
  const box = page.getByRole('textbox', { name: 'Ask about the script' });
  return {
    page,
    log: page.getByRole('log'),
    box,
    ask: async (question) => {
      await box.fill(question);
      await box.press('Enter');
    },
    tabTo: async (name, key = 'Shift+Tab') => {
      await until(`${key} leads to “${name}”`, async () => {
        await page.locator(':focus').press(key);
        return (await page.locator(':focus').getAttribute('aria-label')) === name;
      });
    },
  };
}

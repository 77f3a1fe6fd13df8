import assert from 'node:assert/strict';
import { until } from '../harness/until';
import type { Theme } from '../harness/theme';
import type { EditorWindow } from '../harness/window';
import type { ScriptedBlock } from '../models/messagesServer/answer';
import { startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import { LOCAL_SERVER } from '../models/messagesServer/serverAbilities';
import { openRoom, SAMPLE, scenesAreThere } from './room';

const MODEL = 'quay-7b';
const SAID = [
  'Goran does: Mina says “And Saturday I go first” [S5], and he answers "I shook your hand" [S5].',
  'He also says "The bridge is my mother" [S5].\n\n> There is always dog. [S5]\n\n',
  '| Scene | Who |\n| --- | --- |\n| 5 | GORAN and MINA |\n| 6 | GORAN |\n',
].join(' ');
const PROPOSED: ScriptedBlock = {
  kind: 'tool',
  name: 'propose_edit',
  input: {
    scene: '5',
    edits: [{ old: "It's not broken. It is offended.", new: 'It is only offended.' }],
    note: 'His line is shorter.',
  },
};

describe('The chat with an answer, a claim that is not in the script, what was sent, and a proposal', () => {
  let server: MessagesServer;
  before(async () => {
    server = await startMessagesServer({ abilities: LOCAL_SERVER, models: [MODEL] });
  });
  after(() => server.close());

  for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
    it(`can be read in ${theme}, at the usual width and at 200 pixels`, async () => {
      const window = await openRoom({
        files: [SAMPLE],
        theme: theme satisfies Theme,
        viewport: { width: 1280, height: 1000 },
        settings: {
          'writersroom.models.baseUrl': server.url,
          'writersroom.models.cards': `server/${MODEL}`,
          'writersroom.models.story': `server/${MODEL}`,
        },
      });
      server.answer(({ messages }) => {
        const isProposed = messages.some(({ content }) => content.some(({ type }) => type === 'tool_result'));
        return { kind: 'answer', content: [isProposed ? { kind: 'text', text: SAID } : PROPOSED] };
      });
      await window.openFile(SAMPLE);
      await scenesAreThere(window);
      // All of the side bar's height for the chat.
      await window.page.locator('.pane-header', { hasText: 'Outline' }).click();
      await window.runCommand('WritersRoom: Open Chat');
      const chat = await window.webviewFrame('Chat');
      const log = chat.getByRole('log');
      const box = chat.getByRole('textbox', { name: 'Ask about the script' });
      await box.fill('Who promises Mina that she is first, and what of #5?');
      await box.press('Enter');
      await log.locator('.unproved').first().waitFor();
      await log.getByRole('button', { name: 'Show what was sent' }).click();
      await box.fill('And what of @MINA in #6?');
      await chat.locator('.budget').waitFor();
      await chat.locator('.budget').click();
      const name = `chat-look-${theme.replaceAll(' ', '-')}`;
      for (const width of [300, 200]) {
        await narrow(window, width);
        const beyond = await chat.locator('html').evaluate((page: Measured) => page.scrollWidth - page.clientWidth);
        assert.ok(beyond <= 0, `${theme}, ${width}: ${beyond} pixels stand out`);
        for (const [part, place] of [
          ['end', log.getByRole('region', { name: /Proposed edit/u })],
          ['top', log.locator('article').first()],
        ] as const) {
          await place.first().scrollIntoViewIfNeeded();
          await window.screenshot(`${name}-${width}-${part}`);
        }
      }
      await box.press('Shift+Tab');
      await window.screenshot(`${name}-focus`);
      await window.close();
    });
  }
});

interface Measured {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}

/** Drags the edge of the side bar until it is so wide. */
async function narrow(window: EditorWindow, width: number): Promise<void> {
  const bar = window.page.locator('.part.sidebar');
  await until(`the side bar is ${width} pixels wide`, async () => {
    const box = await bar.boundingBox();
    assert.ok(box !== null);
    if (Math.abs(box.width - width) <= 2) return true;
    const y = box.y + 40;
    await window.page.mouse.move(box.x + box.width, y);
    await window.page.mouse.down();
    await window.page.mouse.move(box.x + width, y, { steps: 4 });
    await window.page.mouse.up();
    return false;
  });
}

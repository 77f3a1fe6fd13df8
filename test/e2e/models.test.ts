import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { until } from '../harness/until';
import type { EditorWindow } from '../harness/window';
import { artifactAnswer, askedKind } from '../models/artifactAnswers';
import { KEY, startMessagesServer, type MessagesServer, type Script } from '../models/messagesServer/messagesServer';
import { LOCAL_SERVER } from '../models/messagesServer/serverAbilities';
import { cursorAt, openRoom, SAMPLE, scenesAreThere, statusBar } from './room';
import { gate, rounds, text } from './scriptedTalk';

const MODEL = 'quay-7b';
const PROMISE = 'Who promises Mina that she is first?';
const LONG = 'What does the ferry carry?';
const TIGHTER = '/rewrite Make the end of #5 shorter';

describe('The chat and the analysis with a model', () => {
  let window: EditorWindow;
  let server: MessagesServer;
  let chat: FrameLocator;
  let log: Locator;
  let box: Locator;

  before(async () => {
    server = await startMessagesServer({ abilities: { ...LOCAL_SERVER, keys: true }, models: [MODEL] });
    window = await openRoom({
      files: [SAMPLE],
      viewport: { width: 1280, height: 1000 },
      settings: {
        'writersroom.models.baseUrl': server.url,
        'writersroom.models.cards': `server/${MODEL}`,
        'writersroom.models.story': `server/${MODEL}`,
        // Priced: what is free and stays here is not asked about.
        'writersroom.models.prices': { [`server/${MODEL}`]: { input: 1, output: 4 } },
      },
    });
    await window.openFile(SAMPLE);
    await scenesAreThere(window);
  });
  after(async function () {
    // A window in which a test failed stays for its picture; the harness closes it.
    if (this.test?.parent?.tests.every(({ state }) => state === 'passed') === true) await window.close();
    await server.close();
  });

  const findChat = async (): Promise<void> => {
    chat = await window.webviewFrame('Chat');
    log = chat.getByRole('log');
    box = chat.getByRole('textbox', { name: 'Ask about the script' });
  };
  const ask = async (question: string): Promise<void> => {
    await box.fill(question);
    await box.press('Enter');
  };
  const script = (): string => readFileSync(path.join(window.workspaceFolder, SAMPLE), 'utf8');
  /** Whether words of the script were in a request, of those from this one on: what a server can do is asked without any. */
  const wasSent = (from = 0): boolean =>
    server
      .messageCalls()
      .slice(from)
      .some((call) => /MINA|JUNE|ferry/iu.test(call.text));
  const dialog = (): Locator => window.page.locator('.monaco-dialog-box');
  const toast = (words: string): Locator => window.page.locator('.notification-toast', { hasText: words });

  it('a wrong key is refused with a sentence and the way to another, and is not kept', async () => {
    const give = async (key: string): Promise<void> => {
      await window.choose('the server on this machine');
      await window.page.locator('.quick-input-widget', { hasText: 'API key for' }).locator('input').first().waitFor();
      await window.page.locator('.quick-input-widget input[type="password"]').waitFor();
      await window.answer(key);
    };
    await window.runCommand('WritersRoom: Set API Key…');
    await give('sk-wrong-0000');
    const refused = toast('Nothing was kept.');
    await refused.waitFor();
    assert.match(await refused.innerText(), /The server on this machine does not accept this key\./u);
    await window.screenshot('models-key-refused');
    await refused.getByRole('button', { name: 'Set API Key…' }).click();
    await give(KEY);
    // Where it came right behind others the editor may show no toast of it, only list it.
    await until('the key is said to be kept', async () => {
      await window.runCommand('Notifications: Show Notifications');
      const listed = window.page.locator('.notifications-center .notification-list-item', {
        hasText: 'accepts the key',
      });
      return listed.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('asks once before anything is sent, then streams, looks things up, cites and says the price', async () => {
    const [begun, looked, spoken] = [gate(), gate(), gate()];
    server.answer(async (request): Promise<Awaited<ReturnType<Script>>> => {
      if (rounds(request) === 0) {
        return { kind: 'answer', content: [{ kind: 'tool', name: 'get_scenes', input: { scenes: ['5', '6'] } }] };
      }
      await begun.passed;
      const said = [
        'Goran does: Mina says “And Saturday I go first” [S5], and he answers "I shook your hand" [S5].',
        'He also says "The bridge is my mother" [S5].\n\n> There is always dog. [S5]\n\n',
        '| Scene | Who |\n| --- | --- |\n| 5 | GORAN and MINA |\n| 6 | GORAN |\n',
      ].join(' ');
      return {
        kind: 'answer',
        content: [text(said)],
        beforeEvent: (event) => (event < 4 ? looked.passed : spoken.passed),
      };
    });
    await window.runCommand('WritersRoom: Open Chat');
    await findChat();
    await box.waitFor();
    await ask(PROMISE);
    await dialog().waitFor();
    const sentence = await dialog().innerText();
    assert.match(sentence, new RegExp(`Ask ${MODEL} about "RING FOR FERRY"\\? .*notes stay here.*\\$1\\.00 in`, 'su'));
    assert.ok(!wasSent(), 'nothing of it is sent before the writer agrees');
    await window.screenshot('models-consent');
    await dialog().getByRole('button', { name: 'Ask', exact: true }).click();

    await chat.locator('.steps', { hasText: 'reading scenes 5, 6' }).waitFor();
    await window.screenshot('models-steps');
    begun.open();
    looked.open();
    await until('the first words are there', async () =>
      (await chat.locator('.running').innerText()).includes('Goran does'),
    );
    assert.ok(!(await chat.locator('.running').innerText()).includes('always dog'), 'the rest has not been sent');
    await window.screenshot('models-streaming');
    spoken.open();
    const chip = log.getByRole('button', { name: /^Scene 5, line 162/u });
    await chip.first().waitFor();
    await chip.first().click();
    await cursorAt(window, 162);

    const greyed = log.locator('.unproved');
    assert.match(await greyed.first().innerText(), /The bridge is my mother/u);
    assert.match(await log.innerText(), /not found in 5/u);
    const footer = await log.locator('footer').last().innerText();
    assert.match(footer, /[\d,]+ tokens · \$0\.\d+ · quay-7b/u);
    await log.getByRole('button', { name: 'Show what was sent' }).click();
    await log.getByText('instructions and tools, the same every time').waitFor();
    await window.screenshot('models-answer');
    await log.getByRole('button', { name: 'Hide what was sent' }).click();
  });

  it('keeps what came when it is stopped, and asks again', async () => {
    const held = gate();
    server.answer(() => ({
      kind: 'answer',
      content: [text(`It carries Clem and his bicycle [S1]. ${'It goes over and back. '.repeat(40)}`)],
      beforeEvent: (event) => (event < 4 ? Promise.resolve() : held.passed),
    }));
    await ask(LONG);
    await until('some of it is there', async () => (await chat.locator('.running').innerText()).includes('It carries'));
    await chat.getByRole('button', { name: 'Stop' }).click();
    await log.getByText('Stopped. What had come is kept.').waitFor();
    held.open();
    assert.match(await log.locator('.answer').last().innerText(), /It carries/u);
    server.answer(() => ({ kind: 'answer', content: [text('It carries Clem, and a bicycle [S1].')] }));
    await log.getByRole('button', { name: 'Ask Again', exact: true }).click();
    await until('it is answered', async () => (await log.innerText()).includes('and a bicycle'));
    assert.equal(await log.getByText(LONG).count(), 1, 'in the place of the one that was stopped');
  });

  it('completes commands, names and scenes by keyboard', async () => {
    await box.fill('');
    await box.pressSequentially('/re');
    await chat.getByRole('option', { name: /rewrite/u }).waitFor();
    await box.press('Enter');
    await box.pressSequentially('what @min');
    await chat.getByRole('option', { name: 'MINA' }).waitFor();
    await box.press('Tab');
    await box.pressSequentially('says in #site ca');
    await chat
      .getByRole('option', { name: /SITE CABIN/u })
      .first()
      .waitFor();
    await window.screenshot('models-completion');
    await box.press('Enter');
    assert.match(await box.inputValue(), /^\/rewrite what @MINA says in #6 $/u);
    await box.fill('');
  });

  it('proposes an edit that is looked at, taken, and taken back by one Undo', async () => {
    const before = script();
    server.answer((request) =>
      rounds(request) === 0
        ? {
            kind: 'answer',
            content: [
              {
                kind: 'tool',
                name: 'propose_edit',
                input: {
                  scene: '5',
                  edits: [
                    { old: "It's not broken. It is offended.", new: 'It is only offended.' },
                    { old: 'To mud. Come. Homework.', new: 'To mud. Homework.' },
                  ],
                  note: 'Both of his last lines are shorter.',
                },
              },
            ],
          }
        : { kind: 'answer', content: [text('Both lines say it in fewer words [S5].')] },
    );
    await ask(TIGHTER);
    const proposal = log.getByRole('region', { name: /Proposed edit of 5/u });
    await proposal.getByRole('button', { name: 'Review' }).click();
    await window.page.locator('.tab', { hasText: 'Proposed edit of 5' }).waitFor();
    const offer = toast('Both of his last lines are shorter.');
    await offer.waitFor();
    await window.screenshot('models-proposal');
    assert.equal(script(), before);
    await offer.getByRole('button', { name: 'Accept All' }).click();
    await proposal.getByText('Accepted. Undo in the editor takes it back.').waitFor();
    await window.openFile(SAMPLE);
    await window.runCommand('File: Save');
    await until('the script has it', () =>
      Promise.resolve(script().includes('It is only offended.') && script().includes('To mud. Homework.')),
    );
    await window.openFile(SAMPLE);
    await window.page.keyboard.press('Control+Z');
    await window.runCommand('File: Save');
    await until('the script is as it was', () => Promise.resolve(script() === before));
  });

  it('has the conversation again after the window was loaded anew, and what was being written', async () => {
    await findChat();
    await box.fill('And what does she want?');
    const loaded = window.page.waitForEvent('load');
    await window.runCommand('Developer: Reload Window');
    await loaded;
    await window.page.locator('.monaco-workbench .part.statusbar').waitFor();
    await findChat();
    await until('the conversation is there', async () => (await log.innerText()).includes('and a bicycle'));
    assert.match(await log.innerText(), /not found in 5/u);
    await until('the draft is there', async () => (await box.inputValue()) === 'And what does she want?');
    await box.fill('');
  });

  it('begins a new topic, and finds the one before in the list', async () => {
    await chat.getByRole('button', { name: 'New Topic' }).click();
    await until('it is empty', async () => !(await log.innerText()).includes('bicycle'));
    await chat.getByRole('button', { name: 'Conversations' }).click();
    const list = window.page.locator('.quick-input-widget', { hasText: 'Conversations' });
    const row = list.locator('.monaco-list-row', { hasText: PROMISE.slice(0, 20) });
    await row.waitFor();
    await window.screenshot('models-conversations');
    await row.click();
    await until('it is back', async () => (await log.innerText()).includes('bicycle'));
  });

  it('analyzes with the model once the writer has agreed, says who made it, and keeps account', async () => {
    const held = gate();
    let cards = 0;
    server.answer(async (request) => {
      if (askedKind(request) === 'card' && ++cards > 4) await held.passed;
      return artifactAnswer(request);
    });
    await window.openFile(SAMPLE);
    const calls = server.messageCalls().length;
    await window.runCommand('WritersRoom: Analyze Script');
    await dialog().waitFor();
    const sentence = await dialog().innerText();
    assert.match(sentence, /Analyze "RING FOR FERRY" with quay-7b: 2\d of 2\d scenes need cards/u);
    assert.match(sentence, /\$0\.\d+ to \$0\.\d+/u);
    assert.match(sentence, /notes stay here/u);
    assert.ok(!wasSent(calls), 'nothing of it is sent before the writer agrees');
    await window.screenshot('models-confirm');
    await dialog().getByRole('button', { name: 'Analyze', exact: true }).click();
    const progress = toast('Analyzing');
    await until('it says how far it is', async () =>
      /Cards: \d+ of \d+, .*(?:INT|EXT)\./u.test(await progress.innerText()),
    );
    await window.screenshot('models-progress');
    held.open();
    await until('it is made', async () => /Made \d+ cards.* for \$/u.test(await statusBar(window)), {
      timeoutMs: 60_000,
    });
    const hover = window.page.locator('.monaco-hover', { hasText: `by ${MODEL}` });
    await until('the card says who made it', async () => {
      await window.treeRow('Outline', '1  EXT. STAITHE LANDING - DAWN').hover();
      await window.treeRow('Outline', '5  EXT. BRIDGE - DECK - AFTERNOON').hover();
      return hover.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
    });
    await window.screenshot('models-outline');
    await window.runCommand('WritersRoom: Show AI Ledger');
    await window.page.locator('.tab.active', { hasText: 'AI ledger of' }).waitFor();
    await until('the ledger has the calls', async () => {
      const shown = (await window.page.locator('.editor-group-container.active .view-lines').innerText()).replaceAll(
        '\u00a0',
        ' ',
      );
      return shown.includes(server.url) && shown.includes(MODEL) && /\$0\.\d/u.test(shown);
    });
    await window.screenshot('models-ledger');
  });
});

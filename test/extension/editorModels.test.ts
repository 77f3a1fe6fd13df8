import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { ChatPanelSnapshot, ToChatPanel } from '../../src/protocol/chatPanelContract';
import type { WritersRoom } from '../../src/extension/writersRoom';
import type { ChatMessageResponse } from '../../src/story/chatMessage';
import { dollarsText } from '../../src/story/priceText';
import { until } from '../harness/until';
import type { AnsweredWindow } from './answeredWindow';
import { VENDOR, type ModelProvider, type ProvidedAnswer } from './modelProvider/main';
import type { ProvidedModel } from './modelProvider/providerApi';
import { openChat } from './openedChat';
import { closeScript, openScript, replace, sceneRows } from './openedScript';
import { createWriterDesk } from './writerDesk';

const SMALL: ProvidedModel = {
  id: 'small',
  name: 'Small of the Tests',
  family: 'small',
  version: '1',
  maxInputTokens: 32_000,
  maxOutputTokens: 4_000,
  capabilities: { toolCalling: true },
};
/** Reads less than a scene and what is said about it. */
const TIGHT: ProvidedModel = { ...SMALL, id: 'tight', name: 'Tight of the Tests', maxInputTokens: 300 };

const SCRIPT = 'weighhouse.fountain';
const HERRING = 'Bettine sets the herring down on the brass pan and does not look at the needle.';
const LEDGER = 'Anders tears the page with her name out of the ledger and folds it small.';
const TEXT = `Title: The Weighhouse

INT. WEIGHHOUSE - DAWN

${HERRING}

BETTINE
It was forty when I left the boat.

INT. COUNTING ROOM - DAY

${LEDGER}

ANDERS
Nobody writes a debt down twice.
`;

const CARD = { action: 'Fish is weighed.', conflict: '', characterChanges: '', plotProgression: '', tone: 'Grey.' };
const saysCard: ProvidedAnswer = (_request, say) => {
  say.text(JSON.stringify({ ...CARD, quotes: [] }));
  return Promise.resolve();
};

const idOf = ({ id }: ProvidedModel): string => `editor/${VENDOR}/${id}`;

const SETTINGS = ['models.cards', 'models.story', 'models.prices', 'limits.runUsd'] as const;

describe('A model that another extension gives the editor', function () {
  this.timeout(180_000);
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let provider: ModelProvider;

  const { set, setting, run, answer, restore, reset } = createWriterDesk(SETTINGS);
  const agree = (): AnsweredWindow =>
    answer(({ by, choices }) => (by === 'showInformationMessage' ? choices[0] : undefined));
  /** Others than before. */
  const offer = async (...models: ProvidedModel[]): Promise<void> => {
    const told = new Promise<void>((resolve) => {
      const listening = vscode.lm.onDidChangeChatModels(() => {
        listening.dispose();
        resolve();
      });
    });
    provider.offer(models);
    await told;
    await until('the editor has these models', async () => {
      const found = await vscode.lm.selectChatModels({ vendor: VENDOR });
      return isDeepStrictEqual(
        found.map(({ name }) => name),
        models.map(({ name }) => name),
      );
    });
  };
  /** The writer's choice for cards or for the rest, where rules make the other. */
  const use = async (model: ProvidedModel, for_: 'cards' | 'story'): Promise<void> => {
    await set('models.cards', for_ === 'cards' ? idOf(model) : 'offline');
    await set('models.story', for_ === 'story' ? idOf(model) : 'offline');
  };
  /** A line in the last scene, so that this scene is due. */
  const writeMore = async (line: string): Promise<void> => {
    const { document } = editor;
    await editor.edit((edit) => edit.insert(new vscode.Position(document.lineCount, 0), `\n${line}\n`));
  };
  const makers = async (): Promise<readonly (string | undefined)[]> =>
    (await sceneRows(room)).map(({ scene }) => scene.card?.method);
  const cardsBy = (model: ProvidedModel) =>
    until('all cards are made by it', async () => {
      const rows = await sceneRows(room);
      return rows.every(({ scene }) => scene.card?.method === idOf(model) && scene.behind.length === 0);
    });
  /** The newest requests in the ledger as it is shown, newest first: why, to whom, cost, outcome. */
  const ledgerSays = async (...newest: (readonly string[])[]): Promise<void> => {
    const { document } = editor;
    let found: readonly (readonly string[])[] = [];
    await until('the ledger has the newest requests', async () => {
      await run('showAiLedger');
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      found = text
        .slice(text.indexOf('| When |'))
        .split('\n')
        .slice(2, 2 + newest.length)
        .map((line) => line.slice(2, -2).split(' | '))
        .map(([, why = '', to = '', , , , cost = '', outcome = '']) => [why.replace(/:.*/u, ''), to, cost, outcome]);
      return isDeepStrictEqual(found, newest);
    }).catch(() => assert.deepEqual(found, newest));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    editor = await vscode.window.showTextDocument(document, { preview: false });
  };

  before(async function () {
    const found = vscode.extensions.getExtension<ModelProvider>('writersroom-test.model-provider');
    assert.ok(found, 'the extension that provides models is there');
    provider = await found.activate();
    if (!provider.isRegistered) {
      console.log(`VS Code ${vscode.version} lets no extension provide models: these tests are left out.`);
      this.skip();
    }
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, SCRIPT), Buffer.from(TEXT));
    ({ editor, room } = await openScript(SCRIPT));
  });
  afterEach(restore);
  after(async () => {
    if (!provider.isRegistered) return;
    provider.offer([]);
    await reset();
    await closeScript(editor);
    await vscode.workspace.fs.delete(editor.document.uri);
  });

  it('is listed with the others and chosen by the guided command', async () => {
    await offer(SMALL);
    const { asked } = answer(({ text }) => (text === 'Choose Model' ? SMALL.name : undefined));
    await run('chooseModel');
    assert.ok(asked[0]?.choices.includes('The editor'));
    assert.deepEqual([setting('models.cards'), setting('models.story')], [idOf(SMALL), idOf(SMALL)]);
    assert.equal(asked.at(-1)?.text, `${SMALL.name}: price unknown, text goes to the editor (${VENDOR}).`);
    assert.equal(provider.requests.length, 0, 'choosing asks for no answer');
  });

  it('is known anew when it went and came back', async () => {
    const chosenAgain = async ({ name }: ProvidedModel): Promise<string | undefined> => {
      const { asked } = answer(({ choices }) => choices.find((label) => label.endsWith(name)));
      await run('chooseModel');
      return asked.at(-1)?.text;
    };
    assert.match((await chosenAgain(SMALL)) ?? '', /^Small of the Tests: /u);
    const renamed = { ...SMALL, name: 'Smaller of the Tests' };
    await offer();
    await offer(renamed);
    assert.match((await chosenAgain(renamed)) ?? '', /^Smaller of the Tests: /u);
    await offer();
    await offer(SMALL);
  });

  it('makes cards once the writer has agreed; its instructions are the first words of the talk', async () => {
    await use(SMALL, 'cards');
    provider.answer(saysCard);
    const { asked } = agree();
    await run('analyzeScript');
    assert.match(
      asked[0]?.text ?? '',
      /^Analyze "The Weighhouse" with testroom\/small: 2 of 2 scenes need cards\..* price unknown: .* The text of these scenes goes to the editor \(testroom\); notes stay here\.$/u,
    );
    await cardsBy(SMALL);
    assert.equal(provider.requests.length, 2);
    for (const { messages } of provider.requests) {
      assert.deepEqual(
        messages.map(({ role }) => role),
        ['user', 'user'],
      );
      assert.match(messages[0]?.text ?? '', /You write the card of one scene[^]*JSON/u);
    }
    assert.ok(provider.requests.some(({ messages }) => messages[1]?.text.includes(HERRING)));
    const row = ['scene card', `${VENDOR}/small · the editor`, 'unknown', 'answered'];
    await ledgerSays(row, row);
  });

  it('counts with its own tokenizer what may be too long for it, and is not sent what is', async () => {
    await offer(SMALL, TIGHT);
    await use(TIGHT, 'cards');
    await writeMore('The scale is wiped down with a wet rope end.');
    const asks = provider.requests.length;
    provider.count((text) => Promise.resolve(text.includes('scale is wiped') ? TIGHT.maxInputTokens : 1));
    agree();
    await run('analyzeScript');
    assert.equal(provider.requests.length, asks, 'one token too many');
    assert.ok(provider.counted.some((text) => text.includes('scale is wiped')));
    provider.count(() => Promise.resolve(TIGHT.maxInputTokens / 2));
    await run('analyzeScript');
    await until('it is made', async () => (await makers()).includes(idOf(TIGHT)));
    assert.equal(provider.requests.length, asks + 1);
    const to = `${VENDOR}/tight · the editor`;
    const counted = ['count before a request', to, '$0.00', 'answered'];
    await ledgerSays(['scene card', to, 'unknown', 'answered'], counted, counted);
  });

  it('is sent nothing of a scene that is marked, to be counted or answered', async () => {
    await use(SMALL, 'cards');
    const [first] = await sceneRows(room);
    answer(({ choices }) => choices[0]);
    await run('neverSend', first);
    try {
      await until('the row says so', async () => {
        const [row] = await sceneRows(room);
        return row !== undefined && String(room.outline.tree.getTreeItem(row).description).includes('never sent');
      });
      await replace(editor, 'It was forty', 'It was forty-four');
      await writeMore('A gull walks in and is not chased out.');
      const [asks, counts] = [provider.requests.length, provider.counted.length];
      const { asked } = agree();
      await run('analyzeScript');
      assert.match(asked[0]?.text ?? '', /1 scene is marked never to be sent and is left out\.$/u);
      const texts = provider.requests.slice(asks).flatMap(({ messages }) => messages.map(({ text }) => text));
      assert.equal(provider.requests.length, asks + 1);
      assert.ok(texts.some((text) => text.includes(LEDGER)));
      for (const text of [...texts, ...provider.counted.slice(counts)]) {
        assert.ok(!text.includes('herring') && !text.includes('forty-four'), text);
      }
    } finally {
      answer(({ choices }) => choices[0]);
      await run('neverSend', first);
    }
    await until('the row says so no more', async () => {
      const [row] = await sceneRows(room);
      return row !== undefined && !String(room.outline.tree.getTreeItem(row).description).includes('never sent');
    });
    agree();
    await run('analyzeScript');
    await cardsBy(SMALL);
  });

  for (const { name, error, told, choices, row } of [
    {
      name: 'NoPermissions',
      error: () => vscode.LanguageModelError.NoPermissions('no'),
      told: /Nothing was sent to the editor \(testroom\), because it was not confirmed\./u,
      choices: ['Show Log'],
      row: [`${VENDOR}/small · editor, nothing was sent`, '$0.00', 'failed (model-not-confirmed)'],
    },
    {
      name: 'NotFound',
      error: () => vscode.LanguageModelError.NotFound('no'),
      told: /The editor \(testroom\) has no model named testroom\/small \(any more\): choose another\./u,
      choices: ['Choose Model…'],
      row: [`${VENDOR}/small · editor, nothing was sent`, '$0.00', 'failed (model-unknown)'],
    },
    {
      name: 'Blocked',
      error: () => vscode.LanguageModelError.Blocked('no'),
      told: /The account at the editor \(testroom\) has no credit left or has reached its limit/u,
      choices: ['Choose Model…'],
      row: [`${VENDOR}/small · the editor`, '$0.00', 'failed (model-no-credit)'],
    },
  ]) {
    it(`refuses with ${name}, and the writer is told what to do; it stays due`, async () => {
      await writeMore(`The door is shut (${name}).`);
      const asks = provider.requests.length;
      provider.answer(() => Promise.reject(error()));
      const { asked } = agree();
      await run('analyzeScript');
      assert.equal(provider.requests.length, asks + 1);
      assert.match(asked.at(-1)?.text ?? '', told);
      assert.deepEqual(asked.at(-1)?.choices, choices);
      await ledgerSays(['scene card', ...row]);
      provider.answer(saysCard);
      await run('analyzeScript');
      assert.equal(provider.requests.length, asks + 2, 'only that one is asked for again');
    });
  }

  it('stopped half-way, is told so; the card that had come is kept and not paid again', async () => {
    await replace(editor, 'It was forty-four', 'It was fifty');
    await writeMore('The stove ticks.');
    const asks = provider.requests.length;
    let isCancelled = false;
    let isHeld = false;
    provider.answer(async (request, say, token) => {
      if (!request.messages.some(({ text }) => text.includes('The stove ticks'))) {
        say.text(JSON.stringify({ ...CARD, action: 'Fifty are weighed.', quotes: [] }));
        return;
      }
      say.text('{"action": "Half');
      isHeld = true;
      await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
      isCancelled = true;
    });
    agree();
    const cancelling = new vscode.CancellationTokenSource();
    const { withProgress } = vscode.window;
    const shown: typeof withProgress = (options, task) =>
      options.title?.startsWith('Analyzing') === true
        ? Promise.resolve(task({ report: () => undefined }, cancelling.token))
        : withProgress(options, task);
    Object.assign(vscode.window, { withProgress: shown });
    try {
      const running = run('analyzeScript');
      await until('one card is stored and the other half said', async () => {
        const [first] = await sceneRows(room);
        return isHeld && first?.scene.card?.action === 'Fifty are weighed.';
      });
      cancelling.cancel();
      await running;
    } finally {
      Object.assign(vscode.window, { withProgress });
      cancelling.dispose();
    }
    await until('the provider is told', () => isCancelled);
    assert.equal(provider.requests.length, asks + 2);
    provider.answer(saysCard);
    await run('analyzeScript');
    assert.equal(provider.requests.length, asks + 3);
  });

  describe('asked in the chat', () => {
    let sent: ToChatPanel[] = [];
    let listening: vscode.Disposable | null = null;
    const snapshot = (): ChatPanelSnapshot | null => sent.findLast((message) => message.kind === 'snapshot') ?? null;
    const ask = (text: string) => room.chat.receive({ kind: 'ask', text });
    /** What had been said of the answer under way. */
    const comes = (words: string) =>
      until(`“${words}” is shown`, () =>
        sent.some(
          (message) =>
            (message.kind === 'more' && message.text.includes(words)) ||
            (message.kind === 'snapshot' && message.running?.text.includes(words) === true),
        ),
      );
    const answered = async (): Promise<ChatMessageResponse> => {
      const last = await until('the answer has ended', () => {
        const now = snapshot();
        const message = now?.pending === null && now.unanswered === null ? now.messages.at(-1) : undefined;
        return message?.role === 'assistant' ? message : null;
      });
      return last.response;
    };

    before(async () => {
      listening = room.chat.onDidSend((message) => sent.push(message));
      await use(SMALL, 'story');
      await set('models.prices', { [idOf(SMALL)]: { input: 3, output: 15 } });
      await openChat(room);
    });
    beforeEach(async () => {
      await room.chat.receive({ kind: 'newTopic' });
      await until('nothing is said yet', () => snapshot()?.messages.length === 0 && snapshot()?.pending === null);
      sent = [];
    });
    after(() => void listening?.dispose());

    it('reads scenes with tools, and its words are shown as they come', async () => {
      let go: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => void (go = resolve));
      const asks = provider.requests.length;
      provider.answer(async ({ messages }, say) => {
        const wasRead = messages.at(-1)?.text.includes(LEDGER) === true && messages.length > 2;
        if (!wasRead) {
          say.text('I read the counting room.');
          say.tool('get_scene', { scene: '2' });
          return;
        }
        say.text('Anders does: ');
        await gate;
        say.text('“Nobody writes a debt down twice.” [S2]');
      });
      const { asked } = agree();
      await ask('Who tears the page out?');
      await comes('Anders does');
      assert.deepEqual(asked, [], 'that text of this script goes there was agreed to');
      assert.equal(snapshot()?.messages.length, 0, 'the answer has not ended');
      go();
      const { answer: words, status, method, usage } = await answered();
      assert.deepEqual([status, method], ['complete', idOf(SMALL)]);
      assert.match(words, /^I read the counting room\.\n\nAnders does: /u);
      assert.ok((usage.costUsd ?? 0) > 0, 'what it cost is counted by ourselves');
      const [first, second] = provider.requests.slice(asks);
      assert.deepEqual(
        first?.tools.filter((name) => name === 'get_scene'),
        ['get_scene'],
      );
      assert.equal(first.messages[0]?.role, 'user', 'there is no system role');
      assert.deepEqual(
        second?.messages.slice(-2).map(({ role }) => role),
        ['assistant', 'user'],
      );
    });

    it('stopped by the writer, is cancelled, and its words are kept', async () => {
      let isCancelled = false;
      provider.answer(async (_request, say, token) => {
        say.text('The needle');
        await new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
        isCancelled = true;
        say.text(' and more');
      });
      await ask('What does Bettine look at?');
      await comes('The needle');
      await room.chat.receive({ kind: 'stop' });
      const { answer: words, status } = await answered();
      assert.deepEqual([status, words], ['stopped', 'The needle']);
      await until('the provider is told', () => isCancelled);
    });

    it('keeps the words of a stream that breaks and what they cost, and answers when it is tried again', async () => {
      provider.answer(async (_request, say) => {
        say.text('Forty, she says');
        await comes('Forty, she says');
        throw new Error('The line is cut.');
      });
      await ask('What did it weigh?');
      const broken = await answered();
      assert.deepEqual([broken.status, broken.failure?.code], ['failed', 'model-interrupted']);
      assert.equal(broken.answer, 'Forty, she says');
      assert.ok((broken.usage.costUsd ?? 0) > 0);
      const cost = dollarsText(broken.usage.costUsd ?? 0);
      sent = [];
      await ledgerSays(['question in the chat', `${VENDOR}/small · the editor`, cost, 'failed (model-interrupted)']);
      provider.answer((_request, say) => {
        say.text('Fifty, she says now.');
        return Promise.resolve();
      });
      sent = [];
      await room.chat.receive({ kind: 'retry' });
      await comes('Fifty, she says now');
      assert.match((await answered()).answer, /Fifty, she says now/u);
    });

    it('goes away in the middle: what it had said is kept, and the writer is told', async () => {
      let forgotten = false;
      const changes = vscode.lm.onDidChangeChatModels(() => (forgotten = true));
      try {
        provider.answer(async (_request, say) => {
          say.text('I look it up.');
          say.tool('get_scene', { scene: '1' });
          forgotten = false;
          provider.offer([]);
          await until('the editor says so', () => forgotten);
        });
        const asks = provider.requests.length;
        await ask('Who weighs the fish?');
        const { status, failure, answer: words } = await answered();
        assert.equal(provider.requests.length, asks + 1);
        assert.deepEqual([status, failure?.code], ['failed', 'model-unknown']);
        assert.match(words, /^I look it up\./u);
        const { asked } = answer(() => undefined);
        await run('chooseModel');
        assert.ok(!asked[0]?.choices.includes('The editor'));
      } finally {
        changes.dispose();
        await offer(SMALL);
      }
      provider.answer((_request, say) => {
        say.text('Bettine does.');
        return Promise.resolve();
      });
      sent = [];
      await ask('Who weighs it, then?');
      await until('the new question is answered', () => snapshot()?.messages.length === 4);
      assert.match((await answered()).answer, /^Bettine does\./u);
    });
  });
});

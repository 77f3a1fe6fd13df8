import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ToChatPanel } from '../../src/protocol/chatPanelContract';
import type { WritersRoom } from '../../src/extension/writersRoom';
import { until } from '../harness/until';
import type { ScriptedAnswer } from '../models/messagesServer/answer';
import { KEY, startMessagesServer, type MessagesServer } from '../models/messagesServer/messagesServer';
import type { Asked } from './answeredWindow';
import { openChat } from './openedChat';
import { closeScript, openScript, sceneRows } from './openedScript';
import { stubWindow } from './stubbedWindow';
import { createWriterDesk } from './writerDesk';

const CARD = {
  action: 'Somebody comes down to the water.',
  conflict: '',
  characterChanges: '',
  plotProgression: '',
  tone: 'Quiet.',
  quotes: [],
};

const SETTINGS = ['models.cards', 'models.story', 'models.baseUrl', 'limits.runUsd', 'limits.dayUsd'] as const;

/** A server on loopback that takes every request and answers none. */
async function startSilentServer() {
  let asked = 0;
  const held = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    asked++;
    held.add(response);
    response.once('close', () => held.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    /** Requests that somebody still waits for. */
    waiting: () => held.size,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('A model that the writer chooses', function () {
  this.timeout(180_000);
  let editor: vscode.TextEditor;
  let room: WritersRoom;
  let server: MessagesServer;

  const { set, setting, run, answer, restore, reset } = createWriterDesk(SETTINGS);
  const madeBy = async (method: string): Promise<number> =>
    (await sceneRows(room)).filter(({ scene }) => scene.card?.method === method).length;

  before(async () => {
    server = await startMessagesServer({
      script: () => ({ kind: 'answer', content: [{ kind: 'text', text: JSON.stringify(CARD) }] }),
    });
    ({ editor, room } = await openScript());
    await set('models.baseUrl', server.url);
  });
  afterEach(restore);
  after(async () => {
    answer(({ choices: [first] }) => first);
    await run('removeApiKey');
    await reset();
    await closeScript(editor);
    await server.close();
  });

  const giveKey = (key: string) => (asked: Asked) => {
    if (asked.by === 'showQuickPick') return asked.choices.find((label) => label.includes('server on this machine'));
    return asked.by === 'showInputBox' ? key : undefined;
  };

  it('keeps no key that the server refuses, and says so with one button', async () => {
    const { asked } = answer(giveKey('sk-wrong'));
    await run('setApiKey');
    const told = asked.at(-1);
    assert.deepEqual(
      [told?.by, told?.text, told?.choices],
      ['showErrorMessage', 'The server on this machine does not accept this key. Nothing was kept.', ['Set API Key…']],
    );
    const again = answer(() => undefined);
    await run('removeApiKey');
    assert.deepEqual(
      again.asked.map(({ text }) => text),
      ['No key is kept here.'],
    );
  });

  it('is waited for no longer than the writer wants: the key that is tried, what is counted, and what a question needs', async () => {
    const silent = await startSilentServer();
    const { withProgress } = vscode.window;
    /** Cancels the progress of this title once the server was asked; true where it was shown. */
    const cancelled = async (title: string, command: string): Promise<boolean> => {
      let isShown = false;
      const cancelling = new vscode.CancellationTokenSource();
      const shown: typeof withProgress = (options, task) => {
        if (options.title?.startsWith(title) !== true) return withProgress(options, task);
        isShown = options.cancellable === true;
        return Promise.resolve(task({ report: () => undefined }, cancelling.token));
      };
      Object.assign(vscode.window, { withProgress: shown });
      try {
        const before = silent.asked();
        const running = run(command);
        await until('the server is asked', () => silent.asked() > before);
        cancelling.cancel();
        await running;
        await until('nobody waits for it', () => silent.waiting() === 0);
        return isShown;
      } finally {
        Object.assign(vscode.window, { withProgress });
        cancelling.dispose();
      }
    };
    try {
      await set('models.baseUrl', silent.url);
      const tried = answer(giveKey('sk-good'));
      assert.ok(await cancelled('Trying the key', 'setApiKey'));
      assert.deepEqual(
        tried.asked.map(({ by }) => by),
        ['showQuickPick', 'showInputBox'],
        'it is no failure',
      );
      const again = answer(() => undefined);
      await run('removeApiKey');
      assert.deepEqual(
        again.asked.map(({ text }) => text),
        ['No key is kept here.'],
      );
      await set('models.cards', 'server/claude-haiku-5-5');
      const { asked } = answer(() => undefined);
      assert.ok(await cancelled('Counting what would be sent', 'analyzeScript'));
      assert.deepEqual(asked, [], 'and neither is this');

      await set('models.story', 'server/claude-haiku-5-5');
      const sent: ToChatPanel[] = [];
      const listening = room.chat.onDidSend((message) => sent.push(message));
      await openChat(room);
      const before = silent.asked();
      await room.chat.receive({ kind: 'ask', text: 'Who rings for the ferry?' });
      await until('the server is asked', () => silent.asked() > before);
      await room.chat.receive({ kind: 'stop' });
      await until('the question has ended', () => {
        const now = sent.findLast((message) => message.kind === 'snapshot');
        return now?.pending === null && now.unanswered !== null && now.unanswered.failure === null;
      });
      await until('nobody waits for it', () => silent.waiting() === 0);
      await room.chat.receive({ kind: 'newTopic' });
      listening.dispose();
    } finally {
      await set('models.cards', undefined);
      await set('models.story', undefined);
      await set('models.baseUrl', server.url);
      await silent.close();
    }
  });

  it('keeps a key that was tried, for its origin, and offers to choose', async () => {
    const { asked } = answer(giveKey(KEY));
    await run('setApiKey');
    const told = asked.at(-1);
    assert.equal(
      told?.text,
      `the server on this machine accepts the key: 3 models. It is kept for ${server.url} only.`.replace(/^t/, 'T'),
    );
    assert.deepEqual(told.choices, ['Choose Model…']);
    assert.equal(server.messageCalls().length, 0, 'a key is tried without an answer that costs');
  });

  it('is chosen from a list, tried, and kept in the settings', async () => {
    const { asked } = answer(({ text, choices }) => {
      if (text === 'Choose Model') return 'One for cards, another for the rest…';
      if (text.startsWith('Who makes the scene cards')) return 'Claude Haiku 5.5';
      return text.startsWith('Who makes outline') ? choices[0] : undefined;
    });
    await run('chooseModel');
    assert.ok(asked[0]?.choices.includes('Claude Haiku 5.5 for cards, Claude Sonnet 5.5 for the rest'));
    assert.deepEqual([setting('models.cards'), setting('models.story')], ['server/claude-haiku-5-5', 'offline']);
    assert.match(
      asked.at(-1)?.text ?? '',
      /^Claude Haiku 5\.5: \$0\.10 in, \$0\.50 out a million tokens, text goes to a server on this machine, which passes it on\.$/,
    );
  });

  it('is sent nothing before the writer agrees, and nothing if not', async () => {
    const { asked } = answer(() => undefined);
    await run('analyzeScript');
    const [question] = asked;
    const all = (await sceneRows(room)).length;
    assert.match(
      question?.text ?? '',
      new RegExp(
        `^Analyze "RING FOR FERRY" with claude-haiku-5-5: ${all} of ${all} scenes need cards\\. About [\\d,]+ tokens in, [\\d,]+ out: .*\\$.*\\. The text of these scenes goes to a server on this machine, which passes it on; notes stay here\\.$`,
      ),
    );
    assert.deepEqual(question?.choices.slice(0, 3), ['Analyze', 'Show the Scenes', 'Use Rules Only']);
    assert.match(question.choices[3] ?? '', /^Always under \$\d/);
    assert.equal(server.messageCalls().length, 0);
  });

  it('makes cards once the writer has agreed, without the scene that is marked, and the ledger has every request', async () => {
    const rows = await sceneRows(room);
    const [, second] = rows;
    assert.ok(second !== undefined);
    answer(({ choices: [first] }) => first);
    await run('neverSend', second);
    await until('the row says that it is never sent', async () => {
      const row = (await sceneRows(room))[1];
      return row !== undefined && String(room.outline.tree.getTreeItem(row).description).endsWith('· never sent');
    });

    let shown: Asked | undefined;
    const { asked } = answer((one) => {
      if (one.by === 'showQuickPick') {
        shown = one;
        return undefined;
      }
      return shown === undefined ? 'Show the Scenes' : 'Analyze';
    });
    await run('analyzeScript');
    assert.equal(shown?.choices.length, rows.length, 'the scenes can be looked through');
    assert.match(asked[0]?.text ?? '', /1 scene is marked never to be sent and is left out\.$/);
    await until('the cards are there', async () => (await madeBy('server/claude-haiku-5-5')) === rows.length - 1);
    assert.equal(server.messageCalls().length, rows.length - 1);

    const { document } = editor;
    const { scene } = second;
    const words = document
      .getText(new vscode.Range(scene.startLine, 0, scene.endLine, 0))
      .split('\n')
      .filter((line) => line.trim().length > 40);
    assert.ok(words.length > 0);
    for (const { text } of server.calls) {
      for (const line of words) assert.ok(!text.includes(JSON.stringify(line.trim()).slice(1, -1)), line);
    }

    await run('showAiLedger');
    const ledger = vscode.window.activeTextEditor?.document;
    assert.match(ledger?.getText() ?? '', /^# AI ledger of .*RING FOR FERRY/);
    const requests = (ledger?.getText() ?? '').split('\n').filter((line) => line.includes('| scene card: '));
    assert.equal(requests.length, rows.length - 1);
    assert.ok(requests.every((line) => line.includes(server.url) && line.endsWith('| answered |')));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    editor = await vscode.window.showTextDocument(document);
    answer(({ choices: [first] }) => first);
    await run('neverSend', second);
  });

  it('asks no more below what is always allowed', async () => {
    const first = answer(({ choices }) => choices.find((label) => label.startsWith('Always under')));
    await run('analyzeScript');
    assert.equal(first.asked.length, 1, 'the scene that was left out is due now');
    const all = (await sceneRows(room)).length;
    await until('all cards are there', async () => (await madeBy('server/claude-haiku-5-5')) === all);
    const next = answer(() => undefined);
    await editor.edit((edit) =>
      edit.insert(
        new vscode.Position(editor.document.lineCount, 0),
        '\n\nThe lamp goes out over the water, and nobody says a word about it.\n',
      ),
    );
    const before = server.messageCalls().length;
    await run('analyzeScript');
    assert.deepEqual(next.asked, []);
    assert.equal(server.messageCalls().length, before + 1, 'one edited scene is one request');
  });

  it('is told at its price in the list of what is behind, and asked for that alone', async () => {
    // The outline and the rest are made by rules: they cost nothing, whatever the cards do.
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(editor.document.lineCount, 0), '\n\nOars knock against the piles.\n'),
    );
    const isBehind = async (): Promise<boolean> => (await sceneRows(room)).some(({ scene }) => scene.behind.length > 0);
    await until('a card is behind', isBehind);
    const stubbed = stubWindow((rows) => rows.filter(({ picked }) => picked === true));
    const before = server.messageCalls().length;
    try {
      await run('refreshBehind');
    } finally {
      stubbed.restore();
    }
    const [list] = stubbed.lists;
    assert.equal(list?.title, 'Refresh What Is Behind');
    const cost = (group: string): string | undefined => {
      const at = list.rows.findIndex(({ label, kind }) => label === group && kind !== undefined);
      return list.rows[at + 1]?.description;
    };
    assert.match(cost('Scene cards') ?? '', /^Makes 1 scene card · (?:under|at most) \$\d/u);
    assert.equal(cost('Outline'), 'Makes the outline · nothing is sent, no cost');
    await until('it is made', async () => !(await isBehind()));
    assert.equal(server.messageCalls().length, before + 1);
  });

  it('cancelled from its progress, keeps what was made and sends nothing more', async () => {
    const answers = (request: { readonly messages: unknown }): ScriptedAnswer => {
      const isQuick = JSON.stringify(request.messages).includes('A gull sets down');
      const card = isQuick ? { ...CARD, action: 'A gull sets down.' } : CARD;
      return { kind: 'answer', content: [{ kind: 'text', text: JSON.stringify(card) }] };
    };
    let isHeld = false;
    server.answer((request) => {
      if (!JSON.stringify(request.messages).includes('A bell is rung')) return answers(request);
      isHeld = true;
      return { ...answers(request), beforeEvent: () => new Promise(() => undefined) };
    });
    const { document } = editor;
    const [first] = await sceneRows(room);
    assert.ok(first !== undefined);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(first.scene.startLine, 0), '\nA gull sets down.\n');
      edit.insert(new vscode.Position(document.lineCount, 0), '\n\nA bell is rung.\n');
    });
    const before = server.messageCalls().length;
    answer(() => undefined);
    const cancelling = new vscode.CancellationTokenSource();
    const { withProgress } = vscode.window;
    const shown: typeof withProgress = (options, task) =>
      options.title?.startsWith('Analyzing') === true
        ? Promise.resolve(task({ report: () => undefined }, cancelling.token))
        : withProgress(options, task);
    Object.assign(vscode.window, { withProgress: shown });
    try {
      const running = run('analyzeScript');
      await until('one answer is held, and the other is stored', async () => {
        const rows = await sceneRows(room);
        return isHeld && rows.some(({ scene }) => scene.card?.action === 'A gull sets down.');
      });
      cancelling.cancel();
      await running;
    } finally {
      Object.assign(vscode.window, { withProgress });
      cancelling.dispose();
    }
    assert.equal(server.messageCalls().length, before + 2, 'nothing more was sent');
    assert.ok((await sceneRows(room)).some(({ scene }) => scene.card?.action === 'A gull sets down.'));
    server.answer(answers);
    await run('analyzeScript');
    assert.equal(server.messageCalls().length, before + 3, 'only what was cancelled is asked for again');
  });

  it('is asked nowhere else than where the writer agreed to, if another address is set meanwhile', async () => {
    const other = await startMessagesServer({
      script: () => ({ kind: 'answer', content: [{ kind: 'text', text: JSON.stringify(CARD) }] }),
    });
    await set('models.baseUrl', other.url);
    answer(giveKey(KEY));
    await run('setApiKey');
    await set('models.baseUrl', server.url);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const before = server.messageCalls().length;
    // Words that are no card are asked about once more.
    server.answer(() => ({
      kind: 'answer',
      content: [{ kind: 'text', text: 'A card, perhaps.' }],
      beforeEvent: () => released,
    }));
    try {
      await editor.edit((edit) =>
        edit.insert(new vscode.Position(editor.document.lineCount, 0), '\n\nA rope parts.\n'),
      );
      const { asked } = answer(() => undefined);
      const running = run('analyzeScript');
      await until('the first request is held', () => Promise.resolve(server.messageCalls().length > before));
      await set('models.baseUrl', other.url);
      release();
      await running;
      assert.equal(server.messageCalls().length, before + 1);
      assert.equal(other.messageCalls().length, 0, 'nothing is sent to the new address');
      assert.match(asked.map(({ text }) => text).join('\n'), /Nothing was sent: the settings have changed meanwhile/);
    } finally {
      release();
      answer(({ choices }) => choices.find((label) => label.includes(new URL(other.url).host)));
      await run('removeApiKey');
      await set('models.baseUrl', server.url);
      server.answer(() => ({ kind: 'answer', content: [{ kind: 'text', text: JSON.stringify(CARD) }] }));
      await other.close();
    }
  });

  it('is asked no more once its key is removed, and the writer is told what it needs', async () => {
    const removing = answer(({ by, choices }) => (by === 'showQuickPick' ? choices[0] : undefined));
    await vscode.commands.executeCommand('writersroom.removeApiKey');
    assert.deepEqual(
      removing.asked.map(({ by, choices }) => [by, choices]),
      [['showQuickPick', [server.url]]],
    );
    await editor.edit((edit) =>
      edit.insert(new vscode.Position(editor.document.lineCount, 0), '\n\nA key turns, and nobody is there.\n'),
    );
    const before = server.messageCalls().length;
    const { asked } = answer(() => undefined);
    await run('analyzeScript');
    assert.deepEqual(asked.at(-1)?.choices, ['Set API Key…']);
    assert.equal(server.messageCalls().length, before);
    await vscode.commands.executeCommand('writersroom.removeApiKey');
    assert.equal(asked.at(-1)?.text, 'No key is kept here.');
  });

  it('says with one button what keeps it from being asked', async () => {
    await set('models.baseUrl', 'http://127.0.0.1:9');
    const { asked } = answer(() => undefined);
    await run('analyzeScript');
    assert.deepEqual(
      asked.map(({ by, text, choices }) => [by, text, choices]),
      [['showErrorMessage', 'No server answers at http://127.0.0.1:9: start it, then try again.', ['Try Again']]],
    );
    await set('models.baseUrl', server.url);
  });
});

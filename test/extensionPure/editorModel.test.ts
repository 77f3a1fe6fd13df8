import assert from 'node:assert/strict';
import { editorModel, type EditorApi, type EditorChat } from '../../src/extension/models/editorModel';
import type { ModelEvent, ModelOutcome, ModelRequest } from '../../src/story/modelMessage';
import { requestOf, said } from '../models/messagesFixtures';

/* VS Code's message classes in small: what matters is what they are built of. */
class TextPart {
  constructor(readonly value: string) {}
}
class CallPart {
  constructor(
    readonly callId: string,
    readonly name: string,
    readonly input: object,
  ) {}
}
class ResultPart {
  constructor(
    readonly callId: string,
    readonly content: unknown[],
  ) {}
}
interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly (TextPart | CallPart | ResultPart)[];
}
class TokenSource {
  private readonly listeners: (() => void)[] = [];
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      this.listeners.push(listener);
      return { dispose: () => undefined };
    },
  };
  cancel(): void {
    this.token.isCancellationRequested = true;
    for (const listener of this.listeners) listener();
  }
  dispose(): void {
    // Nothing is held.
  }
}
const API = {
  LanguageModelTextPart: TextPart,
  LanguageModelToolCallPart: CallPart,
  LanguageModelToolResultPart: ResultPart,
  LanguageModelChatMessage: {
    User: (content: Message['content']): Message => ({ role: 'user', content }),
    Assistant: (content: Message['content']): Message => ({ role: 'assistant', content }),
  },
  CancellationTokenSource: TokenSource,
} as unknown as EditorApi;

type Said = AsyncIterable<unknown> | Iterable<unknown>;

function chatThat(answer: (messages: readonly Message[], token: TokenSource['token']) => Said | Promise<Said>): {
  chat: EditorChat;
  sent: { messages: readonly Message[]; options: { tools?: readonly { name: string }[] } }[];
} {
  const sent: { messages: readonly Message[]; options: { tools?: readonly { name: string }[] } }[] = [];
  const chat = {
    id: 'small-1',
    name: 'Small',
    vendor: 'testvendor',
    family: 'small',
    maxInputTokens: 16_000,
    sendRequest: async (messages: readonly Message[], options: object, token: TokenSource['token']) => {
      sent.push({ messages, options });
      const stream = await answer(messages, token);
      return { stream, text: stream };
    },
    countTokens: () => Promise.resolve(7),
  };
  return { chat: chat as unknown as EditorChat, sent };
}

async function ask(
  chat: EditorChat,
  changes: Partial<ModelRequest> = {},
  signal = new AbortController().signal,
): Promise<{ outcome: ModelOutcome; events: ModelEvent[] }> {
  const events: ModelEvent[] = [];
  const request = requestOf({ model: 'editor/testvendor/small-1', ...changes });
  const outcome = await editorModel(chat, API, null).generate(request, {
    signal,
    onEvent: (event) => void events.push(event),
  });
  return { outcome, events };
}

describe('A model of the editor', () => {
  it('says who it is, whom its text goes to, and that its price is unknown', () => {
    const { info } = editorModel(chatThat(() => []).chat, API, null);
    assert.deepEqual(
      [info.id, info.recipient, info.local, info.price, info.can.system, info.can.usage],
      ['editor/testvendor/small-1', 'the editor (testvendor)', false, null, false, false],
    );
  });

  it('is given the system text first, as words, and tells what it says as it comes', async () => {
    const { chat, sent } = chatThat(() => [new TextPart('Mara '), new TextPart('lit it.'), { odd: true }]);
    const { outcome, events } = await ask(chat);
    assert.deepEqual(
      sent[0]?.messages.map(({ role }) => role),
      ['user', 'user'],
    );
    assert.equal(sent[0].messages[0]?.content, 'You are a script supervisor.');
    assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'end' });
    assert.deepEqual(outcome.content, [{ kind: 'text', text: 'Mara lit it.' }]);
    assert.deepEqual([outcome.usage, outcome.origin], [null, 'editor']);
    assert.deepEqual(events, [
      { kind: 'text', text: 'Mara ' },
      { kind: 'text', text: 'lit it.' },
    ]);
  });

  it('cites by number, and the numbers are the passages that were sent', async () => {
    const { chat } = chatThat(() => [new TextPart('She lit it [S'), new TextPart('2]. Twice.')]);
    const passage = { kind: 'search-result' as const, source: 'scene:4', title: '4 INT. LAMP ROOM', texts: ['A', 'B'] };
    const { outcome } = await ask(chat, { citations: true, turns: [said(passage, 'Who lit the lamp?')] });
    assert.deepEqual(outcome.content, [
      {
        kind: 'text',
        text: 'She lit it',
        citations: [{ source: 'scene:4', text: 'B', startBlock: 1, endBlock: 2, named: true }],
      },
      { kind: 'text', text: '. Twice.' },
    ]);
  });

  it('gives the JSON out of what is said around it, and nonsense is a failure that keeps the words', async () => {
    const output = { kind: 'json' as const, schema: { type: 'object' } };
    const { chat } = chatThat(() => [new TextPart('Here:\n```json\n{"a": 1}\n```')]);
    assert.deepEqual((await ask(chat, { output })).outcome.content, [{ kind: 'text', text: '{"a": 1}' }]);
    const silly = await ask(chatThat(() => [new TextPart('no')]).chat, { output });
    assert.equal(silly.outcome.ended.kind === 'failed' && silly.outcome.ended.failure.code, 'model-nonsense');
    assert.deepEqual(silly.outcome.content, [{ kind: 'text', text: 'no' }]);
  });

  it('calls tools and takes their results', async () => {
    const { chat, sent } = chatThat(() => [
      new TextPart('Reading.'),
      new CallPart('call 1', 'get_scene', { scene: '12' }),
    ]);
    const tools = [{ name: 'get_scene', description: 'Gives a scene.', inputSchema: { type: 'object' } }];
    const turns = [
      said('What is in 12?'),
      {
        role: 'assistant' as const,
        content: [{ kind: 'tool-use' as const, id: 'call 0', name: 'get_scene', input: { scene: '11' } }],
      },
      {
        role: 'user' as const,
        content: [
          {
            kind: 'tool-result' as const,
            toolUseId: 'call 0',
            isError: false,
            content: [{ kind: 'text' as const, text: 'INT. PIER' }],
          },
        ],
      },
    ];
    const { outcome } = await ask(chat, { tools, turns });
    assert.deepEqual(
      sent[0]?.options.tools?.map(({ name }) => name),
      ['get_scene'],
    );
    const last = sent[0].messages.at(-1)?.content[0];
    assert.ok(last instanceof ResultPart && last.callId === 'call 0');
    assert.deepEqual(outcome.ended, { kind: 'complete', stopReason: 'tool' });
    assert.deepEqual(outcome.content.at(-1), {
      kind: 'tool-use',
      id: 'call 1',
      name: 'get_scene',
      input: { scene: '12' },
    });
  });

  it('fails with a code for each of the editor’s, and says whether its extension had the text', async () => {
    const codes: [code: string, before: string, origin: string, begun: string][] = [
      ['NoPermissions', 'model-not-confirmed', '', 'model-interrupted'],
      ['Blocked', 'model-no-credit', 'editor', 'model-no-credit'],
      ['NotFound', 'model-unknown', '', 'model-interrupted'],
      ['Unknown', 'model-server-error', 'editor', 'model-interrupted'],
    ];
    for (const [code, before, told, begun] of codes) {
      const error = Object.assign(new Error('no'), { code });
      const { ended, origin } = (await ask(chatThat(() => Promise.reject(error)).chat)).outcome;
      assert.deepEqual([ended.kind === 'failed' && ended.failure.code, origin], [before, told]);
      const half = chatThat(async function* () {
        yield new TextPart('Half');
        await Promise.resolve();
        throw error;
      });
      const broken = (await ask(half.chat)).outcome;
      assert.deepEqual([broken.ended.kind === 'failed' && broken.ended.failure.code, broken.origin], [begun, 'editor']);
    }
  });

  it('keeps what had come when an answer breaks off or is stopped', async () => {
    async function* breaking(): AsyncIterable<unknown> {
      yield new TextPart('Half');
      await Promise.resolve();
      throw new Error('gone');
    }
    const broken = await ask(chatThat(breaking).chat);
    assert.equal(broken.outcome.ended.kind === 'failed' && broken.outcome.ended.failure.code, 'model-interrupted');
    assert.deepEqual(broken.outcome.content, [{ kind: 'text', text: 'Half' }]);

    const stop = new AbortController();
    const { chat } = chatThat(async function* (_messages, token) {
      yield new TextPart('Half');
      const cancelled = new Promise<void>((resolve) => token.onCancellationRequested(resolve));
      stop.abort();
      await cancelled;
      yield new TextPart(' more');
    });
    const stopped = await ask(chat, {}, stop.signal);
    assert.deepEqual(stopped.outcome.ended, { kind: 'stopped' });
    assert.deepEqual(stopped.outcome.content, [{ kind: 'text', text: 'Half' }]);
  });

  it('counts by its own tokenizer, message by message', async () => {
    const model = editorModel(chatThat(() => []).chat, API, null);
    assert.equal(await model.countTokens(requestOf(), new AbortController().signal), 14);
  });
});

import assert from 'node:assert/strict';
import { createTalks, type ChatEngine, type Talks } from '../../src/extension/chat/talks';
import { Failure } from '../../src/protocol/failure';
import type { ChatMessageResponse, Conversation } from '../../src/story/chatMessage';
import { conversation, response } from './said';

/** An engine whose answers the test gives when it likes. */
function engine(stored: Conversation | null = null) {
  const asked: { signal: AbortSignal | undefined; answer: (response: ChatMessageResponse) => void }[] = [];
  const chat: ChatEngine = {
    latestConversation: () => Promise.resolve(stored),
    ask: (_request, { signal } = {}) =>
      new Promise((answer, reject) => {
        signal?.addEventListener('abort', () => reject(new Failure('internal', 'The request was cancelled.')));
        asked.push({ signal, answer });
      }),
  };
  return { chat, asked };
}

function talksOn(connect: () => Promise<ChatEngine>): { talks: Talks; changes: () => number; failures: unknown[] } {
  let changes = 0;
  const failures: unknown[] = [];
  const talks = createTalks({ connect, onChange: () => (changes += 1), onFailure: (error) => failures.push(error) });
  return { talks, changes: () => changes, failures };
}

/** Lets everything happen that waits for nothing but its turn. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const ask = { kind: 'ask', text: 'Who is MARA?', currentSceneId: null } as const;

describe('The talks of a window', () => {
  it('are read from the engine when they are first shown, once', async () => {
    const { chat } = engine({ id: 'talk', title: '', messages: conversation(1) });
    let connections = 0;
    const { talks, changes } = talksOn(() => {
      connections += 1;
      return Promise.resolve(chat);
    });
    assert.equal(talks.of('script').loading, true);
    assert.equal(talks.of('script').loading, true);
    await settled();
    assert.equal(talks.of('script').messages.length, 2);
    assert.deepEqual([connections, changes()], [1, 1]);
  });

  it('ask, and show the answer', async () => {
    const { chat, asked } = engine();
    const { talks } = talksOn(() => Promise.resolve(chat));
    talks.of('script');
    await settled();
    talks.tell('script', ask);
    await settled();
    assert.equal(talks.of('script').pending?.request.message, 'Who is MARA?');
    asked[0]?.answer(response('m1', [['paragraph', 'MARA keeps the lamp.']]));
    await settled();
    assert.equal(talks.of('script').messages.length, 2);
  });

  it('go on for one script while another is shown', async () => {
    const { chat, asked } = engine();
    const { talks } = talksOn(() => Promise.resolve(chat));
    talks.of('one');
    talks.of('other');
    await settled();
    talks.tell('one', ask);
    await settled();
    assert.equal(talks.of('other').pending, null);
    asked[0]?.answer(response('m1', []));
    await settled();
    assert.deepEqual([talks.of('one').messages.length, talks.of('other').messages.length], [2, 0]);
  });

  it('cancel the request when the writer stops it, and call that no failure', async () => {
    const { chat, asked } = engine();
    const { talks, failures } = talksOn(() => Promise.resolve(chat));
    talks.of('script');
    await settled();
    talks.tell('script', ask);
    await settled();
    talks.tell('script', { kind: 'stop' });
    assert.equal(asked[0]?.signal?.aborted, true);
    await settled();
    assert.equal(talks.of('script').pending, null);
    assert.equal(talks.of('script').unanswered?.failure, null);
    assert.deepEqual(failures, []);
  });

  it('ask with what the writer agreed to, anew each time', async () => {
    const { chat } = engine();
    const agreed: unknown[] = [];
    const talks = createTalks({
      connect: () =>
        Promise.resolve({
          ...chat,
          ask: (request) => {
            agreed.push(request.agreed);
            return Promise.reject(new Failure('model-not-confirmed', 'Nothing was sent.', true));
          },
        }),
      permit: () => Promise.resolve([`server/one at https://${agreed.length}.invalid`]),
      onChange: () => undefined,
      onFailure: () => undefined,
    });
    talks.of('script');
    await settled();
    talks.tell('script', ask);
    await settled();
    talks.tell('script', { kind: 'retry', by: { model: 'server/one', budgetTier: 'standard', dayLimitUsd: null } });
    await settled();
    assert.deepEqual(agreed, [['server/one at https://0.invalid'], ['server/one at https://1.invalid']]);
  });

  it('wait no longer for what has to be known before it is asked, either', async () => {
    const { chat, asked } = engine();
    const permitting: AbortSignal[] = [];
    const failures: unknown[] = [];
    const talks = createTalks({
      connect: () => Promise.resolve(chat),
      permit: (_request, signal) => {
        permitting.push(signal);
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        );
      },
      onChange: () => undefined,
      onFailure: (error) => failures.push(error),
    });
    talks.of('script');
    await settled();
    talks.tell('script', ask);
    await settled();
    assert.equal(permitting.length, 1);
    talks.tell('script', { kind: 'stop' });
    await settled();
    assert.equal(talks.of('script').pending, null);
    assert.deepEqual([talks.of('script').unanswered?.failure, failures, asked.length], [null, [], 0]);
  });

  it('tell what went wrong in the sentence of the failure', async () => {
    const gone = new Failure('engine-gone', 'The story engine ended. Try again.', true);
    const { talks, failures } = talksOn(() => Promise.reject(gone));
    talks.of('script');
    await settled();
    assert.equal(talks.of('script').unanswered?.failure?.message, gone.message);
    assert.deepEqual(failures, [gone]);
  });

  it('know nothing of a script that was forgotten, not even what arrives late', async () => {
    const { chat, asked } = engine();
    const { talks } = talksOn(() => Promise.resolve(chat));
    talks.of('script');
    await settled();
    talks.tell('script', ask);
    await settled();
    talks.forget('script');
    assert.equal(asked[0]?.signal?.aborted, true);
    talks.of('script');
    talks.tell('script', { kind: 'newTopic' });
    talks.tell('script', ask);
    await settled();
    assert.equal(talks.of('script').pending?.turn, 1);
  });

  it('show what the writer opened, though what was read before it comes later', async () => {
    let giveLatest: (conversation: Conversation) => void = () => undefined;
    const { chat } = engine();
    const { talks } = talksOn(() =>
      Promise.resolve({
        ...chat,
        latestConversation: () => new Promise((resolve) => (giveLatest = resolve)),
        readConversation: ({ conversationId: id }) => Promise.resolve({ id, title: '', messages: conversation(1) }),
      }),
    );
    talks.of('script');
    await settled();
    talks.tell('script', { kind: 'openConversation', conversationId: 'older' });
    giveLatest({ id: 'latest', title: '', messages: conversation(3) });
    await settled();
    assert.deepEqual([talks.of('script').conversationId, talks.of('script').messages.length], ['older', 2]);
  });

  it('end with the window', async () => {
    const { chat, asked } = engine();
    const { talks, changes } = talksOn(() => Promise.resolve(chat));
    talks.of('script');
    await settled();
    talks.tell('script', ask);
    await settled();
    const before = changes();
    talks.dispose();
    await settled();
    assert.equal(asked[0]?.signal?.aborted, true);
    assert.equal(changes(), before);
  });
});

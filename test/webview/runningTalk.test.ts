import assert from 'node:assert/strict';
import { chatSnapshot } from '../../src/extension/chat/chatSnapshot';
import { createDocumentText } from '../../src/extension/chat/documentText';
import { continueTalk, startTalk, type Talk, type TalkEffect, type TalkEvent } from '../../src/extension/chat/talk';
import { createTalks, type ChatEngine } from '../../src/extension/chat/talks';
import { toChatPanelSchema } from '../../src/protocol/chatPanelContract';
import type {
  ChatEvent,
  ChatMessageRequest,
  ChatMessageResponse,
  ConversationMessage,
} from '../../src/story/chatMessage';
import { conversation, response, scenesOf, scriptView } from './said';

const started: ChatEvent = {
  kind: 'started',
  conversationId: 'talk',
  questionId: 'stored question',
  messageId: 'm1',
  intent: 'global_question',
  method: 'anthropic/some-model',
  contextUsed: response('x', []).contextUsed,
};
const stored = { id: 'talk', title: '', messages: conversation(3) };
const loaded: TalkEvent = { kind: 'loaded', conversation: stored };
const ask = (more = {}): TalkEvent => ({ kind: 'ask', text: 'When?', currentSceneId: null, more });
const RETRY: TalkEvent = { kind: 'retry', by: { model: 'offline', budgetTier: 'standard', dayLimitUsd: null } };
const came = (event: ChatEvent, turn = 1): TalkEvent => ({ kind: 'came', turn, event });

function after(...events: readonly TalkEvent[]): { talk: Talk; effects: readonly TalkEffect[] } {
  let step = startTalk('script');
  for (const event of events) step = continueTalk(step.talk, event);
  return step;
}
const asked = ({ effects }: { effects: readonly TalkEffect[] }): ChatMessageRequest => {
  const [effect] = effects;
  assert.ok(effect?.kind === 'ask');
  return effect.request;
};
const ids = ({ messages }: Talk): string[] => messages.map(({ id }) => id);

describe('An answer under way, as the host keeps it', () => {
  it('holds every word and step that came, in order', () => {
    const { talk } = after(
      loaded,
      ask(),
      came(started),
      came({ kind: 'thinking' }),
      came({ kind: 'thinking' }),
      came({ kind: 'tool', name: 'get_scenes', line: 'reading scenes 12, 13' }),
      came({ kind: 'text', text: 'In 12 ' }),
      came({ kind: 'text', text: 'she lies.' }),
      came({ kind: 'text', text: 'of another' }, 2),
    );
    assert.equal(talk.pending?.running?.text, 'In 12 she lies.');
    assert.deepEqual(
      talk.pending.running.steps.map(({ line }) => line),
      ['thinking', 'reading scenes 12, 13'],
    );
    const shown = chatSnapshot({
      kind: 'ready',
      key: 'a',
      view: scriptView(scenesOf('INT. HUT - DAY\n')),
      document: createDocumentText('INT. HUT - DAY\n'),
      talk,
    });
    assert.deepEqual(toChatPanelSchema.parse(JSON.parse(JSON.stringify(shown))), shown);
    assert.equal(shown.running?.text, 'In 12 she lies.');
  });

  it('becomes the answer, under the ids that are stored', () => {
    const { talk } = after(loaded, ask(), came(started), {
      kind: 'answered',
      turn: 1,
      response: response('m1', [], [], { status: 'stopped' }),
    });
    assert.deepEqual(ids(talk).slice(-2), ['stored question', 'm1']);
    assert.equal(talk.pending, null);
  });

  it('is asked for again in its place where it broke off', () => {
    const broken: TalkEvent = { kind: 'answered', turn: 1, response: response('m1', [], [], { status: 'failed' }) };
    const place = { sceneIds: ['s1'], characters: [] };
    const step = after(loaded, ask({ model: 'anthropic/some-model', mentions: place }), came(started), broken, RETRY);
    assert.equal(asked(step).retryOf, 'stored question');
    assert.deepEqual(asked(step).mentions, place);
    assert.deepEqual(ids(step.talk), ids(after(loaded).talk));
    assert.deepEqual(after(loaded, ask(), came(started), broken, RETRY, RETRY).effects, []);
  });

  it('is asked for again of the model that is chosen now, at the tier and the limit of now', () => {
    const cut = response('m1', [], [], { status: 'failed', method: 'anthropic/some-model' });
    const messages: ConversationMessage[] = [
      { role: 'user', id: 'stored question', text: 'When?' },
      { role: 'assistant', id: 'm1', response: cut },
    ];
    const before = ask({ model: 'anthropic/some-model', budgetTier: 'deep', dayLimitUsd: 2 });
    const failure = { code: 'model-busy', message: 'No.', retryable: true } as const;
    for (const model of ['anthropic/another-model', 'offline']) {
      const by = { model, budgetTier: 'quick', dayLimitUsd: 0.5 } as const;
      const again: TalkEvent = { kind: 'retry', by };
      for (const step of [
        after(loaded, before, came(started), { kind: 'answered', turn: 1, response: cut }, again),
        after(loaded, before, { kind: 'failed', turn: 1, failure }, again),
        after({ kind: 'loaded', conversation: { ...stored, messages } }, again),
      ]) {
        const { message, model: asks, budgetTier, dayLimitUsd } = asked(step);
        assert.deepEqual({ message, model: asks, budgetTier, dayLimitUsd }, { message: 'When?', ...by });
      }
    }
  });

  it('is asked for again about what it was about, also by a window that was loaded anew', () => {
    const about = {
      currentSceneId: 's3',
      intentHint: null,
      selection: { sceneId: 's3', text: 'She lies.', startLine: 12, endLine: 12 },
      mentions: { sceneIds: ['s1'], characters: ['MARA'] },
    };
    const messages: ConversationMessage[] = [
      { role: 'user', id: 'stored question', text: 'When?', about },
      { role: 'assistant', id: 'm1', response: response('m1', [], [], { status: 'stopped' }) },
    ];
    const anew = after({ kind: 'loaded', conversation: { ...stored, messages } }, RETRY);
    const { currentSceneId, intentHint, selection, mentions, retryOf, forkBefore, conversationId } = asked(anew);
    assert.deepEqual({ currentSceneId, intentHint, selection, mentions }, about);
    assert.deepEqual([retryOf, forkBefore, conversationId], ['stored question', undefined, 'talk']);
    // Here, a question that took the place of another one: its conversation has it as its last.
    const { currentSceneId: scene, ...more } = about;
    const edited = after(
      loaded,
      { kind: 'ask', text: 'When?', currentSceneId: scene, more: { ...more, forkBefore: 'q1' } },
      came(started),
      {
        kind: 'answered',
        turn: 1,
        response: response('m1', [], [], { status: 'stopped', conversationId: 'fork' }),
      },
      RETRY,
    );
    const again = asked(edited);
    assert.deepEqual([again.selection, again.mentions, again.currentSceneId], [more.selection, more.mentions, scene]);
    assert.deepEqual([again.retryOf, again.forkBefore, again.conversationId], ['stored question', undefined, 'fork']);
  });

  it('is not asked for again where it is whole', () => {
    assert.deepEqual(after(loaded, RETRY).effects, []);
  });

  it('takes the place of what is asked in other words: a conversation of its own goes on from there', () => {
    const step = after(loaded, ask({ forkBefore: 'q1' }));
    assert.deepEqual(ids(step.talk), ['q0', 'a0']);
    assert.deepEqual([asked(step).conversationId, asked(step).forkBefore], ['talk', 'q1']);
    const { talk } = continueTalk(step.talk, {
      kind: 'answered',
      turn: 1,
      response: response('m1', [], [], { conversationId: 'fork' }),
    });
    assert.equal(talk.conversationId, 'fork');
    assert.equal(talk.messages.length, 4);
  });

  it('is left behind when another conversation is opened', () => {
    const step = after(loaded, ask(), came(started), { kind: 'openConversation', conversationId: 'older' });
    assert.deepEqual(step.effects, [
      { kind: 'cancel', turn: 1 },
      { kind: 'read', conversationId: 'older' },
    ]);
    assert.equal(step.talk.loading, true);
    assert.deepEqual(continueTalk(step.talk, came({ kind: 'text', text: 'late' })).talk, step.talk);
  });
});

describe('The talks of a window, with a model', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('tell small pieces apart from what changes the page, and lose none', async () => {
    let hear: ((event: ChatEvent) => void) | undefined;
    let answer: ((response: ChatMessageResponse) => void) | undefined;
    const engine: ChatEngine = {
      latestConversation: () => Promise.resolve(null),
      ask: (_, { onEvent } = {}) =>
        new Promise((resolve) => {
          hear = onEvent;
          answer = resolve;
        }),
    };
    const pieces: string[] = [];
    let changes = 0;
    const talks = createTalks({
      connect: () => Promise.resolve(engine),
      onChange: () => (changes += 1),
      onMore: (_, before, now) =>
        pieces.push((now.pending?.running?.text ?? '').slice(before.pending?.running?.text.length)),
      onFailure: (error) => assert.fail(String(error)),
    });
    talks.of('script');
    await settled();
    talks.tell('script', { kind: 'ask', text: 'When?', currentSceneId: null });
    await settled();
    const before = changes;
    hear?.(started);
    for (const text of ['One ', 'two ', 'three']) hear?.({ kind: 'text', text });
    assert.equal(changes, before + 1);
    assert.deepEqual(pieces, ['One ', 'two ', 'three']);
    assert.equal(talks.of('script').pending?.running?.text, 'One two three');
    answer?.(response('m1', []));
    await settled();
    assert.equal(talks.of('script').messages.length, 2);
  });

  it('look up the id of a question that was asked here and stored there', async () => {
    const requests: ChatMessageRequest[] = [];
    const engine: ChatEngine = {
      latestConversation: () => Promise.resolve(null),
      readConversation: () => Promise.resolve(stored),
      ask: (request) => {
        requests.push(request);
        return Promise.resolve(response('a0', []));
      },
    };
    const talks = createTalks({
      connect: () => Promise.resolve(engine),
      onChange: () => undefined,
      onFailure: (error) => assert.fail(String(error)),
    });
    talks.of('script');
    await settled();
    talks.tell('script', { kind: 'ask', text: 'When?', currentSceneId: null });
    await settled();
    await settled();
    const [question] = talks.of('script').messages;
    assert.ok(question);
    talks.tell('script', { kind: 'ask', text: 'Where?', currentSceneId: null, more: { forkBefore: question.id } });
    await settled();
    await settled();
    assert.equal(requests[1]?.forkBefore, 'q0');
  });
});

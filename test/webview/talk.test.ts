import assert from 'node:assert/strict';
import fc from 'fast-check';
import { continueTalk, startTalk, type Talk, type TalkEffect, type TalkEvent } from '../../src/extension/chat/talk';
import type { FailureData } from '../../src/protocol/failure';
import { conversation, response } from './said';

const broken: FailureData = { code: 'engine-gone', message: 'The story engine ended. Try again.', retryable: true };
const RETRY: TalkEvent = { kind: 'retry', by: { model: 'offline', budgetTier: 'standard', dayLimitUsd: null } };
const asked = (text: string): TalkEvent => ({ kind: 'ask', text, currentSceneId: 'scene 3' });
const answered = (turn: number): TalkEvent => ({ kind: 'answered', turn, response: response(`m${turn}`, []) });
const failed = (turn: number): TalkEvent => ({ kind: 'failed', turn, failure: broken });

/** The talk after these events, and all that was to be done. */
function after(...events: readonly TalkEvent[]): { talk: Talk; effects: TalkEffect[] } {
  let { talk, effects } = startTalk('script');
  for (const event of events) {
    const step = continueTalk(talk, event);
    talk = step.talk;
    effects = [...effects, ...step.effects];
  }
  return { talk, effects: [...effects] };
}

const read: TalkEvent = { kind: 'loaded', conversation: null };
const texts = ({ messages }: Talk): string[] =>
  messages.map((message) => (message.role === 'user' ? message.text : message.id));

describe('A talk about a script', () => {
  it('begins with what was stored', () => {
    const stored = { id: 'talk', title: 'Where is MARA?', messages: conversation(2) };
    const { talk, effects } = after({ kind: 'loaded', conversation: stored });
    assert.deepEqual(effects, [{ kind: 'load' }]);
    assert.equal(talk.loading, false);
    assert.deepEqual(talk.messages, stored.messages);
    assert.equal(talk.conversationId, 'talk');
  });

  it('asks nothing before it knows which conversation goes on', () => {
    assert.deepEqual(after(asked('Who is MARA?')).effects, [{ kind: 'load' }]);
  });

  it('asks, in a new conversation, from the scene the writer is in', () => {
    const { talk, effects } = after(read, asked('Who is MARA?'));
    assert.equal(talk.pending?.request.message, 'Who is MARA?');
    assert.deepEqual(effects.at(-1), {
      kind: 'ask',
      turn: 1,
      request: {
        scriptId: 'script',
        conversationId: null,
        message: 'Who is MARA?',
        currentSceneId: 'scene 3',
        intentHint: null,
        budgetTier: 'standard',
        remember: true,
      },
    });
  });

  it('shows question and answer when the answer is there, and goes on with the same conversation', () => {
    const { talk, effects } = after(read, asked('Who is MARA?'), answered(1), asked('And JONAS?'));
    assert.deepEqual(texts(talk), ['Who is MARA?', 'm1']);
    assert.equal(talk.pending?.request.message, 'And JONAS?');
    const last = effects.at(-1);
    assert.equal(last?.kind === 'ask' && last.request.conversationId, 'talk');
  });

  it('has one question under way at a time', () => {
    const { talk, effects } = after(read, asked('Who is MARA?'), asked('And JONAS?'));
    assert.equal(talk.pending?.request.message, 'Who is MARA?');
    assert.equal(effects.filter(({ kind }) => kind === 'ask').length, 1);
  });

  it('keeps a question that failed, with the reason, and asks it again', () => {
    const before = after(read, asked('Who is MARA?'), failed(1)).talk;
    assert.equal(before.unanswered?.request?.message, 'Who is MARA?');
    assert.equal(before.unanswered.failure?.message, broken.message);
    const { talk, effects } = after(read, asked('Who is MARA?'), failed(1), RETRY, answered(2));
    assert.deepEqual(texts(talk), ['Who is MARA?', 'm2']);
    assert.equal(talk.unanswered, null);
    assert.equal(effects.filter(({ kind }) => kind === 'ask').length, 2);
  });

  it('takes a question that was stopped for no error', () => {
    const stopping = after(read, asked('Who is MARA?'), { kind: 'stop' });
    assert.equal(stopping.talk.pending?.stopping, true);
    assert.deepEqual(stopping.effects.at(-1), { kind: 'cancel', turn: 1 });
    const { talk } = after(read, asked('Who is MARA?'), { kind: 'stop' }, failed(1));
    assert.equal(talk.pending, null);
    assert.equal(talk.unanswered?.request?.message, 'Who is MARA?');
    assert.equal(talk.unanswered.failure, null);
  });

  it('stops once', () => {
    const { effects } = after(read, asked('Who is MARA?'), { kind: 'stop' }, { kind: 'stop' });
    assert.equal(effects.filter(({ kind }) => kind === 'cancel').length, 1);
    assert.equal(after(read, { kind: 'stop' }).effects.length, 1);
  });

  it('shows an answer that came before it could be stopped: it is stored', () => {
    const { talk } = after(read, asked('Who is MARA?'), { kind: 'stop' }, answered(1));
    assert.deepEqual(texts(talk), ['Who is MARA?', 'm1']);
    assert.equal(talk.unanswered, null);
  });

  it('begins a new topic with an empty page and another conversation, whatever still arrives', () => {
    const { talk, effects } = after(read, asked('Who is MARA?'), answered(1), asked('And JONAS?'), {
      kind: 'newTopic',
    });
    assert.deepEqual(effects.at(-1), { kind: 'cancel', turn: 2 });
    for (const late of [talk, continueTalk(talk, answered(2)).talk, continueTalk(talk, failed(2)).talk]) {
      assert.deepEqual(texts(late), []);
      assert.equal(late.conversationId, null);
      assert.equal(late.pending, null);
      assert.equal(late.unanswered, null);
    }
  });

  it('begins a new topic also before the old one is read', () => {
    const stored = { id: 'talk', title: '', messages: conversation(1) };
    const { talk } = after({ kind: 'newTopic' }, { kind: 'loaded', conversation: stored });
    assert.equal(talk.conversationId, null);
    assert.deepEqual(talk.messages, []);
  });

  const open = (conversationId: string): TalkEvent => ({ kind: 'openConversation', conversationId });
  const readOf = (id: string, questions: number): TalkEvent => ({
    kind: 'loaded',
    of: id,
    conversation: { id, title: '', messages: conversation(questions) },
  });
  const latest: TalkEvent = { kind: 'loaded', conversation: { id: 'latest', title: '', messages: conversation(3) } };

  it('shows the conversation that was opened last, in whichever order they are read', () => {
    const early = after(open('one'), latest).talk;
    assert.deepEqual([early.loading, early.conversationId, early.messages], [true, null, []]);
    const orders = [
      [open('one'), latest, readOf('one', 1)],
      [open('one'), readOf('one', 1), latest],
      [open('other'), open('one'), latest, readOf('other', 2), readOf('one', 1)],
      [latest, open('other'), open('one'), readOf('one', 1), readOf('other', 2)],
      [open('one'), { kind: 'notLoaded', failure: broken }, readOf('one', 1)],
      [open('other'), open('one'), { kind: 'notLoaded', of: 'other', failure: broken }, readOf('one', 1)],
    ] as const;
    for (const order of orders) {
      const { talk } = after(...order);
      assert.deepEqual([talk.loading, talk.conversationId, talk.messages.length], [false, 'one', 2]);
      assert.equal(talk.unanswered, null);
    }
    assert.equal(after(open('one'), { kind: 'newTopic' }, readOf('one', 1), latest).talk.conversationId, null);
  });

  it('reads the conversation again that could not be read, and no other one', () => {
    const { effects } = after(open('one'), { kind: 'notLoaded', of: 'one', failure: broken }, RETRY);
    assert.deepEqual(effects.at(-1), { kind: 'read', conversationId: 'one' });
  });

  it('asks what was asked while a conversation was read when it is there, in that one', () => {
    const { talk, effects } = after(latest, open('one'), asked('Who is MARA?'), readOf('one', 1));
    assert.equal(talk.pending?.request.message, 'Who is MARA?');
    const last = effects.at(-1);
    assert.equal(last?.kind === 'ask' && last.request.conversationId, 'one');
    const unread = after(open('one'), asked('Who is MARA?'), { kind: 'notLoaded', of: 'one', failure: broken });
    assert.equal(unread.effects.filter(({ kind }) => kind === 'ask').length, 0);
    const again = after(
      ...[open('one'), asked('Who is MARA?'), { kind: 'notLoaded', of: 'one', failure: broken } as const],
      ...[RETRY, readOf('one', 1)],
    );
    assert.equal(again.talk.pending?.request.message, 'Who is MARA?', 'it is not lost where reading fails');
  });

  it('asks nothing that was stopped, or left behind, while a conversation was read', () => {
    const stopped = after(open('one'), asked('Who is MARA?'), { kind: 'stop' }, readOf('one', 1));
    assert.equal(stopped.talk.pending, null);
    assert.equal(stopped.talk.unanswered?.request?.message, 'Who is MARA?');
    assert.equal(stopped.talk.unanswered.failure, null);
    const again = continueTalk(stopped.talk, RETRY);
    const [effect] = again.effects;
    assert.equal(effect?.kind === 'ask' && effect.request.conversationId, 'one');
    for (const left of [{ kind: 'newTopic' } as const, open('other')]) {
      const { effects } = after(open('one'), asked('Who is MARA?'), left, readOf('one', 1), readOf('other', 1));
      assert.equal(effects.filter(({ kind }) => kind === 'ask').length, 0);
    }
  });

  const changed: TalkEvent = { kind: 'changed', conversationId: 'latest' };
  const deleted: TalkEvent = { kind: 'deleted', conversationId: 'latest' };
  const refreshed = (questions: number): TalkEvent => ({
    kind: 'refreshed',
    of: 'latest',
    conversation: { id: 'latest', title: '', messages: conversation(questions) },
  });
  const REFRESH: TalkEffect = { kind: 'refresh', conversationId: 'latest' };

  it('has what another window said in its conversation, and is never read as if for the first time', () => {
    const told = after(latest, changed);
    assert.deepEqual(told.effects.at(-1), REFRESH);
    assert.equal(told.talk.loading, false);
    assert.deepEqual(continueTalk(told.talk, refreshed(4)).talk.messages, conversation(4));
    assert.deepEqual(after(latest, { kind: 'changed', conversationId: 'other' }).effects, [{ kind: 'load' }]);
    for (const left of [{ kind: 'newTopic' } as const, open('one')]) {
      assert.deepEqual(after(latest, changed, left, refreshed(4)).talk.messages, []);
    }
  });

  it('waits with what another window said until its own question is answered, or its conversation is read', () => {
    const asking = after(latest, asked('Who is MARA?'), changed);
    assert.ok(!asking.effects.some(({ kind }) => kind === 'refresh'));
    const here = { kind: 'answered', turn: 1, response: response('m1', [], [], { conversationId: 'latest' }) } as const;
    assert.deepEqual(continueTalk(asking.talk, here).effects, [REFRESH]);
    assert.deepEqual(continueTalk(asking.talk, failed(1)).effects, [REFRESH]);
    assert.deepEqual(after(changed, latest).effects.at(-1), REFRESH);
    const late = after(latest, changed, asked('Who is MARA?'), refreshed(4)).talk;
    assert.deepEqual([late.pending?.turn, late.messages.length], [1, 6]);
    assert.deepEqual(continueTalk(late, here).effects, [REFRESH]);
  });

  it('keeps what is on the page under the ids it has there', () => {
    const here = { kind: 'answered', turn: 1, response: response('a3', [], [], { conversationId: 'latest' }) } as const;
    const asking = after(latest, asked('Question 4: where is MARA?'), here).talk;
    const shown = asking.messages.map(({ id }) => id);
    const stored = conversation(5).map((message) =>
      message.id === 'a3' ? { role: 'assistant' as const, id: 'a3', response: here.response } : message,
    );
    const conversationNow = { id: 'latest', title: '', messages: stored };
    const { talk } = continueTalk(asking, { kind: 'refreshed', of: 'latest', conversation: conversationNow });
    assert.deepEqual(
      talk.messages.map(({ id }) => id),
      [...shown, 'q4', 'a4'],
    );
    const [edited] = continueTalk(talk, {
      kind: 'ask',
      text: 'Where?',
      currentSceneId: null,
      more: { forkBefore: shown[6] ?? '' },
    }).effects;
    assert.equal(edited?.kind === 'ask' && edited.at, 6, 'and knows where they are stored');
  });

  it('begins a new topic where its conversation was deleted, and says so', () => {
    const none = { kind: 'refreshed', of: 'latest', conversation: null } as const;
    for (const events of [
      [latest, deleted],
      [latest, changed, none],
      [open('latest'), deleted],
    ] as const) {
      const { talk } = after(...events);
      assert.deepEqual([talk.conversationId, talk.messages, talk.isGone], [null, [], true]);
    }
    const unread = after(open('one'), { kind: 'loaded', of: 'one', conversation: null }).talk;
    assert.equal(unread.isGone, true);
    assert.equal(after(latest, { kind: 'deleted', conversationId: 'other' }).talk.conversationId, 'latest');
    const next = continueTalk(after(latest, deleted).talk, asked('Who is MARA?'));
    assert.equal(next.talk.isGone, false);
    const [effect] = next.effects;
    assert.equal(effect?.kind === 'ask' && effect.request.conversationId, null);
  });

  it('stops a question in a conversation that is deleted, and can ask it in a new one', () => {
    const edit: TalkEvent = { kind: 'ask', text: 'Why?', currentSceneId: null, more: { forkBefore: 'q1' } };
    const { talk, effects } = after(latest, edit, deleted);
    assert.deepEqual(effects.at(-1), { kind: 'cancel', turn: 1 });
    assert.deepEqual([talk.pending, talk.isGone, talk.unanswered?.failure], [null, true, null]);
    const [again] = continueTalk(talk, RETRY).effects;
    assert.ok(again?.kind === 'ask');
    const { message, conversationId, forkBefore } = again.request;
    assert.deepEqual([message, conversationId, forkBefore], ['Why?', null, null]);
  });

  it('says that the conversation could not be read, and reads it again', () => {
    const { talk } = after({ kind: 'notLoaded', failure: broken }, asked('Who is MARA?'));
    assert.equal(talk.pending, null);
    assert.equal(talk.unanswered?.request, null);
    const again = continueTalk(talk, RETRY);
    assert.deepEqual(again.effects, [{ kind: 'load' }]);
    assert.equal(again.talk.loading, true);
    assert.equal(again.talk.unanswered, null);
  });

  it('never has two questions under way, never loses a question and never shows an answer twice, come what may', () => {
    const event = fc.oneof(
      fc.constant(asked('Who is MARA?')),
      fc.constantFrom<TalkEvent>({ kind: 'stop' }, RETRY, { kind: 'newTopic' }, read),
      fc.constant<TalkEvent>({ kind: 'notLoaded', failure: broken }),
      fc.integer({ min: 1, max: 4 }).map(answered),
      fc.integer({ min: 1, max: 4 }).map(failed),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let { talk } = startTalk('script');
        for (const one of events) {
          const before = talk;
          const step = continueTalk(talk, one);
          talk = step.talk;
          const ids = talk.messages.map(({ id }) => id);
          assert.equal(new Set(ids).size, ids.length);
          if (step.effects.some(({ kind }) => kind === 'ask')) assert.equal(before.pending, null);
          if (before.pending !== null && talk.pending === null && one.kind !== 'newTopic') {
            assert.ok(talk.unanswered !== null || talk.messages.length === before.messages.length + 2);
          }
          assert.ok(talk.pending === null || talk.unanswered === null);
        }
      }),
    );
  });
});

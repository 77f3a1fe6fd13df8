import assert from 'node:assert/strict';
import { until } from '../harness/until';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { scriptedChatModel, type ScriptedChatModel } from './scriptedChatModel';

describe('A conversation that something else happens to while it is answered', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  /** A model whose answer waits. */
  const held = (text: string): { readonly model: ScriptedChatModel; readonly go: () => void } => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    return { model: scriptedChatModel(() => ({ text, hold: () => gate })), go };
  };
  const said = async (conversationId: string): Promise<string[]> =>
    ((await room.on.engine.readConversation(room.scriptId, conversationId))?.messages ?? []).map((one) =>
      one.role === 'user' ? one.text : (one.response.answer.split('\n')[0] ?? ''),
    );

  it('keeps what another window asked while a broken answer is asked again', async () => {
    const { conversationId } = await room.ask(
      scriptedChatModel(() => 'First.'),
      'One?',
    );
    await room.ask(
      scriptedChatModel(() => ({ text: 'Half', fails: 'model-server-error' })),
      'Two?',
      { conversationId },
    );
    const before = await room.on.engine.readConversation(room.scriptId, conversationId);
    const question = before?.messages.at(-2);
    assert.ok(question?.role === 'user');
    const { model, go } = held('Whole.');
    const again = room.ask(model, 'Two?', { conversationId, retryOf: question.id });
    await until('it is under way', () => model.requests.length > 0);
    await room.ask(
      scriptedChatModel(() => 'Third.'),
      'Three?',
      { conversationId },
    );
    go();
    await again;
    assert.deepEqual(await said(conversationId), ['One?', 'First.', 'Three?', 'Third.', 'Two?', 'Whole.']);
  });

  it('is asked again by one window at a time: in the place of one answer there come no two', async () => {
    const failing = scriptedChatModel(() => ({ text: 'Half', fails: 'model-server-error' }));
    const { conversationId } = await room.ask(failing, 'One?');
    const [question] = (await room.on.engine.readConversation(room.scriptId, conversationId))?.messages ?? [];
    assert.ok(question);
    const { model, go } = held('Whole.');
    const retry = { conversationId, retryOf: question.id };
    const again = room.ask(model, 'One?', retry);
    await until('it is under way', () => model.requests.length > 0);
    const other = scriptedChatModel(() => 'Other.');
    await assert.rejects(room.ask(other, 'One?', retry), { code: 'conversation-busy' });
    assert.equal(other.requests.length, 0, 'nothing is sent for it');
    go();
    await again;
    assert.deepEqual(await said(conversationId), ['One?', 'Whole.']);
    await assert.rejects(room.ask(other, 'One?', retry), { code: 'conversation-unknown' });
  });

  it('does not come back when it was deleted', async () => {
    const { conversationId } = await room.ask(
      scriptedChatModel(() => 'First.'),
      'One?',
    );
    const { model, go } = held('Second.');
    const under = room.ask(model, 'Two?', { conversationId });
    await until('it is under way', () => model.requests.length > 0);
    await room.on.engine.deleteConversation(room.scriptId, conversationId);
    go();
    assert.equal((await under).answer.split('\n')[0], 'Second.');
    assert.equal(await room.on.engine.readConversation(room.scriptId, conversationId), null);
  });

  it('takes a slash command for what it is without a model too', async () => {
    const offline = (message: string) =>
      room.on.engine.ask({
        ...{ scriptId: room.scriptId, conversationId: null, message, currentSceneId: null },
        ...{ intentHint: null, budgetTier: 'standard' as const, remember: false },
      });
    const [asked, commanded] = [await offline('Where does Ada appear?'), await offline('/ask Where does Ada appear?')];
    assert.deepEqual(commanded.answer, asked.answer);
    assert.equal((await offline('/brainstorm Where does Ada appear?')).intent, 'brainstorm');
  });
});

import assert from 'node:assert/strict';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { scriptedChatModel } from './scriptedChatModel';

describe('A question that is asked again without a model', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  const offline = (more: object) =>
    room.ask(
      scriptedChatModel(() => ''),
      'Who has the copper-lantern?',
      more,
    );
  const messagesOf = async (conversationId: string) =>
    (await room.on.engine.readConversation(room.scriptId, conversationId))?.messages ?? [];

  it('takes the place of the answer that broke off', async () => {
    const failing = scriptedChatModel(() => ({ text: 'It is', fails: 'model-interrupted' }));
    const { conversationId } = await room.ask(failing, 'Who has the copper-lantern?');
    const [question] = await messagesOf(conversationId);
    const answer = await offline({ model: 'offline', conversationId, retryOf: question?.id });
    const after = await messagesOf(conversationId);
    assert.deepEqual(
      after.map((message) => (message.role === 'user' ? message.text : message.response.method)),
      ['Who has the copper-lantern?', 'offline'],
    );
    assert.equal(answer.conversationId, conversationId);
    const again = offline({ model: 'offline', conversationId, retryOf: after[0]?.id });
    await assert.rejects(again, { code: 'conversation-unknown' });
  });

  it('begins a conversation of its own from an earlier question', async () => {
    const first = await offline({ model: 'offline' });
    const { conversationId } = first;
    await offline({ model: 'offline', conversationId });
    const second = (await messagesOf(conversationId))[2]?.id;
    const forked = await offline({ model: 'offline', conversationId, forkBefore: second });
    assert.notEqual(forked.conversationId, conversationId);
    assert.equal((await messagesOf(forked.conversationId)).length, 4);
    assert.equal((await messagesOf(conversationId)).length, 4);
  });

  it('says what it was about, in a conversation of its own too', async () => {
    const { scenes } = await room.on.engine.readScript(room.scriptId);
    const [scene, other] = scenes;
    assert.ok(scene && other);
    const about = {
      currentSceneId: scene.id,
      intentHint: 'scene_feedback' as const,
      selection: { sceneId: scene.id, text: scene.heading, startLine: scene.startLine, endLine: scene.startLine },
      mentions: { sceneIds: [other.id], characters: [] },
    };
    const { conversationId } = await offline({ model: 'offline' });
    const [first] = await messagesOf(conversationId);
    const failing = scriptedChatModel(() => ({ text: 'It is', fails: 'model-interrupted' }));
    const forked = await room.ask(failing, 'Why so?', { ...about, conversationId, forkBefore: first?.id });
    const [question] = await messagesOf(forked.conversationId);
    assert.ok(question?.role === 'user');
    assert.deepEqual(question.about, about);
  });
});

import assert from 'node:assert/strict';
import { answerText as printed } from '../../src/cli/answerText';
import type { ChatMessageResponse } from '../../src/story/chatMessage';
import { unverifiedClaims } from '../../src/story/placedText';
import { answerText as copied } from '../../src/webview/answerText';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { scriptedChatModel, sentText } from './scriptedChatModel';

const SAID =
  'She says "I killed him myself" [S1], and "The copper-barometer was never yours" [S1].\n\nAnd “I burned it all down” too.\n\nHe [S99] leaves.';

describe('What an answer says without proof', () => {
  let room: ModelRoom;
  let answer: ChatMessageResponse;
  before(async () => {
    room = await openModelRoom();
    answer = await room.ask(
      scriptedChatModel(() => SAID),
      'What does she say?',
    );
  });
  after(() => room.close());

  const check = (text: string, place = 'scene 1'): void => {
    assert.ok(text.includes('"I killed him myself" (unverified: not found in 1)'), text);
    assert.ok(text.includes(`"The copper-barometer was never yours" (${place}`), text);
    assert.ok(text.includes('“I burned it all down” (unverified: not found in the script) too'), text);
    assert.ok(text.includes('He (unverified: there is no scene 99) leaves.'), text);
  };

  it('is told so by the command line, which gives no place for it', () => {
    check(printed(answer));
    const line = answer.citations.find(({ verified }) => verified)?.line ?? 0;
    assert.deepEqual(printed(answer).match(/^ {4}.*$/gmu), [`    1 INT. TIDE OFFICE - NIGHT, line ${line}`]);
  });
  it('says once what was searched, on the command line too', async () => {
    const teller = scriptedChatModel(() => 'Nobody knows.');
    const text = printed(await room.ask(teller, 'Who sold the copper-lantern?', { remember: false }));
    assert.equal(text.match(/scenes searched/gu)?.length, 1, text);
    assert.ok(text.endsWith('\n\nscripted/teller.\n'), text);
  });
  it('is told so in the JSON of an answer, and in one list', () => {
    check(answer.answer);
    assert.deepEqual(unverifiedClaims(answer.blocks), [
      { quote: 'I killed him myself', reason: 'not found in 1' },
      { quote: 'I burned it all down', reason: 'not found in the script' },
      { quote: null, reason: 'there is no scene 99' },
    ]);
  });
  it('is told so in a copy', () => check(copied(answer), 'scene 1, line '));
  it('is told so in an export', async () => {
    const { markdown } = await room.on.engine.exportConversation(room.scriptId, answer.conversationId);
    check(markdown, 'scene 1, line ');
  });
});

describe('The scenes an answer names', () => {
  it('stay in its plain text, where it is stored, exported and sent to another model', async () => {
    const room = await openModelRoom();
    try {
      const teller = scriptedChatModel(() => 'It is in [S1] and [S2].');
      const { answer, conversationId, blocks, citations } = await room.ask(teller, 'Where is it?');
      const told = 'It is in (scene 1) and (scene 2).';
      assert.equal(answer.split('\n')[0], told);
      assert.equal(copied({ blocks, citations } as ChatMessageResponse).split('\n')[0], told);
      const { markdown } = await room.on.engine.exportConversation(room.scriptId, conversationId);
      assert.ok(markdown.includes(told), markdown);
      const other = scriptedChatModel(() => 'Yes.', { id: 'scripted/other' });
      await room.ask(other, 'Sure?', { conversationId, model: 'scripted/other' });
      assert.ok(sentText(other.requests[0]!).includes(told));
    } finally {
      await room.close();
    }
  });
});

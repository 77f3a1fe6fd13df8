import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chatTokens } from '../../src/engine/chat/chatTokens';
import { textThatFits } from '../../src/engine/chat/textThatFits';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { SCRIPTED, scriptedChatModel } from './scriptedChatModel';

const tokens = chatTokens(1);

describe('The beginning of a text that fits', () => {
  const check = (text: string, most: number, end: RegExp): void => {
    const kept = textThatFits(text, most, tokens);
    assert.ok(text.startsWith(kept) && kept !== '' && kept !== text, kept);
    assert.ok(tokens.of(kept) <= most, `${tokens.of(kept)} of ${most}`);
    assert.ok(tokens.of(kept) > most / 2, `${tokens.of(kept)} of ${most} used`);
    assert.match(kept, end);
  };

  it('is of whole sentences in any script', () => {
    check('They spoke of the lamp. Is it hers? Nobody knows! '.repeat(40), 200, /[.?!]$/u);
    check('他们谈到了灯塔的灯。玛拉决定留下来。结局还没有定！'.repeat(40), 200, /[。！]$/u);
    check('灯台の話をした。マラは残ると決めた。結末はまだ決まっていない。'.repeat(40), 200, /。$/u);
    check('वे दीपक की बात करते हैं। मारा रुकती है। '.repeat(60), 200, /।$/u);
    check('Topics: the lamp\nDecided: she stays\n'.repeat(60), 200, /(?:lamp|stays)$/u);
  });

  it('is of whole words where a sentence is too long, also without blanks', () => {
    check('and then she lights the lamp '.repeat(100), 200, /(?<= |^)(?:and|then|she|lights|the|lamp)$/u);
    check('他们谈到了灯塔的灯'.repeat(100), 200, /\p{sc=Han}$/u);
  });

  it('is of whole characters where there are no words', () => {
    check('z'.repeat(4_000), 200, /^z+$/u);
    // A family of four is one character to who reads it.
    assert.match(textThatFits('👩‍👩‍👧‍👦'.repeat(200), 100, tokens), /^(?:👩‍👩‍👧‍👦)+$/u);
  });

  it('is all of a text that fits, and never more than fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (text, most) => {
        const kept = textThatFits(text, most, tokens);
        if (tokens.of(text) <= most) assert.equal(kept, text);
        else assert.ok(tokens.of(kept) <= most && text.trimStart().startsWith(kept.trimStart()));
      }),
      { numRuns: 60 },
    );
  });
});

describe('The summary of a talk in Chinese', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  it('has no more than 200 tokens as the model counts them', async () => {
    const factor = 3;
    const topics = ['玛拉', '乔纳斯', '埃达', '渡船人', '教堂司事'].map(
      (name) => `${name}谈到了灯塔的灯，结局还没有定`,
    );
    const summary = JSON.stringify({ topics, decisions: [], preferences: [], openQuestions: [] });
    const model = scriptedChatModel(({ tools }) => (tools.length === 0 ? summary : '是的 [S1].'));
    const open: typeof model.models.open = async (...which) => ({
      ...(await model.models.open(...which)),
      tokenFactor: factor,
    });
    let conversationId: string | null = null;
    for (let asked = 0; asked < 9; asked++) {
      ({ conversationId } = await room.ask({ ...model, models: { open } }, `第${asked}个问题？`, {
        conversationId,
        model: SCRIPTED,
      }));
    }
    const [row] = await room.on.rows<{ text: string; tokens: number }>(
      'SELECT summary_text AS text, tokens_estimate AS tokens FROM conversation_summaries',
    );
    assert.ok(row, 'a summary is made');
    assert.ok(row.text.includes('谈到了灯塔的灯'), row.text);
    assert.equal(row.tokens, chatTokens(factor).of(row.text));
    assert.ok(row.tokens <= 200 && row.tokens > 100, `${row.tokens} of 200`);
  });
});

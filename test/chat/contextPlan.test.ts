import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chatHistory } from '../../src/engine/chat/chatHistory';
import { chatTokens } from '../../src/engine/chat/chatTokens';
import { neverSendGuard } from '../../src/engine/chat/neverSend';
import { readIntent } from '../../src/engine/chat/intent';
import { visibleText } from '../../src/engine/chat/visibleText';
import { MODEL_TOOLS } from '../../src/protocol/tools/modelTools';
import type { MessageRow } from '../../src/engine/store/chatQueries';
import type { IntentType } from '../../src/story/chatMessage';
import type { ModelTurn } from '../../src/story/modelMessage';

function check(
  message: string,
  intent: IntentType,
  more: { hint?: IntentType; selection?: boolean; scene?: boolean } = {},
): void {
  const read = readIntent({
    message,
    hint: more.hint ?? null,
    hasSelection: more.selection ?? false,
    hasScene: more.scene ?? false,
  });
  assert.equal(read.intent, intent, message);
}

describe('What a message is about', () => {
  it('comes from a command or chip first', () => {
    check('/brainstorm endings', 'brainstorm');
    check('/edit make it short', 'local_edit');
    check('Who is MARA?', 'scene_feedback', { hint: 'scene_feedback' });
    assert.equal(
      readIntent({ message: '/ask who is MARA?', hint: null, hasSelection: false, hasScene: false }).message,
      'who is MARA?',
    );
  });

  it('comes from explicit verbs where there is something to change or judge', () => {
    check('Rewrite this line', 'local_edit', { selection: true });
    check('Can you tighten the dialogue?', 'local_edit', { scene: true });
    check('What do you think of this scene?', 'scene_feedback', { scene: true });
    check('Give me ideas for the ending', 'brainstorm');
  });

  it('is about the script where more than a scene is meant, whatever scene the writer is in', () => {
    for (const message of [
      'What are the weakest points of the whole script?',
      'Is the second act too slow?',
      'Which scenes are too long?',
      'Change of heart: when does MARA decide?',
    ]) {
      check(message, 'global_question', { scene: true });
    }
  });

  it('is about the script in every other case', () => {
    for (const message of [
      'Rewrite the ending',
      'Who fixes the lamp?',
      'Does the change in scene 12 matter?',
      'How often does MARA speak?',
      '/unknown what is this',
      'Where did they cut the rope?',
    ]) {
      check(message, 'global_question', { selection: message.startsWith('Who') });
    }
  });
});

describe('The history of a conversation', () => {
  const tokens = chatTokens(1);
  const guard = neverSendGuard([], new Set());
  const row = (
    position: number,
    role: 'user' | 'assistant',
    content: string,
    turns: ModelTurn[] | null,
  ): MessageRow => ({
    id: `${position}`,
    conversationId: 'talk',
    position,
    role,
    content,
    citations: [],
    answer: role === 'user' ? null : { blocks: [], found: true, intent: 'global_question', method: 'a/b' },
    contextUsed: null,
    usage: null,
    turns,
    asked: null,
    status: 'complete',
    createdAt: new Date(0),
    updatedAt: new Date(0),
  });
  const exchange = fc.record({
    question: fc.lorem({ maxCount: 12 }),
    answer: fc.lorem({ maxCount: 60 }),
    tools: fc.nat({ max: 3 }),
  });
  const rowsOf = (exchanges: readonly { question: string; answer: string; tools: number }[]): MessageRow[] =>
    exchanges.flatMap(({ question, answer, tools }, at) => {
      const rounds = Array.from({ length: tools }, (_, round): ModelTurn[] => [
        {
          role: 'assistant',
          content: [
            { kind: 'opaque', provider: 'a', raw: { sign: `${at}-${round}` } },
            { kind: 'tool-use', id: `${at}-${round}`, name: 'get_outline', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            {
              kind: 'tool-result',
              toolUseId: `${at}-${round}`,
              content: [{ kind: 'text', text: answer }],
              isError: false,
            },
          ],
        },
      ]).flat();
      const turns: ModelTurn[] = [...rounds, { role: 'assistant', content: [{ kind: 'text', text: answer }] }];
      return [row(2 * at, 'user', question, null), row(2 * at + 1, 'assistant', answer, turns)];
    });

  it('is append-only until it is full, then begins anew with at most half, and never passes its limit', () => {
    fc.assert(
      fc.property(
        fc.array(exchange, { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 60, max: 900 }),
        (exchanges, limit) => {
          const rows = rowsOf(exchanges);
          let before: readonly ModelTurn[] = [];
          for (let count = 1; count <= exchanges.length; count++) {
            const history = chatHistory({
              rows: rows.slice(0, 2 * count),
              summary: null,
              model: 'a/b',
              limit,
              tokens,
              guard,
            });
            assert.ok(history.tokens <= limit, `${history.tokens} of ${limit}`);
            assert.equal(tokens.ofTurns(history.turns), history.tokens);
            const isAppended = before.every((turn, at) => JSON.stringify(turn) === JSON.stringify(history.turns[at]));
            if (!isAppended) assert.ok(history.cut.length > 0, 'what goes is accounted for');
            before = history.turns;
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives thinking back word for word to the model it came from, and to no other', () => {
    const rows = rowsOf([{ question: 'Who?', answer: 'She.', tools: 1 }]);
    const ask = (model: string): string =>
      JSON.stringify(chatHistory({ rows, summary: null, model, limit: 1_000, tokens, guard }).turns);
    assert.ok(ask('a/b').includes('"raw":{"sign":"0-0"}'));
    assert.ok(!ask('a/c').includes('sign') && ask('a/c').includes('She.'));
  });
});

describe('What is constant', () => {
  it('has the twelve tools, sorted, each with an input of its own', () => {
    assert.equal(MODEL_TOOLS.length, 12);
    for (const { inputSchema, description } of MODEL_TOOLS) {
      assert.deepEqual([inputSchema.type, inputSchema.additionalProperties], ['object', false]);
      assert.notEqual(description, '');
    }
  });

  it('loses what cannot be seen and nothing else', () => {
    assert.equal(visibleText('a\u200bb\u202ec\r\nd\te\u00ad é 👩‍🚀 می‌خواهم\ufeff'), 'abc\nd\te é 👩‍🚀 می‌خواهم');
  });
});

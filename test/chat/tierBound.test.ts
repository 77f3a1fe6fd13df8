import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatModels } from '../../src/engine/chat/chatModels';
import { chatTokens } from '../../src/engine/chat/chatTokens';
import {
  BUDGET_TIERS,
  DEFAULT_TIER_BUDGETS,
  INTENT_TYPES,
  type BudgetTier,
  type ChatMessageResponse,
  type IntentType,
} from '../../src/story/chatMessage';
import type { ModelBlock, ModelRequest } from '../../src/story/modelMessage';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { thingOf } from './roomScript';
import { SCRIPTED, scriptedChatModel, type ScriptedReply } from './scriptedChatModel';

const SUMMARY = JSON.stringify({ topics: ['Kettles'], decisions: [], preferences: [], openQuestions: [] });

const words = (most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most }).map((count) => 'The walnut was never yours. '.repeat(count).trim());

const thinking = fc
  .oneof(
    words(150).map((told) => ({ type: 'thinking', thinking: told, signature: 'c2lnbmVk' })),
    words(50).map((told) => ({ type: 'server_note', told: [told] })),
  )
  .map((raw): ModelBlock => ({ kind: 'opaque', provider: SCRIPTED, raw }));

const tool = fc.oneof(
  fc.constantFrom(
    { name: 'get_outline', input: {} },
    { name: 'analyze_pacing', input: {} },
    { name: 'get_scene', input: { scene: '3' } },
    { name: 'get_scene', input: { scene: '99' } },
    { name: 'get_scenes', input: { scenes: ['1', '5', '9', '12', '15', '20', '99'] } },
    { name: 'get_character_scenes', input: { name: 'MARA' } },
    { name: 'search_script', input: { query: 'walnut copper', limit: 10 } },
  ),
  words(60).map((name) => ({ name, input: {} })),
  words(200).map((query) => ({ name: 'search_script', input: { query, limit: 1 } })),
  words(60).map((note) => ({ name: 'propose_edit', input: { scene: '1', edits: [{ old: note, new: 'x' }], note } })),
  fc.constantFrom({ name: 'get_scenes', input: null }, { name: 'get_scene', input: { no: { such: ['field'] } } }),
);

const round: fc.Arbitrary<ScriptedReply> = fc
  .record({
    thought: fc.option(thinking),
    text: fc.option(words(80)),
    tools: fc.oneof(fc.array(tool, { maxLength: 5 }), fc.tuple(tool, fc.integer({ min: 6, max: 150 })).map(repeated)),
    isCut: fc.nat({ max: 4 }).map((one) => one === 0),
  })
  .map(({ thought, text, tools, isCut }) => ({
    content: [...(thought === null ? [] : [thought]), ...(text === null ? [] : [{ kind: 'text' as const, text }])],
    tools,
    ...(isCut && { stop: 'length' as const }),
  }));

function repeated<T>([one, times]: [T, number]): T[] {
  return Array.from({ length: times }, () => one);
}

const asked = fc.record({
  message: fc.oneof(
    fc.nat({ max: 20 }).map((at) => `Where is the ${thingOf(at)} of scene ${at + 2}, and what does MARA want?`),
    words(20),
  ),
  intentHint: fc.constantFrom(...INTENT_TYPES),
  selected: fc.option(words(12)),
  rounds: fc.array(round, { maxLength: 10 }),
});

describe('Whatever a model does', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  /** Asks these questions in one conversation; gives every request of the chat and the last answer. */
  const holds = async (tier: BudgetTier, budget: number, factor: number, questions: readonly Asked[]) => {
    const count = chatTokens(factor);
    let replies: readonly (ScriptedReply | string)[] = [];
    let call = 0;
    const model = scriptedChatModel((request) => (isChat(request) ? (replies[call++] ?? 'There [S1].') : SUMMARY));
    const models: ChatModels = {
      open: async (...which) => ({ ...(await model.models.open(...which)), tokenFactor: factor }),
    };
    const allowed = { ...DEFAULT_TIER_BUDGETS, [tier]: budget };
    let conversationId: string | null = null;
    let last: ChatMessageResponse | null = null;
    for (const { message, intentHint, selected, rounds } of questions) {
      replies = rounds;
      call = 0;
      const before = model.requests.length;
      const selection =
        selected === null ? null : { sceneId: room.sceneId('2'), text: selected, startLine: 9, endLine: 10 };
      const answer: ChatMessageResponse | null = await room
        .ask({ ...model, models }, message, {
          conversationId,
          budgetTier: tier,
          tierBudgets: allowed,
          intentHint,
          selection,
        })
        .catch((error: unknown) => {
          if ((error as { code?: unknown }).code !== 'model-too-long') throw error;
          return null;
        });
      const sent = model.requests.slice(before).filter(isChat);
      for (const { turns } of sent) {
        assert.ok(count.ofTurns(turns) <= budget, `${count.ofTurns(turns)} sent of ${budget}`);
      }
      if (answer === null) {
        assert.equal(sent.length, 0, 'what is too long is not sent');
        continue;
      }
      conversationId = answer.conversationId;
      last = answer;
      const parts = answer.contextUsed.parts.reduce((sum, { tokens }) => sum + tokens, 0);
      assert.equal(parts, count.ofTurns(sent.at(-1)?.turns ?? []), JSON.stringify(answer.contextUsed.parts));
    }
    return { requests: model.requests.filter(isChat), last };
  };

  for (const tier of BUDGET_TIERS) {
    it(`no request has more than the ${tier} tier allows, and its parts are all of it`, () =>
      fc.assert(
        fc.asyncProperty(
          fc.constantFrom(1, 1, 1.37, 2.6, 0.8),
          fc.array(asked, { minLength: 1, maxLength: 3 }),
          async (factor, questions) => {
            await holds(tier, DEFAULT_TIER_BUDGETS[tier], factor, questions);
          },
        ),
        { numRuns: 12 },
      ));
  }

  it('no request has more than a small tier of the writer’s allows, and its parts are all of it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BUDGET_TIERS),
        fc.integer({ min: 200, max: 900 }),
        fc.constantFrom(1, 1.37, 2.6),
        fc.array(asked, { minLength: 1, maxLength: 3 }),
        async (...all) => {
          await holds(...all);
        },
      ),
      { numRuns: 20 },
    ));

  it('a hundred and fifty tools in one round are each answered, within the tier', async () => {
    const many = [
      { name: 'get_scenes', input: { scenes: ['1', '5', '9', '12', '15', '20'] } },
      ...Array.from({ length: 149 }, () => ({ name: 'get_outline', input: {} })),
    ];
    const { requests } = await holds('deep', DEFAULT_TIER_BUDGETS.deep, 1, [{ ...plain, rounds: [{ tools: many }] }]);
    assert.equal(requests.length, 2);
    const results = resultsIn(requests[1]);
    assert.equal(results.length, many.length);
    assert.equal(results[0]?.isError, false);
    assert.ok(results.at(-1)?.isError, 'the last have no room');
  });

  it('a round that cannot even be refused within the tier is left out, and it is asked once to answer without', async () => {
    const note = 'It goes on and on. '.repeat(400);
    const many = Array.from({ length: 20 }, () => ({ name: 'propose_edit', input: { note } }));
    const { requests, last } = await holds('standard', DEFAULT_TIER_BUDGETS.standard, 1, [
      { ...plain, rounds: [{ text: 'I look.', tools: many }, 'In the office.'] },
    ]);
    assert.equal(requests.length, 2);
    assert.deepEqual(resultsIn(requests[1]), []);
    const told = requests[1]?.turns.at(-1)?.content.at(-1);
    assert.ok(told?.kind === 'text' && told.text.includes('answer now'));
    assert.ok(last !== null);
    assert.ok(last.answer.includes('In the office.'));
    assert.ok(last.blocks.some(({ kind, text }) => kind === 'note' && text.includes('more than this tier allows')));
    const again = await holds('standard', DEFAULT_TIER_BUDGETS.standard, 1, [
      { ...plain, rounds: Array.from({ length: 9 }, () => ({ tools: many })) },
    ]);
    assert.equal(again.requests.length, 2);
    assert.equal(again.last?.status, 'complete');
  });

  it('what it thought and said between the rounds is accounted for', async () => {
    const thought: ModelBlock = {
      ...{ kind: 'opaque', provider: SCRIPTED },
      raw: { type: 'thinking', thinking: 'She may have sold it. '.repeat(20), signature: 'c2lnbmVk' },
    };
    const look = { tools: [{ name: 'get_scene', input: { scene: '3' } }] };
    const sizeOf = async (content: ModelBlock[]): Promise<number> => {
      const { last } = await holds('deep', DEFAULT_TIER_BUDGETS.deep, 1, [
        { ...plain, rounds: [{ content, ...look }] },
      ]);
      return last?.contextUsed.parts.find(({ name }) => name === 'answer so far')?.tokens ?? 0;
    };
    const said: ModelBlock = { kind: 'text', text: 'I look it up.' };
    const count = chatTokens(1);
    assert.equal((await sizeOf([thought, said])) - (await sizeOf([said])), count.ofBlock(thought));
    assert.ok(count.ofBlock(thought) > 100);
  });
});

const plain = { message: 'Where is the kettle?', intentHint: 'global_question', selected: null } as const;

function resultsIn(request: ModelRequest | undefined): Extract<ModelBlock, { kind: 'tool-result' }>[] {
  return (request?.turns ?? []).flatMap(({ content }) => content.filter((block) => block.kind === 'tool-result'));
}

interface Asked {
  readonly message: string;
  readonly intentHint: IntentType;
  readonly selected: string | null;
  readonly rounds: readonly (ScriptedReply | string)[];
}

function isChat({ tools }: ModelRequest): boolean {
  return tools.length > 0;
}

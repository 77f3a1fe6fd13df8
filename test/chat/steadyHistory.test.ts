import assert from 'node:assert/strict';
import type { ChatModels } from '../../src/engine/chat/chatModels';
import type { BudgetTier, ChatMessageRequest, ChatMessageResponse } from '../../src/story/chatMessage';
import type { ModelRequest } from '../../src/story/modelMessage';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { thingOf } from './roomScript';
import { prefixBlocks, SCRIPTED, scriptedChatModel, sentText, type ScriptedReply } from './scriptedChatModel';

const QUESTIONS = 20;
/** Of the questions, from 0: one that fails at first, and one that is stopped and left so. */
const [FAILING, STOPPED] = [5, 12];

/** What is learned of how the model counts, from question to question. */
const FACTORS = [1, 1.12, 1.31, 1.36, 1.29, 1.4];

describe('What was said before', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  for (const budgetTier of ['standard', 'deep'] satisfies BudgetTier[]) {
    it(`is only appended to, but where a summary takes the place of older messages: ${budgetTier}`, async () => {
      const talk = new LongTalk(room, budgetTier);
      let changes = 0;
      for (let at = 0; at < QUESTIONS; at++) {
        const before = talk.last;
        const asked = await talk.ask(at, { conversationId: talk.conversationId });
        const isShorter = asked.cutOff !== talk.cutOff;
        talk.took(asked);
        const [first] = asked.requests;
        assert.ok(first !== undefined);
        for (const [round, request] of asked.requests.entries()) {
          const earlier = asked.requests[round - 1];
          if (earlier !== undefined) assert.ok(beginsWith(request, prefixBlocks(earlier)), `round ${round} of ${at}`);
        }
        if (before !== null) {
          const same = beginsWith(first, repeatable(before));
          const mayChange = asked.isSummarised || (budgetTier === 'standard' && isShorter);
          assert.equal(same, !mayChange, `question ${at}`);
          if (!same) changes++;
          if (!asked.isSummarised && !isShorter) assert.ok(repeatable(first).length > repeatable(before).length);
        }
        if (at === FAILING) {
          assert.equal(asked.answer.status, 'failed');
          const again = await talk.ask(at, { conversationId: talk.conversationId, retryOf: await talk.lastQuestion() });
          assert.equal(again.answer.status, 'complete');
          assert.deepEqual(repeatable(again.requests[0]), repeatable(first), 'asked again behind the same');
          talk.took(again);
        }
      }
      assert.ok(changes >= 2, 'summaries were made');
      const stored = await room.on.engine.readConversation(room.scriptId, talk.conversationId ?? '');
      assert.equal(stored?.messages.length, 2 * QUESTIONS);
      const [question, answer] = stored.messages.slice(-2);
      assert.ok(question?.role === 'user' && answer?.role === 'assistant');
      const forked = await talk.ask(QUESTIONS, { conversationId: talk.conversationId, forkBefore: question.id });
      assert.notEqual(forked.answer.conversationId, talk.conversationId);
      assert.deepEqual(repeatable(forked.requests[0]), repeatable(talk.last ?? undefined), 'forked behind the same');
      const sent = sentText(talk.last!);
      assert.ok(sent.includes('Kettles') && !sent.includes(`Where is the ${thingOf(0)}?`), 'the oldest are summarised');
    });
  }
});

/** What came of one question: its requests, whether older messages were summarised for it, and what is told of the cut. */
interface Asked {
  readonly answer: ChatMessageResponse;
  readonly requests: readonly ModelRequest[];
  readonly isSummarised: boolean;
  readonly cutOff: string;
}

/** A conversation with a model that looks things up, thinks, breaks off, is cut and stopped. */
class LongTalk {
  conversationId: string | null = null;
  /** The first request of the question asked last. */
  last: ModelRequest | null = null;
  cutOff = '';
  private failed = 0;

  constructor(
    private readonly room: ModelRoom,
    private readonly budgetTier: BudgetTier,
  ) {}

  async ask(at: number, more: Partial<ChatMessageRequest>): Promise<Asked> {
    const stop = new AbortController();
    let call = 0;
    const model = scriptedChatModel((request) =>
      request.tools.length === 0 ? SUMMARY : this.replyTo(at, call++, stop),
    );
    const tokenFactor = FACTORS[at % FACTORS.length] ?? 1;
    const models: ChatModels = {
      open: async (...which) => ({ ...(await model.models.open(...which)), tokenFactor }),
    };
    const answer = await this.room.ask(
      { ...model, models },
      `Where is the ${thingOf(at)}?`,
      { budgetTier: this.budgetTier, currentSceneId: this.room.sceneId(String(at + 1)), ...more },
      { signal: stop.signal },
    );
    return {
      answer,
      requests: model.requests.filter(({ tools }) => tools.length > 0),
      isSummarised: model.requests.some(({ tools }) => tools.length === 0),
      cutOff: answer.contextUsed.cut.flatMap(({ name, reason }) => (name === 'history' ? [reason] : [])).join(),
    };
  }

  took({ answer, requests, cutOff }: Asked): void {
    this.conversationId = answer.conversationId;
    this.last = requests[0] ?? null;
    this.cutOff = cutOff;
  }

  async lastQuestion(): Promise<string> {
    const stored = await this.room.on.engine.readConversation(this.room.scriptId, this.conversationId ?? '');
    return stored?.messages.findLast(({ role }) => role === 'user')?.id ?? '';
  }

  private replyTo(at: number, call: number, stop: AbortController): ScriptedReply {
    if (at === FAILING && this.failed++ === 0) return { text: 'It is in', fails: 'model-interrupted' };
    if (at === STOPPED) {
      const hold = (): Promise<void> => {
        stop.abort();
        return Promise.resolve();
      };
      return { text: 'It was', hold };
    }
    const thought = { type: 'thinking', thinking: `Is it ${at}?`, signature: `sign-${at}-${call}` };
    if (at % 3 === 0 && call < 2) {
      return {
        content: [
          { kind: 'opaque', provider: SCRIPTED, raw: thought },
          { kind: 'text', text: `I look it up, ${call}.` },
        ],
        tools: [{ name: 'get_scene', input: { scene: String(((at + call) % 24) + 1) } }],
      };
    }
    if (at % 7 === 1 && call === 0) return { text: 'It stands ', stop: 'length' };
    return { text: `It is in scene ${at + 1} [S${at + 1}].` };
  }
}

const SUMMARY = JSON.stringify({ topics: ['Kettles'], decisions: [], preferences: [], openQuestions: [] });

/** The blocks in front of what was retrieved for the question: up to the last cache point but the one at the very end. */
function repeatable(request: ModelRequest | undefined): string[] {
  assert.ok(request !== undefined);
  const flat = request.turns.flatMap(({ content }) => content);
  const end = flat.slice(0, -1).findLastIndex((block) => block.kind !== 'opaque' && block.cache !== undefined);
  return prefixBlocks(request).slice(0, end + 2);
}

function beginsWith(request: ModelRequest, blocks: readonly string[]): boolean {
  const all = prefixBlocks(request);
  return blocks.every((block, at) => block === all[at]);
}

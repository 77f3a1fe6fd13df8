import assert from 'node:assert/strict';
import type { TextModel } from '../../src/models/textModel';
import type { ChatEvent, ChatMessageRequest } from '../../src/story/chatMessage';
import type { ModelOutcome, ModelRequest } from '../../src/story/modelMessage';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { SCRIPTED_PRICE } from '../models/scriptedModel';
import { SCRIPTED, scriptedChatModel } from './scriptedChatModel';

const BUSY = 'The model is busy.';

describe('A scene that is marked never to be sent while an answer comes', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());
  afterEach(() => mark(false));

  const mark = (on: boolean): Promise<unknown> =>
    room.on.engine.markNeverSend({
      ...{ scriptId: room.scriptId, on },
      target: { kind: 'scene', sceneId: room.sceneId('5') },
    });

  const ask = (
    model: TextModel,
    message: string,
    more: Partial<ChatMessageRequest> = {},
    onEvent?: (event: ChatEvent) => void,
  ) =>
    room.on.engine.ask(
      {
        ...{ scriptId: room.scriptId, conversationId: null, message, model: SCRIPTED, currentSceneId: null },
        ...{ intentHint: null, budgetTier: 'standard', remember: true, ...more },
      },
      { openModel: () => Promise.resolve(model), ...(onEvent !== undefined && { onEvent }) },
    );

  /** A model that is busy so many times. */
  const busyModel = async (times: number, onWait: () => Promise<unknown>) => {
    const scripted = scriptedChatModel(() => 'It is here [S5].');
    const { model } = await scripted.models.open(SCRIPTED, new AbortController().signal);
    const sent: ModelRequest[] = [];
    const failure = { code: 'model-busy', message: BUSY, retryable: true, retryAfterMs: 300 } as const;
    const generate: TextModel['generate'] = async (request, options) => {
      sent.push(request);
      if (sent.length > times) return model.generate(request, options);
      await onWait();
      return {
        ended: { kind: 'failed', failure },
        content: [],
        usage: null,
        origin: 'https://scripted.invalid',
        latencyMs: 1,
      } satisfies ModelOutcome;
    };
    return { model: { ...model, generate }, sent };
  };

  it('does not go out again after the wait of a busy provider', async () => {
    const { model, sent } = await busyModel(1, () => mark(true));
    const answer = await ask(model, 'What is in scene 5?');
    assert.equal(sent.length, 1);
    assert.deepEqual([answer.status, answer.failure?.code], ['failed', 'model-never-send']);
    const open = await room.on.rows(`SELECT 1 FROM model_calls WHERE script_id = $1 AND status = 'sent'`, [
      room.scriptId,
    ]);
    assert.deepEqual(open, [], 'no call is left open');
  });

  it('is not missed between the look at the marks and the call', async () => {
    const scripted = scriptedChatModel(() => 'It is here [S5].');
    const { model } = await scripted.models.open(SCRIPTED, new AbortController().signal);
    const answer = await room.on.engine.ask(
      {
        ...{ scriptId: room.scriptId, conversationId: null, message: 'What is in scene 5?', model: SCRIPTED },
        ...{ currentSceneId: null, intentHint: null, budgetTier: 'standard', remember: false },
      },
      {
        models: {
          open: () =>
            Promise.resolve({
              ...{ model, tokenFactor: 1 },
              ledger: { begin: () => mark(true).then(() => null), end: () => Promise.resolve(0) },
            }),
        },
      },
    );
    assert.deepEqual([scripted.requests.length, answer.failure?.code], [0, 'model-never-send']);
  });

  it('is not counted, neither to tell why it was refused nor to see whether it fits the limit of a day', async () => {
    for (const isMarked of [true, false]) {
      const { models } = scriptedChatModel(() => ({ fails: 'model-request-refused' }), {
        can: { count: true },
        price: SCRIPTED_PRICE,
      });
      const { model } = await models.open(SCRIPTED, new AbortController().signal);
      const counted: ModelRequest[] = [];
      const counting: TextModel = {
        ...model,
        countTokens: (request) => Promise.resolve(counted.push(request) && 1_000_000),
        generate: async (request, options) => {
          if (isMarked) await mark(true);
          return { ...(await model.generate(request, options)), content: [], usage: null };
        },
      };
      const answer = await ask(counting, 'What is in scene 5?');
      assert.deepEqual([counted.length, answer.failure?.code], [0, 'model-request-refused']);
      await mark(false);
      counted.length = 0;
      const asked = room.on.engine.ask(
        {
          ...{ scriptId: room.scriptId, conversationId: null, message: 'What is in scene 5?', model: SCRIPTED },
          ...{ currentSceneId: null, intentHint: null, budgetTier: 'standard', remember: false, dayLimitUsd: 0.000_1 },
        },
        { openModel: () => (isMarked ? mark(true) : Promise.resolve()).then(() => counting) },
      );
      await assert.rejects(asked, { code: 'model-limit-reached' });
      assert.equal(counted.length, isMarked ? 0 : 1);
    }
  });

  it('is not in a summary of what was said before', async () => {
    let conversationId: string | null = null;
    const plain = scriptedChatModel(() => 'They speak of scene 5 [S5].');
    for (let at = 0; at < 8; at++) {
      conversationId = (await room.ask(plain, `Question ${at} of scene 5?`, { conversationId })).conversationId;
    }
    const summing = scriptedChatModel(() => 'Never said.');
    const { model } = await summing.models.open(SCRIPTED, new AbortController().signal);
    let marked: Promise<unknown> = Promise.resolve();
    const opened = {
      model,
      tokenFactor: 1,
      ledger: { begin: () => marked.then(() => null), end: () => Promise.resolve(0) },
    };
    const answer = await room.ask(
      { ...summing, models: { open: () => Promise.resolve(opened) } },
      'And now?',
      { conversationId },
      {
        onEvent: ({ kind }) => {
          if (kind === 'summarising') marked = mark(true);
        },
      },
    );
    assert.deepEqual([summing.requests.length, answer.failure?.code], [0, 'model-never-send']);
  });

  it('does not keep an answer from coming after the wait where nothing was marked', async () => {
    const events: ChatEvent[] = [];
    const { model, sent } = await busyModel(2, () => Promise.resolve());
    const answer = await ask(model, 'What is in scene 5?', {}, (event) => events.push(event));
    assert.deepEqual([answer.status, sent.length], ['complete', 3]);
    assert.deepEqual(
      events.flatMap((event) => (event.kind === 'waiting' ? [event.ms] : [])),
      [300, 600],
    );
    const [row] = await room.on.rows<{ calls: string }>(
      `SELECT count(*) AS calls FROM model_calls WHERE script_id = $1 AND subject = $2`,
      [room.scriptId, answer.conversationId],
    );
    assert.equal(Number(row?.calls), 3, 'each time it was sent has a row');
  });

  it('is told of as busy where the provider stays so', async () => {
    const { model, sent } = await busyModel(99, () => Promise.resolve());
    const { failure } = await ask(model, 'What is in scene 5?');
    assert.deepEqual([sent.length, failure?.code, failure?.message], [3, 'model-busy', BUSY]);
  });

  it('does not end an answer when a mark is taken away', async () => {
    await mark(true);
    const model = scriptedChatModel((_, call) =>
      call === 0 ? { tools: [{ name: 'get_scene', input: { scene: '4' } }] } : 'It is here [S4].',
    );
    const { model: teller } = await model.models.open(SCRIPTED, new AbortController().signal);
    let freed: Promise<unknown> = Promise.resolve();
    const opened = {
      ...{ model: teller, tokenFactor: 1 },
      ledger: { begin: () => freed.then(() => null), end: () => Promise.resolve(0) },
    };
    const answer = await room.ask(
      { ...model, models: { open: () => Promise.resolve(opened) } },
      'What?',
      {},
      {
        onEvent: ({ kind }) => {
          if (kind === 'tool') freed = mark(false);
        },
      },
    );
    assert.equal(answer.status, 'complete');
  });
});

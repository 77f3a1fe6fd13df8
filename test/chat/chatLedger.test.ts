import assert from 'node:assert/strict';
import type { TextModel } from '../../src/models/textModel';
import { openModelRoom, type ModelRoom } from './modelRoom';
import { SCRIPTED, scriptedChatModel, type ScriptedChatModel } from './scriptedChatModel';

describe('The calls of a chat', () => {
  let room: ModelRoom;
  before(async () => {
    room = await openModelRoom();
  });
  after(() => room.close());

  const price = {
    ...{ input: 1, output: 5, cacheWriteShort: 1.25, cacheWriteLong: 2, cacheRead: 0.1 },
    ...{ aboveTokens: null, aboveFactor: 1, batchFactor: null },
  };
  const ask = async (model: ScriptedChatModel, dayLimitUsd: number | null) => {
    const opened = await model.models.open(SCRIPTED, new AbortController().signal);
    return room.on.engine.ask(
      {
        ...{ scriptId: room.scriptId, conversationId: null, message: 'Who has the tin-lantern?', model: SCRIPTED },
        ...{ currentSceneId: null, intentHint: null, budgetTier: 'standard', remember: true, dayLimitUsd },
      },
      { openModel: () => Promise.resolve(opened.model) },
    );
  };

  it('stand in the ledger with what was sent and what it cost, and are held by the day’s limit', async () => {
    const model = scriptedChatModel(
      (_, call) => (call === 0 ? { tools: [{ name: 'get_scene', input: { scene: '24' } }] } : 'MARA has it [S9].'),
      { price },
    );
    const answer = await ask(model, null);
    const rows = await room.on.rows<{ status: string; subject: string; cost: string; scenes: string[] }>(
      `SELECT status, subject, cost_usd AS cost, scene_ids AS scenes FROM model_calls WHERE purpose = 'chat' ORDER BY created_at`,
    );
    assert.deepEqual(
      rows.map(({ status, subject }) => [status, subject]),
      [
        ['complete', answer.conversationId],
        ['complete', answer.conversationId],
      ],
    );
    assert.ok(rows[1]?.scenes.includes(room.sceneId('24')), 'the scene that a tool gave was sent in the second call');
    const cost = rows.reduce((sum, row) => sum + Number(row.cost), 0);
    assert.ok(cost > 0 && Math.abs(cost - (answer.usage.costUsd ?? 0)) < 1e-9);
    const held = scriptedChatModel(() => 'No.', { price });
    await assert.rejects(ask(held, 0.000_01), { code: 'model-limit-reached' });
    assert.equal(held.requests.length, 0);
  });

  it('stand there as those of a run do: declined, cut and too long have failed', async () => {
    for (const [stop, failureCode] of [
      ['refusal', 'model-declined'],
      ['context', 'model-too-long'],
      ['length', 'model-cut-off'],
    ] as const) {
      const { conversationId } = await ask(
        scriptedChatModel(() => ({ text: '', stop }), { price }),
        null,
      );
      const rows = await room.on.rows<{ status: string; code: string; cost: number }>(
        `SELECT status, failure_code AS code, cost_usd::float AS cost FROM model_calls WHERE subject = $1`,
        [conversationId],
      );
      assert.deepEqual(
        rows.map(({ status, code }) => [status, code]),
        [['failed', failureCode]],
      );
      assert.ok((rows[0]?.cost ?? 0) > 0, 'and have been paid for');
    }
  });

  /** All that may be answered, and hardly anything that is sent. */
  const NEAR = 0.05;

  it('are counted by their provider where the day’s limit is near, unless a scene was marked meanwhile', async () => {
    const counting = (tokens: number) => {
      const model = scriptedChatModel(() => 'MARA has it [S9].', {
        price: { ...price, input: 100, cacheWriteShort: 100, cacheWriteLong: 100 },
        can: { count: true },
      });
      let counts = 0;
      return {
        model,
        counts: () => counts,
        open: async (): Promise<TextModel> => ({
          ...(await model.models.open(SCRIPTED, new AbortController().signal)).model,
          countTokens: () => {
            counts++;
            return Promise.resolve(tokens);
          },
        }),
      };
    };
    const spent = (await room.on.engine.readAllowance(room.scriptId)).todayUsd;
    const asked = (openModel: () => Promise<TextModel>) =>
      room.on.engine.ask(
        {
          ...{ scriptId: room.scriptId, conversationId: null, message: 'Who has the tin-lantern?', model: SCRIPTED },
          ...{ currentSceneId: null, intentHint: null, budgetTier: 'standard', remember: true },
          dayLimitUsd: spent + NEAR,
        },
        { openModel },
      );
    const few = counting(1);
    assert.equal((await asked(few.open)).status, 'complete');
    assert.deepEqual([few.counts(), few.model.requests.length], [1, 1]);
    const many = counting(1_000_000);
    await assert.rejects(asked(many.open), { code: 'model-limit-reached' });
    assert.deepEqual([many.counts(), many.model.requests.length], [1, 0]);

    const mark = (on: boolean) =>
      room.on.engine.markNeverSend({
        scriptId: room.scriptId,
        on,
        target: { kind: 'scene', sceneId: room.sceneId('24') },
      });
    const marked = counting(1);
    try {
      await assert.rejects(
        asked(async () => {
          await mark(true);
          return marked.open();
        }),
        { code: 'model-limit-reached' },
      );
      assert.deepEqual([marked.counts(), marked.model.requests.length], [0, 0]);
    } finally {
      await mark(false);
    }
  });
});

import assert from 'node:assert/strict';
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
});

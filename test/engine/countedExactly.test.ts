import assert from 'node:assert/strict';
import type { TextModel } from '../../src/models/textModel';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedInfo, scriptedModel, type ScriptedModel } from '../models/scriptedModel';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const MODELS = { cards: 'scripted/one', story: 'offline' };
const KINDS: AnalyzeParams['kinds'] = ['card'];

describe('A request near an edge', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  let seed = 95_000;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  /** A model whose provider counts so many tokens; null: it cannot count. */
  const counting = (tokens: number | null, contextTokens = 200_000) => {
    const info = scriptedInfo({ contextTokens });
    const can = { ...info.can, count: tokens !== null };
    const model = scriptedModel(() => ({ text: '{"text":"Read."}' }), { ...info, can });
    const asked = { count: 0 };
    const counter: TextModel = {
      ...model,
      countTokens: () => {
        asked.count++;
        return Promise.resolve(tokens);
      },
    };
    return { model, counter, asked };
  };
  const run = async ({ counter }: { counter: TextModel; model: ScriptedModel }, limits: AnalyzeParams['limits']) => {
    const { scriptId } = await on.sync(`file:///edge/${seed}`, write([sceneAt(seed++)]));
    const options = { models: MODELS, kinds: KINDS, ...(limits !== undefined && { limits }) };
    const result = await on.analyze(scriptId, { ...options, openModel: () => Promise.resolve(counter) });
    const rows = await on.rows<{ purpose: string; cost: number; scenes: number; origin: string }>(
      `SELECT purpose, cost_usd::float AS cost, cardinality(scene_ids) AS scenes, origin FROM model_calls
       WHERE script_id = $1 ORDER BY created_at`,
      [scriptId],
    );
    return { codes: result.run.failed.map(({ code }) => code), rows, made: result.run.generated.card };
  };

  it('is counted by its provider, which is free and in the ledger, and sent where that is within the limit', async () => {
    // All that may be answered costs 0.003 US dollars; by our own upper bound the rest of it does not fit.
    const limits = { runUsd: 0.003_05, dayUsd: null };
    const can = counting(10);
    const { codes, rows, made } = await run(can, limits);
    assert.deepEqual([codes, made, can.asked.count, can.model.requests.length], [[], 1, 1, 1]);
    assert.deepEqual(
      rows.map(({ purpose, scenes, origin }) => [purpose, scenes, origin]),
      [
        ['count', 1, 'https://scripted.invalid'],
        ['card', 1, 'https://scripted.invalid'],
      ],
    );
    assert.equal(rows[0]?.cost, 0);
    const cannot = counting(null);
    const held = await run(cannot, limits);
    assert.deepEqual([held.codes, cannot.model.requests.length], [['model-limit-reached'], 0], 'the upper bound holds');
  });

  it('is not sent where the provider counts more than the model can read', async () => {
    const over = counting(900, 100);
    const { codes } = await run(over, undefined);
    assert.deepEqual([codes, over.asked.count, over.model.requests.length], [['model-too-long'], 1, 0]);
    const within = counting(100, 100);
    assert.deepEqual([(await run(within, undefined)).codes, within.model.requests.length], [[], 1]);
  });

  it('is not counted far from one', async () => {
    const far = counting(10);
    const { rows } = await run(far, { runUsd: 1, dayUsd: 10 });
    assert.deepEqual([far.asked.count, rows.length], [0, 1]);
  });
});

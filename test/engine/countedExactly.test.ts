import assert from 'node:assert/strict';
import type { TextModel } from '../../src/models/textModel';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { SCRIPTED_PRICE, scriptedInfo, scriptedModel, type ScriptedModel } from '../models/scriptedModel';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const MODELS = { cards: 'scripted/one', story: 'offline' };
const KINDS: AnalyzeParams['kinds'] = ['card'];

describe('A request near an edge', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  let seed = 95_000;
  /** Called when a request is about to be built. */
  let onBuild: () => void = () => undefined;
  before(async () => {
    const plain = PLAIN_PROMPTS.card!;
    const card: typeof plain = {
      ...plain,
      build: (task) => {
        onBuild();
        return plain.build(task);
      },
    };
    on = await startEngineOnDisk(undefined, { ...PLAIN_PROMPTS, card });
  });
  afterEach(() => {
    onBuild = () => undefined;
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
  const run = async (
    { counter }: { counter: TextModel; model: ScriptedModel },
    limits: AnalyzeParams['limits'],
    signal = new AbortController().signal,
  ) => {
    const { scriptId } = await on.sync(`file:///edge/${seed}`, write([sceneAt(seed++)]));
    const options = { models: MODELS, kinds: KINDS, ...(limits !== undefined && { limits }) };
    const result = await on.analyze(scriptId, { ...options, signal, openModel: () => Promise.resolve(counter) });
    const rows = await on.rows<{ purpose: string; cost: number; scenes: number; origin: string; status: string }>(
      `SELECT purpose, cost_usd::float AS cost, cardinality(scene_ids) AS scenes, origin, status FROM model_calls
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
      rows.map(({ purpose, scenes, origin, status }) => [purpose, scenes, origin, status]),
      [
        ['count', 1, 'https://scripted.invalid', 'complete'],
        ['card', 1, 'https://scripted.invalid', 'complete'],
      ],
    );
    assert.equal(rows[0]?.cost, 0);
    const cannot = counting(null);
    const held = await run(cannot, limits);
    assert.deepEqual([held.codes, cannot.model.requests.length], [['model-limit-reached'], 0], 'the upper bound holds');
    assert.deepEqual([cannot.asked.count, held.rows.length], [0, 0], 'who cannot count is not asked to');
  });

  it('is not sent where the provider counts more than the model can read', async () => {
    const over = counting(900, 100);
    const { codes } = await run(over, undefined);
    assert.deepEqual([codes, over.asked.count, over.model.requests.length], [['model-too-long'], 1, 0]);
    const within = counting(100, 100);
    assert.deepEqual([(await run(within, undefined)).codes, within.model.requests.length], [[], 1]);
  });

  it('is counted once, however many edges it is near', async () => {
    const twice = counting(100, 100);
    const { codes, rows } = await run(twice, { runUsd: 0.003_05, dayUsd: null });
    assert.deepEqual([codes, twice.asked.count, twice.model.requests.length], [['model-limit-reached'], 1, 0]);
    assert.deepEqual(
      rows.map(({ purpose }) => purpose),
      ['count'],
    );
  });

  it('is not counted any more once the run is cancelled', async () => {
    const stop = new AbortController();
    onBuild = () => stop.abort();
    const cancelled = counting(10, 100);
    const { rows } = await run(cancelled, undefined, stop.signal);
    assert.deepEqual([cancelled.asked.count, cancelled.model.requests.length, rows.length], [0, 0, 0]);
  });

  it('costs what its provider counted, where nothing else is told of it', async () => {
    const untold = counting(10);
    const price = { ...SCRIPTED_PRICE, output: 0 };
    const counter: TextModel = {
      ...untold.counter,
      info: { ...untold.counter.info, price },
      generate: async (...asked) => ({ ...(await untold.counter.generate(...asked)), usage: null }),
    };
    const { codes, rows } = await run({ ...untold, counter }, { runUsd: 0.000_04, dayUsd: null });
    assert.deepEqual(codes, []);
    assert.deepEqual(
      rows.map(({ purpose, cost }) => [purpose, cost]),
      [
        ['count', 0],
        ['card', 0.000_03],
      ],
    );
  });

  it('whose count is cancelled stands in the ledger as stopped', async () => {
    const stop = new AbortController();
    const stopped = counting(10, 100);
    const counter: TextModel = {
      ...stopped.counter,
      countTokens: () => {
        stop.abort();
        return Promise.resolve(null);
      },
    };
    const { rows } = await run({ ...stopped, counter }, undefined, stop.signal);
    assert.deepEqual(
      rows.map(({ purpose, status }) => [purpose, status]),
      [['count', 'stopped']],
    );
  });

  it('that cannot be counted after all stands in the ledger as failed, and is held', async () => {
    const silent = counting(10);
    const counter: TextModel = { ...silent.counter, countTokens: () => Promise.resolve(null) };
    const { codes, rows } = await run({ ...silent, counter }, { runUsd: 0.003_05, dayUsd: null });
    assert.deepEqual([codes, silent.model.requests.length], [['model-limit-reached'], 0]);
    assert.deepEqual(
      rows.map(({ purpose, status }) => [purpose, status]),
      [['count', 'failed']],
    );
  });

  it('is not counted far from one', async () => {
    const far = counting(10);
    const { rows } = await run(far, { runUsd: 1, dayUsd: 10 });
    assert.deepEqual([far.asked.count, rows.length], [0, 1]);
  });
});

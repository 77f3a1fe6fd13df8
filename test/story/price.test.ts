import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARTIFACT_KINDS } from '../../src/story/artifactKind';
import { predictTokens } from '../../src/models/tokenFactor';
import type { ModelFailureCode, ModelOutcome, ModelRequest } from '../../src/story/modelMessage';
import {
  cacheAsked,
  costOf,
  costOfOutcome,
  goesOver,
  priceOf,
  worstCaseOf,
  type RequestEstimate,
} from '../../src/story/price';
import { SCRIPTED_PRICE, scriptedInfo } from '../models/scriptedModel';

const tokens = fc.nat(50_000);
const requests: fc.Arbitrary<RequestEstimate> = fc
  .record({
    kind: fc.constantFrom(...ARTIFACT_KINDS),
    prefixTokens: tokens,
    inputTokens: tokens,
    outputTokens: fc.nat(4_000),
    maxOutputTokens: fc.integer({ min: 1, max: 4_000 }),
    factor: fc.double({ min: 0.5, max: 3, noNaN: true }),
    cache: fc.boolean(),
    time: fc.constantFrom('short' as const, 'long' as const, null),
    deviation: fc.double({ min: 0, max: 1, noNaN: true }),
    calls: fc.nat(10),
  })
  .map(({ cache, time, deviation, calls, ...request }) => {
    const plain = scriptedInfo({ smallestCacheTokens: 1_024 });
    const learned = { factor: request.factor, deviation, calls };
    const predicted = predictTokens(request.prefixTokens + request.inputTokens, learned);
    const known = { predicted, countedTokens: null, cache: time };
    return { ...request, ...known, model: { ...plain, can: { ...plain.can, cache } } };
  });
const request = (change: Partial<RequestEstimate> = {}): RequestEstimate => ({
  kind: 'card',
  model: scriptedInfo(),
  prefixTokens: 100,
  inputTokens: 900,
  outputTokens: 100,
  maxOutputTokens: 200,
  factor: 1,
  predicted: { bottom: 900, top: 1_100 },
  countedTokens: null,
  cache: 'short',
  ...change,
});

describe('The price of a run', () => {
  it('is a range whose top is at most one and a half times its bottom, for tokens and dollars, in all and by kind', () => {
    fc.assert(
      fc.property(fc.array(requests, { maxLength: 40 }), (all) => {
        const price = priceOf(all);
        for (const one of [price, ...price.kinds]) {
          for (const range of [one.inputTokens, one.outputTokens, one.costUsd ?? assert.fail('a price is known')]) {
            assert.ok(range.bottom <= range.top + 1e-9 && range.top <= range.bottom * 1.5 + 1e-9);
          }
        }
        assert.equal(price.requests, all.length);
      }),
    );
  });

  it('is never above what may be reserved for its requests', () => {
    fc.assert(
      fc.property(fc.array(requests, { maxLength: 20 }), (all) => {
        const worst = all.reduce((sum, one) => sum + (worstCaseOf(one) ?? NaN), 0);
        assert.ok((priceOf(all).costUsd?.top ?? NaN) <= worst + 1e-9);
      }),
    );
  });

  it('is unknown as a whole where that of one model is, and nothing where there is nothing to ask', () => {
    const unknown = request({ model: scriptedInfo({ price: null }) });
    assert.equal(priceOf([request(), unknown]).costUsd, null);
    assert.equal(worstCaseOf(unknown), null);
    assert.deepEqual(priceOf([]).costUsd, { bottom: 0, top: 0 });
  });

  it('has the provider’s own count in place of ours, where it counted', () => {
    const counted = request({ countedTokens: 10 });
    assert.deepEqual(priceOf([counted]).inputTokens, { bottom: 10, top: 10 });
    assert.ok(Math.abs((worstCaseOf(counted) ?? NaN) - (10 * 3.75 + 200 * 15) / 1e6) < 1e-12);
  });

  it('has an answer of no more than it may have', () => {
    const output = (outputTokens: number) => priceOf([request({ outputTokens })]).outputTokens;
    assert.deepEqual(output(100), { bottom: 80, top: 120 });
    assert.deepEqual(output(190), { bottom: 152, top: 200 });
    assert.deepEqual(output(400), { bottom: 160, top: 200 });
  });

  it('has what the requests of a kind share written by the first, read by the rest, and written by ten at worst', () => {
    const can = { ...scriptedInfo().can, cache: true };
    const keeping = (change: Partial<RequestEstimate> = {}) => request({ model: scriptedInfo({ can }), ...change });
    const near = (one: number | undefined, other: number): void =>
      assert.ok(Math.abs((one ?? NaN) - other / 1e6) < 1e-12, `${one}, not ${other / 1e6}`);
    const twelve = priceOf(Array.from({ length: 12 }, () => keeping())).costUsd;
    const [least, most] = [800 * 3 + 80 * 15, 1_000 * 3 + 120 * 15];
    near(twelve?.bottom, 12 * least + 100 * 3.75 + 11 * 100 * 0.3);
    near(twelve?.top, 12 * most + 10 * 100 * 3.75 + 2 * 100 * 0.3);
    // By the provider's count the shared part is longer.
    near(priceOf([keeping({ factor: 2 })]).costUsd?.bottom, 700 * 3 + 200 * 3.75 + 80 * 15);
    const plain = priceOf([request({ cache: null })]).costUsd;
    assert.deepEqual(priceOf([request()]).costUsd, plain, 'nothing is kept by who cannot');
    const long = scriptedInfo({ can, smallestCacheTokens: 101 });
    assert.deepEqual(priceOf([request({ model: long })]).costUsd, plain, 'nor what is too short for it');
  });

  it('asks for the longest time that anything in a request is to be kept', () => {
    const turns = (cache: 'short' | 'long' | undefined): ModelRequest['turns'] => [
      { role: 'user', content: [{ kind: 'text', text: 'Who?', cache }] },
    ];
    assert.equal(cacheAsked({ cacheSystem: null, turns: turns(undefined) }), null);
    assert.equal(cacheAsked({ cacheSystem: 'short', turns: turns(undefined) }), 'short');
    assert.equal(cacheAsked({ cacheSystem: 'short', turns: turns('long') }), 'long');
    assert.equal(cacheAsked({ cacheSystem: null, turns: turns('short') }), 'short');
  });

  it('counts what is kept by the provider at its price, and long prompts at theirs', () => {
    const usage = { input: 1_000, output: 100, cacheWrite: 2_000, cacheRead: 4_000 };
    assert.ok(Math.abs((costOf(usage, SCRIPTED_PRICE) ?? NaN) - 0.0132) < 1e-12);
    const long = { ...SCRIPTED_PRICE, aboveTokens: 6_999, aboveFactor: 2 };
    assert.ok(Math.abs((costOf(usage, long) ?? NaN) - 0.0264) < 1e-12);
  });
});

describe('A limit', () => {
  for (const [limit, committed, worst, over] of [
    [null, 5, 100, false],
    [1, 0.4, 0.6, false],
    [1, 0.5, 0.6, true],
    [0, 0, 0, false],
    [0, 0, null, true],
    [1, 0.5, null, false],
    [1, 1, null, true],
  ] as const) {
    it(`of ${limit} beside ${committed} ${over ? 'keeps back' : 'lets go'} what costs ${worst} at most`, () =>
      assert.equal(goesOver(limit, committed, worst), over));
  }
});

describe('The price of what came of a request', () => {
  const countTokens = (texts: readonly string[]): Promise<number[]> =>
    Promise.resolve(texts.map(({ length }) => length));
  const broken: ModelOutcome = {
    ended: {
      kind: 'failed',
      failure: { code: 'model-interrupted', message: '', retryable: true, retryAfterMs: null },
    },
    content: [{ kind: 'text', text: 'x'.repeat(50) }],
    usage: { input: 1_000, output: 1, cacheWrite: 0, cacheRead: 0 },
    origin: 'https://scripted.invalid',
    latencyMs: 1,
  };
  const failed = (code: ModelFailureCode, change: Partial<ModelOutcome> = {}): ModelOutcome => ({
    ...broken,
    ended: { kind: 'failed', failure: { code, message: '', retryable: false, retryAfterMs: null } },
    content: [],
    usage: null,
    ...change,
  });
  const costs = async (outcome: ModelOutcome, change: Partial<RequestEstimate> = {}): Promise<number> =>
    (await costOfOutcome(outcome, request({ factor: 2, ...change }), countTokens)) ?? NaN;
  const near = (one: number, other: number): void => assert.ok(Math.abs(one - other) < 1e-12, `${one}, not ${other}`);

  it('is what arrived of a broken or stopped answer, and never less than the provider said', async () => {
    near(await costs(broken), (1_000 * 3 + 100 * 15) / 1e6);
    near(await costs({ ...broken, ended: { kind: 'stopped' } }), (1_000 * 3 + 100 * 15) / 1e6);
    const more = { input: 1_000, output: 400, cacheWrite: 0, cacheRead: 0 };
    near(await costs({ ...broken, usage: more }), (1_000 * 3 + 400 * 15) / 1e6);
    near(await costs({ ...broken, usage: null }), (1_100 * 3 + 100 * 15) / 1e6);
    near(await costs({ ...broken, usage: null, ended: { kind: 'stopped' } }), (1_100 * 3 + 100 * 15) / 1e6);
    near(await costs({ ...broken, usage: null }, { countedTokens: 10 }), (10 * 3 + 100 * 15) / 1e6);
    const tool = { kind: 'tool-use', id: 'a', name: 'get_scene', input: {} } as const;
    const said = JSON.stringify(tool).length * 2;
    near(await costs({ ...broken, content: [tool] }), (1_000 * 3 + said * 15) / 1e6);
    const whole = { ...broken, ended: { kind: 'complete', stopReason: 'end' } } as const;
    near(await costs(whole), (1_000 * 3 + 1 * 15) / 1e6);
  });

  it('is nothing for what was refused before anything was done, or never left', async () => {
    const refused = ['model-key-wrong', 'model-request-refused', 'model-unknown', 'model-rate-limited'] as const;
    for (const code of refused) assert.equal(await costs(failed(code)), 0, code);
    assert.equal(await costs(failed('model-unreachable', { origin: '' })), 0);
    assert.ok((await costs(failed('model-unreachable'))) > 0, 'a connection that broke may have been answered');
  });

  it('is unknown where nobody knows what became of it, or what it costs', async () => {
    const lost = { ...failed('model-unable', { origin: null }), ended: { kind: 'stopped' } } as const;
    assert.equal(await costs({ ...lost, origin: '' }), 0, 'what was stopped before it was sent');
    assert.equal(await costOfOutcome(lost, request(), countTokens), null);
    assert.equal(await costOfOutcome(broken, request({ model: scriptedInfo({ price: null }) }), countTokens), null);
  });

  it('has what is kept for an hour at its own rate, as told or else as asked for', async () => {
    const usage = { input: 0, output: 0, cacheWrite: 1_000, cacheRead: 0 };
    const whole = { ...broken, ended: { kind: 'complete', stopReason: 'end' }, usage } as const;
    near(await costs(whole), (1_000 * 3.75) / 1e6);
    near(await costs(whole, { cache: 'long' }), (1_000 * 6) / 1e6);
    const told = { ...whole, usage: { ...usage, cacheWriteLong: 400 } };
    near(await costs(told, { cache: 'long' }), (400 * 6 + 600 * 3.75) / 1e6);
    assert.ok((worstCaseOf(request({ cache: 'long' })) ?? 0) > (worstCaseOf(request({ cache: 'short' })) ?? 0));
    const can = { ...scriptedInfo().can, cache: true };
    const kept = (cache: RequestEstimate['cache']): number =>
      priceOf([request({ model: scriptedInfo({ can }), cache })]).costUsd?.top ?? NaN;
    assert.ok(kept('long') > kept('short') && kept('short') > kept(null));
  });
});

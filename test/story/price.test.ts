import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ARTIFACT_KINDS } from '../../src/story/artifactKind';
import { costOf, priceOf, worstCaseOf, type RequestEstimate } from '../../src/story/price';
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
  })
  .map(({ cache, ...request }) => {
    const plain = scriptedInfo({ smallestCacheTokens: 1_024 });
    return { ...request, model: { ...plain, can: { ...plain.can, cache } } };
  });
const request = (change: Partial<RequestEstimate> = {}): RequestEstimate => ({
  kind: 'card',
  model: scriptedInfo(),
  prefixTokens: 100,
  inputTokens: 900,
  outputTokens: 100,
  maxOutputTokens: 200,
  factor: 1,
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

  it('counts what is kept by the provider at its price, and long prompts at theirs', () => {
    const usage = { input: 1_000, output: 100, cacheWrite: 2_000, cacheRead: 4_000 };
    assert.ok(Math.abs((costOf(usage, SCRIPTED_PRICE) ?? NaN) - 0.0132) < 1e-12);
    const long = { ...SCRIPTED_PRICE, aboveTokens: 6_999, aboveFactor: 2 };
    assert.ok(Math.abs((costOf(usage, long) ?? NaN) - 0.0264) < 1e-12);
  });
});

import { APIError } from '@anthropic-ai/sdk';
import assert from 'node:assert/strict';
import { failureOfError } from '../../src/models/failureOfError';
import { failureOfStop, modelFailure } from '../../src/models/modelFailure';
import { MODEL_TABLE, MODEL_TABLE_DATE, modelTableEntry } from '../../src/models/modelTable';
import { retryDelayMs } from '../../src/models/retryPolicy';
import { MODEL_FAILURE_CODES, modelPriceSchema, STOP_REASONS } from '../../src/story/modelMessage';

const subject = {
  recipient: 'Anthropic',
  origin: 'https://api.anthropic.com',
  local: false,
  model: 'claude-haiku-5-5',
};

describe('The table of models', () => {
  it('is dated, and prices a cache write above and a read below plain input', () => {
    assert.match(MODEL_TABLE_DATE, /^\d{4}-\d\d-\d\d$/);
    for (const { price, maxOutputTokens, contextTokens } of MODEL_TABLE) {
      assert.ok(modelPriceSchema.safeParse(price).success);
      assert.ok(price.cacheRead < price.input && price.input < price.cacheWriteShort);
      assert.ok(price.cacheWriteShort < price.cacheWriteLong && price.cacheWriteLong < price.output);
      assert.ok(maxOutputTokens < contextTokens);
    }
  });

  it('knows three models and no other', () => {
    assert.deepEqual(
      MODEL_TABLE.map(({ model }) => model),
      ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'],
    );
    assert.equal(modelTableEntry('claude-1'), null);
  });
});

describe('The sentence of a failure', () => {
  for (const code of MODEL_FAILURE_CODES) {
    it(`${code} is one sentence`, () => {
      const { message } = modelFailure(code, subject);
      assert.match(message, /^\p{Lu}[^!]*[^.!]\.$/u);
      assert.ok(!/undefined|null|\bError\b/.test(message), message);
    });
  }

  it('is there for every end that is not what was asked for', () => {
    const codes = STOP_REASONS.map((reason) => failureOfStop(reason, subject)?.code ?? null);
    assert.deepEqual(codes, [null, 'model-cut-off', null, 'model-declined', 'model-too-long']);
  });
});

describe('The wait that a provider asks for', () => {
  for (const [name, headers, ms] of [
    ['seconds', { 'retry-after': '12' }, 12_000],
    ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    ['a date', { 'retry-after': 'Thu, 26 Nov 2026 04:00:10 GMT' }, 10_000],
    ['a date that is over', { 'retry-after': 'Thu, 26 Nov 2026 03:00:00 GMT' }, 0],
    ['nothing', {}, null],
    ['nonsense', { 'retry-after': 'soon' }, null],
  ] as const) {
    it(name, () => {
      const error = APIError.generate(429, { error: { type: 'rate_limit_error' } }, undefined, new Headers(headers));
      const now = Date.parse('2026-11-26T04:00:00Z');
      assert.equal(failureOfError(error, { subject, key: null, heard: 'nothing', now }).retryAfterMs, ms);
    });
  }
});

describe('Sending again', () => {
  const failure = (code: Parameters<typeof modelFailure>[0], retryAfterMs: number | null = null) =>
    modelFailure(code, subject, { retryAfterMs });

  it('waits longer each time, and gives up after two', () => {
    const waits = [0, 1, 2].map((attempt) => retryDelayMs(failure('model-busy'), attempt, 0));
    assert.deepEqual(waits, [1000, 2000, null]);
    assert.ok((retryDelayMs(failure('model-busy'), 0, 0.99) ?? 0) < 1500);
  });

  it('waits as long as it is asked to, up to a minute', () => {
    assert.equal(retryDelayMs(failure('model-rate-limited', 60_000), 0, 0.5), 60_000);
    assert.equal(retryDelayMs(failure('model-rate-limited', 60_001), 0, 0.5), null);
  });

  it('is only for what waiting helps, and never for what may have been billed', () => {
    const again = MODEL_FAILURE_CODES.filter((code) => {
      const network = code === 'model-unreachable' ? ('broken' as const) : undefined;
      return retryDelayMs(modelFailure(code, subject, { network }), 0, 0) !== null;
    });
    assert.deepEqual(again, ['model-unreachable', 'model-rate-limited', 'model-busy', 'model-server-error']);
  });
});

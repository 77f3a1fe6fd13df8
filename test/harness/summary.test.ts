import assert from 'node:assert/strict';
import { summarize } from './summary';

describe('The summary of a test run', () => {
  const passed = { passed: 2, failed: [], skipped: [] };
  const failed = { passed: 1, failed: [{ title: 'saves', message: 'AssertionError\nlost a scene' }], skipped: [] };
  const skipped = { passed: 0, failed: [], skipped: ['prints'] };

  it('ends with the sum, after each skip and each failure by name', () => {
    assert.deepEqual(summarize([passed, failed, skipped], { skipsFail: false }).lines, [
      'skipped: prints',
      'failed: saves\n    AssertionError\n    lost a scene',
      '3 passed, 1 failed, 1 skipped',
    ]);
  });

  it('fails on any failure, and on a skip where everything must run', () => {
    assert.equal(summarize([passed], { skipsFail: true }).exitCode, 0);
    assert.equal(summarize([passed, failed], { skipsFail: false }).exitCode, 1);
    assert.equal(summarize([passed, skipped], { skipsFail: false }).exitCode, 0);
    assert.equal(summarize([passed, skipped], { skipsFail: true }).exitCode, 1);
  });
});

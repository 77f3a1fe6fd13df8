import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readResults, type ResultRecord } from './results';
import { makeScratch, type Scratch } from './scratch';

describe('The results of a suite', () => {
  let scratch: Scratch;
  before(() => (scratch = makeScratch()));
  after(() => scratch.remove());

  const passed: ResultRecord = { kind: 'passed', title: 'reads' };
  const skipped: ResultRecord = { kind: 'skipped', title: 'prints' };
  const failed: ResultRecord = { kind: 'failed', title: 'saves', message: 'lost' };
  const end: ResultRecord = { kind: 'end' };

  function check(records: readonly ResultRecord[] | string, problem?: string) {
    const file = path.join(scratch.folder, 'results.jsonl');
    const text = typeof records === 'string' ? records : records.map((record) => JSON.stringify(record)).join('\n');
    writeFileSync(file, text);
    const outcome = readResults(file, { suite: 'plain', problem });
    return [outcome.passed, outcome.failed.map((failure) => failure.title), outcome.skipped] as const;
  }

  it('count what passed, failed and was skipped', () => {
    assert.deepEqual(check([passed, skipped, failed, passed, end]), [2, ['saves'], ['prints']]);
  });

  it('fail as a whole when the suite broke off, also in the middle of a line', () => {
    assert.deepEqual(check([passed]), [1, ['plain'], []]);
    assert.deepEqual(check(`${JSON.stringify(passed)}\n{"kind":"pas`), [1, ['plain'], []]);
  });

  it('fail as a whole when no test ran, or no file was written', () => {
    assert.deepEqual(check([end]), [0, ['plain'], []]);
    const missing = path.join(scratch.folder, 'missing.jsonl');
    assert.equal(readResults(missing, { suite: 'plain' }).failed.length, 1);
    assert.equal(readResults(missing, { suite: 'plain', mayBeEmpty: true }).failed.length, 1);
  });

  it('fail when the process failed although every test passed', () => {
    assert.deepEqual(check([passed, end], 'left a server running'), [1, ['plain'], []]);
    assert.deepEqual(check([passed, failed, end], 'ended with code 1'), [1, ['saves'], []]);
  });
});

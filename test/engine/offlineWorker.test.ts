import assert from 'node:assert/strict';
import path from 'node:path';
import { mock } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createOfflineWorker } from '../../src/engine/pipeline/offlineWorker';
import { until } from '../harness/until';
import { ASSETS } from './engineOnDisk';

describe('The thread of the offline makers', () => {
  it('ends when it has had nothing to do for a while, gives its memory back, and starts again with the next task', async () => {
    const ended = mock.method(Worker.prototype, 'terminate');
    const worker = createOfflineWorker(path.join(ASSETS, 'worker.js'), { idleMs: 50 });
    try {
      for (const round of [1, 2]) {
        const results = await worker.make([{ kind: 'keyScene', subject: '', scenes: [] }]);
        assert.deepEqual(results, [{ kind: 'made', made: { kind: 'keyScene', subject: '', verdicts: [] } }]);
        await until('it has ended', () => ended.mock.callCount() === round);
      }
    } finally {
      ended.mock.restore();
      await worker.close();
    }
  });
});

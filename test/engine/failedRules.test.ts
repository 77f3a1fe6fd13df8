import assert from 'node:assert/strict';
import { DEFAULT_REFRESH_THRESHOLDS } from '../../src/story/runsByItself';
import { openScript, type ScriptContents } from '../../src/engine/pipeline/openScript';
import { runDueWork } from '../../src/engine/pipeline/runDueWork';
import type { Transactional } from '../../src/engine/store/db';
import { readScript } from '../../src/screenplay/scriptReading';
import { NOTHING_MARKED } from '../../src/story/neverSend';

describe('A rule that fails', () => {
  it('is told in a sentence; its stack goes to the log, and nothing is stored', async () => {
    const reading = readScript('INT. PIER - DAY\n\nRain.\n');
    const contents: ScriptContents = {
      id: 'script',
      uri: 'file:///failed.fountain',
      format: 'fountain',
      name: 'failed',
      version: 1,
      reading,
      sceneIds: ['scene'],
      passageId: null,
      stored: new Map(),
      marks: NOTHING_MARKED,
      lifted: new Set(),
      artifacts: new Map(),
      candidates: new Map(),
      failures: new Map(),
      state: 'empty',
      thresholds: DEFAULT_REFRESH_THRESHOLDS,
      aliases: [],
    };
    const open = openScript(contents, null);
    const logged: string[] = [];
    const stack = 'RangeError: rule broke\n    at makeOffline (worker.js:1:1)';
    const report = await runDueWork(
      {
        // Asked for copies alone, of which there are none: a card reads the text, and nothing was made.
        db: { execute: () => Promise.resolve({ rows: [] }) } as unknown as Transactional,
        worker: {
          make: (tasks) => Promise.resolve(tasks.map(() => ({ kind: 'failed', message: stack }) as const)),
          close: () => Promise.resolve(),
        },
        current: () => open,
        exclusively: () => assert.fail('nothing to store'),
        onTrouble: (error) => logged.push(error.message),
      },
      { kinds: ['card'], signal: new AbortController().signal },
    );
    assert.equal(report.generated.card, 0);
    const [failed] = report.failed;
    assert.deepEqual([failed?.kind, failed?.subject, report.failed.length], ['card', 'scene', 1]);
    assert.match(failed?.message ?? '', /^A rule .*\.$/u);
    assert.doesNotMatch(failed?.message ?? '', /\n|Error|makeOffline/u);
    assert.deepEqual(logged, [`card scene: ${stack}`]);
  });
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from '../harness/until';
import { syntheticScript } from '../bench/syntheticScript';
import { engineClients } from './engineClients';
import { synced, wholeText } from './engineOnDisk';

/** What the engine may hold with a feature script open and no run under way (platform.md), in bytes. */
const BOUND = 250_000_000;

describe('The memory of the engine, with a feature script open', function () {
  this.timeout(180_000);
  const { newFolder, connect, cleanUp } = engineClients();
  afterEach(cleanUp);

  it('is under 250 MB once it is analyzed and searched, and when it is opened again', async () => {
    const folder = newFolder();
    const text = syntheticScript({ scenes: 200 });
    for (const round of ['first', 'again']) {
      const engine = await connect(folder, { idleMs: 0 });
      const { scriptId } = synced(await engine.sync(wholeText('file:///memory', text, 1)));
      const { run, scenes } = await engine.analyze({ scriptId, remake: false });
      assert.deepEqual([run.failed, run.generated.card, scenes.length], [[], round === 'first' ? 200 : 0, 200]);
      const found = await engine.search({ scriptId, query: 'the letter in the harbour kitchen', limit: 10 });
      assert.ok(found.results.length > 0, 'it finds something');
      await staysUnder(engine.info.pid, round);
      await engine.close();
      await until('the engine has ended', () => residentBytes(engine.info.pid) === null);
    }
  });

  /** The worker thread of a run ends some seconds after it; then the memory is back, or it never comes. */
  async function staysUnder(pid: number, round: string): Promise<void> {
    let last = 0;
    try {
      await until('the engine is small', () => (last = residentBytes(pid) ?? Infinity) < BOUND);
    } catch {
      assert.fail(`${round}: ${Math.round(last / 1e6)} MB`);
    }
  }
});

/** Null: there is no such process. */
function residentBytes(pid: number): number | null {
  try {
    if (process.platform === 'linux') {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return kilobytes === undefined ? null : Number(kilobytes) * 1024;
    }
    if (process.platform !== 'win32') {
      const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
      return Number(kilobytes) * 1024;
    }
    const query = `(Get-Process -Id ${pid}).WorkingSet64`;
    return Number(execFileSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return null;
  }
}

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { makeScratch } from './scratch';
import { until } from './until';

describe('A scratch folder', () => {
  it('hands no key and no home of ours to what runs in it', () => {
    process.env.SOME_API_KEY = 'secret';
    const { environment, folder, remove } = makeScratch();
    delete process.env.SOME_API_KEY;
    remove();
    assert.equal(environment.SOME_API_KEY, undefined);
    for (const name of ['HOME', 'TMPDIR', 'XDG_RUNTIME_DIR', 'WRITERSROOM_DATA']) {
      assert.ok(environment[name]?.startsWith(folder), name);
    }
  });

  it('takes with it what was started in it, also a detached process', async function () {
    if (process.platform !== 'linux') this.skip();
    const { environment, folder, remove } = makeScratch();
    const child = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], {
      env: environment,
      detached: true,
      stdio: 'ignore',
    });
    await until('the process runs', () => child.pid !== undefined && existsSync(`/proc/${child.pid}/cmdline`));
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    remove();
    assert.equal(await ended, 'SIGKILL');
    assert.equal(existsSync(folder), false);
  });
});

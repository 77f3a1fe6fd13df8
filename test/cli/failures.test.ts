import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { connectEngine } from '../../src/client/connectEngine';
import { lockDataDirectory, lockFileName } from '../../src/engine/store/dataDirectoryLock';
import { enginesEnd } from '../harness/enginesEnd';
import { ASSETS } from '../engine/engineOnDisk';
import { CLI, SAMPLE, createDesk, says, type Desk } from './runCli';

describe('writersroom, where something is wrong,', () => {
  let desk: Desk;
  /** A folder that every user can reach. */
  let nobodysFolder: string;
  before(() => {
    desk = createDesk();
    nobodysFolder = mkdtempSync(path.join(process.platform === 'win32' ? os.tmpdir() : '/tmp', 'wr-shared-'));
  });
  after(async () => {
    await desk.remove();
    rmSync(nobodysFolder, { recursive: true, force: true });
  });

  const commands = (file: string): readonly (readonly string[])[] => [
    ['parse', file],
    ['analyze', file],
    ['analyze', file, '--dry-run'],
    ['status', file],
    ['search', file, 'bell'],
  ];

  describe('with how it is called: ends with 2, a sentence and where to look', () => {
    const calls: readonly (readonly string[])[] = [
      [],
      ['pars', SAMPLE],
      ['parse'],
      ['analyze'],
      ['status'],
      ['search'],
      ['search', SAMPLE],
      ['parse', SAMPLE, 'another.fountain'],
      ['status', 'my', 'draft.fountain'],
      ['parse', SAMPLE, '--colour'],
      ['analyze', SAMPLE, '--remake=yes'],
      ['search', SAMPLE, 'bell', '--limit'],
      ['search', SAMPLE, 'bell', '--limit', '0'],
      ['search', SAMPLE, 'bell', '--limit', '201'],
      ['search', SAMPLE, 'bell', '--limit', '2.5'],
      ['search', SAMPLE, 'bell', '--limit', 'ten'],
      ['search', SAMPLE, 'bell', '--limit', ''],
      ['search', SAMPLE, 'bell', '--limit', '-3'],
      ['status', SAMPLE, '--data'],
      ['status', SAMPLE, '--data', ''],
      ['parse', ''],
      ['export', SAMPLE],
      ['export', SAMPLE, '--format', 'pdf'],
      ['export', SAMPLE, '--format', 'fdx', '--out', ''],
    ];
    for (const args of calls) {
      it(`writersroom ${args.map((arg) => (arg === SAMPLE ? 'FILE' : arg === '' ? "''" : arg)).join(' ')}`, async () => {
        const failure = await desk.fails(2, args);
        assert.equal(failure.code, 'usage');
        assert.equal(failure.retryable, false);
      });
    }
    it('and starts nothing', () => assert.equal(existsSync(desk.data), false));
  });

  describe('with the file: ends with 1 and says what', () => {
    it('is missing', async () => {
      for (const args of commands('no such draft.fountain')) {
        const failure = await desk.fails(1, args);
        assert.equal(failure.code, 'file-missing');
        assert.match(failure.message, /no such draft\.fountain/);
      }
      assert.equal((await desk.fails(1, ['parse', `${SAMPLE}/draft.fountain`])).code, 'file-missing');
    });

    it('is a folder', async () => {
      for (const args of commands('.')) assert.equal((await desk.fails(1, args)).code, 'file-is-directory');
    });

    it('may not be read', async () => {
      const file = desk.file('locked.fountain', 'INT. ROOM - DAY\n\nNobody.\n');
      chmodSync(file, 0o000);
      for (const args of commands(file)) {
        const failure = await desk.fails(1, args, { asNobody: true });
        assert.equal(failure.code, 'file-unreadable');
        assert.match(failure.message, /locked\.fountain/);
      }
    });

    it('has a name too long for any file', async () => {
      const failure = await desk.fails(1, ['parse', `${'x'.repeat(5000)}.fountain`]);
      assert.match(failure.code, /^file-/);
    });

    it('is an .fdx with damaged XML, or XML of another kind', async () => {
      const damaged = desk.file('damaged.FDX', '<FinalDraft>\n<Content>\n<Paragraph></Content></FinalDraft>\n');
      for (const args of [...commands(damaged), ['export', damaged, '--format', 'fdx', '--out', 'out.fdx']]) {
        const failure = await desk.fails(1, args);
        assert.equal(failure.code, 'file-damaged');
        assert.match(failure.message, /damaged at line 3/);
      }
      const other = await desk.fails(1, ['parse', desk.file('feed.fdx', '<rss><channel/></rss>')]);
      assert.equal(other.code, 'format-unknown');
    });

    it('and starts nothing', () => assert.equal(existsSync(desk.data), false));
  });

  describe('with the data directory: ends with 1 and names it', () => {
    it('is in use by a process that does not listen to us, whose number it says', async () => {
      const busy = path.join(desk.folder, 'busy');
      const lock = await lockDataDirectory(busy);
      try {
        const failure = await desk.fails(1, ['status', SAMPLE, '--data', busy]);
        assert.equal(failure.code, 'store-busy');
        assert.equal(failure.retryable, true);
        assert.ok(failure.message.includes(busy) && failure.message.includes(String(process.pid)), failure.message);
      } finally {
        lock.release();
      }
      assert.equal((await desk.run(['status', SAMPLE, '--data', busy])).exitCode, 0, 'it was left whole');
    });

    it('belongs to another user, who works with it', async function () {
      if (process.getuid?.() !== 0) {
        console.log('      skipped: only root can be two users');
        this.skip();
      }
      const shared = path.join(nobodysFolder, 'shared');
      const engine = await connectEngine({
        ...{ assetsDirectory: ASSETS, dataDirectory: shared, client: 'test', idleMs: 500 },
      });
      try {
        for (const name of [nobodysFolder, shared]) chmodSync(name, 0o777);
        chmodSync(path.join(shared, lockFileName), 0o644);
        const failure = await desk.fails(1, ['status', SAMPLE, '--data', shared], { asNobody: true });
        assert.equal(failure.code, 'store-busy');
        assert.ok(failure.message.includes(String(engine.info.pid)), failure.message);
      } finally {
        await engine.close();
        await enginesEnd(shared);
      }
    });

    it('is a file', async () => {
      const file = desk.file('not-a-folder', 'x');
      const failure = await desk.fails(1, ['status', SAMPLE, '--data', file]);
      assert.equal(failure.code, 'store-failed');
      assert.ok(failure.message.includes(file));
      await desk.fails(1, ['status', SAMPLE, '--data', path.join(file, 'below')]);
    });

    it('may not be written', async () => {
      const folder = path.join(desk.folder, 'read-only');
      mkdirSync(folder, { mode: 0o555 });
      for (const data of [folder, path.join(folder, 'below')]) {
        const failure = await desk.fails(1, ['status', SAMPLE, '--data', data], { asNobody: true });
        assert.equal(failure.code, 'store-read-only');
        assert.ok(failure.message.includes(data), failure.message);
      }
      assert.deepEqual(readdirSync(folder), []);
    });

    it('is to be reached through a folder that somebody else made, in which nobody is trusted', async function () {
      if (process.platform === 'win32') {
        console.log('      skipped: named pipes are in no folder');
        this.skip();
      }
      const runtime = path.join(desk.folder, 'runtime');
      mkdirSync(path.join(runtime, 'writersroom'), { recursive: true });
      chmodSync(path.join(runtime, 'writersroom'), 0o777);
      const env = { XDG_RUNTIME_DIR: runtime };
      const data = path.join(desk.folder, 'elsewhere');
      assert.equal((await desk.run(['status', SAMPLE, '--data', data], { env })).exitCode, 0);
      assert.deepEqual(readdirSync(path.join(runtime, 'writersroom')), [], 'its socket is in the temporary folder');
    });
  });

  it('sets a database aside that is none, says so, and goes on with a new one', async () => {
    desk.file('damaged/db/PG_VERSION', '18\n');
    const data = path.join(desk.folder, 'damaged');
    const run = await desk.run(['status', SAMPLE, '--data', data]);
    assert.equal(run.exitCode, 0, run.stderr);
    const [, aside = ''] = /could not be opened.* The old files are in (.*)\.\n/.exec(run.stderr) ?? [];
    assert.ok(aside.startsWith(data), run.stderr);
    assert.equal(readFileSync(path.join(aside, 'PG_VERSION'), 'utf8'), '18\n');
  });

  describe('with its output', () => {
    it('nobody reads to the end: that is no failure', async () => {
      const run = desk.start([
        'parse',
        desk.file('long.fountain', 'INT. ROOM - DAY\n\nNobody.\n\n'.repeat(20_000)),
        '--json',
      ]);
      run.child.stdin?.end();
      const { stdout } = run.child;
      assert.ok(stdout !== null);
      await once(stdout, 'data');
      stdout.destroy();
      const { exitCode, stderr } = await run.ended;
      assert.equal(stderr, '');
      assert.equal(exitCode, 0);
    });

    it('nobody listens to its warnings: the result is the same', async () => {
      const run = desk.start(['parse', desk.file('no-scenes.fountain', 'Only words.\n'), '--json']);
      run.child.stderr?.destroy();
      run.child.stdin?.end();
      const { exitCode, stdout } = await run.ended;
      assert.equal(exitCode, 0);
      assert.equal((JSON.parse(stdout) as { elements: unknown[] }).elements.length, 1);
    });

    it('cannot be written: that is a failure', async function () {
      if (!existsSync('/dev/full')) {
        console.log('      skipped: this system has no /dev/full');
        this.skip();
      }
      const child = spawn(process.execPath, [CLI, 'parse', SAMPLE, '--json'], {
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      });
      let stderr = '';
      child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const [exitCode] = (await once(child, 'close')) as [number];
      assert.equal(exitCode, 1);
      assert.match(stderr, /^[A-Z].*\.\n$/s);
    });
  });

  it('is not cut off by what it is asked about itself', async () => {
    for (const args of [['--help'], ['help'], ['analyze', '--help']]) {
      const { exitCode, stdout, stderr } = await desk.run(args);
      assert.deepEqual([exitCode, stderr], [0, '']);
      for (const command of ['parse', 'analyze', 'status', 'search'])
        assert.match(stdout, new RegExp(`^ +${command} `, 'm'));
    }
    const { stdout } = await desk.run(['--version']);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
    assert.deepEqual(await desk.json(['--version']), { version: stdout.trim() });
    await desk.json(['--help']);
  });

  describe('with the writer’s patience: Ctrl-C', () => {
    it('ends a command that waits for standard input, with 130', async () => {
      for (const args of [
        ['parse', '-'],
        ['analyze', '-', '--json'],
      ]) {
        const run = desk.start(args);
        const { stdin } = run.child;
        assert.ok(stdin !== null);
        // More than a pipe holds: once it is written, the command is reading.
        await new Promise((resolve) => stdin.write('A line.\n\n'.repeat(100_000), resolve));
        run.child.kill('SIGINT');
        // Standard input stays open: nothing else ends the command.
        const { exitCode, stdout } = await run.ended;
        stdin.destroy();
        assert.equal(exitCode, 130, args.join(' '));
        assert.doesNotMatch(stdout, /"error"/, 'cancelling is not an error');
      }
    });

    it('before the engine is up gives what is there, with 130', async () => {
      const run = desk.start(['analyze', SAMPLE, '--json', '--data', path.join(desk.folder, 'early')]);
      run.child.stdin?.end();
      await says(run, /Reading ring-for-ferry/);
      run.child.kill('SIGINT');
      const { exitCode, stdout, stderr } = await run.ended;
      assert.equal(exitCode, 130, stderr);
      const { run: report, scenes } = JSON.parse(stdout) as {
        run: { cancelled: boolean; failed: unknown[] };
        scenes: unknown[];
      };
      assert.equal(report.cancelled, true);
      assert.deepEqual(report.failed, []);
      assert.equal(scenes.length, 26);
    });

    it('twice ends at once, and the next command finds the data directory free', async () => {
      const data = path.join(desk.folder, 'twice');
      const run = desk.start(['analyze', SAMPLE, '--json', '--data', data]);
      run.child.stdin?.end();
      await says(run, /Reading ring-for-ferry/);
      run.child.kill('SIGINT');
      run.child.kill('SIGINT');
      const second = setInterval(() => run.child.kill('SIGINT'), 50);
      assert.equal((await run.ended).exitCode, 130);
      clearInterval(second);
      assert.equal((await desk.run(['status', SAMPLE, '--data', data])).exitCode, 0);
    });
  });
});

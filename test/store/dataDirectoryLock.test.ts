import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { lockDataDirectory, lockFileName } from '../../src/engine/store/dataDirectoryLock';
import { lookUpWithPs } from '../../src/engine/store/processIdentity';
import type { StoreFailure } from '../../src/engine/store/storeFailure';
import { until } from '../harness/until';
import { bundleStoreProcess, startStoreProcess } from './startStoreProcess';
import { temporaryDirectory } from './storeFixture';

describe('the lock of the data directory', function () {
  this.timeout(60_000);
  let bundle: string;
  let dataDir: string;
  let lockFile: string;

  before(async () => {
    bundle = await bundleStoreProcess();
  });
  beforeEach(() => {
    dataDir = path.join(temporaryDirectory(), 'data');
    lockFile = path.join(dataDir, lockFileName);
  });

  it('makes the directory, for its user only, names its owner, and leaves nothing when it is released', async () => {
    const lock = await lockDataDirectory(dataDir);
    assert.equal(lock.dataDir, dataDir);
    const record = JSON.parse(readFileSync(lockFile, 'utf8')) as Record<string, unknown>;
    assert.equal(record.pid, process.pid);
    assert.equal(record.hostname, hostname());
    assert.ok(Math.abs(Date.parse(String(record.createdAt)) - Date.now()) < 60_000);
    assert.equal(typeof record.processStartTime, 'string');
    assert.deepEqual(readdirSync(dataDir), [lockFileName]);
    lock.release();
    lock.release();
    assert.deepEqual(readdirSync(dataDir), []);
  });

  it('is had by one at a time, in this process too', async () => {
    const lock = await lockDataDirectory(dataDir);
    await assert.rejects(lockDataDirectory(dataDir), isBusy(process.pid));
    lock.release();
    (await lockDataDirectory(dataDir)).release();
  });

  it('of a living process is refused with a sentence that names it; of a killed one it is taken over at once', async () => {
    const holder = startStoreProcess(bundle, ['hold', dataDir]);
    assert.equal(await holder.nextLine(), 'held');
    await assert.rejects(lockDataDirectory(dataDir), isBusy(holder.process.pid!));
    const [fromChild] = await linesOf(startStoreProcess(bundle, ['open', dataDir, '/nowhere']));
    assert.equal((JSON.parse(fromChild!) as StoreFailure).code, 'store-busy');

    holder.process.kill('SIGKILL');
    assert.equal(await holder.ended, 'SIGKILL');
    const lock = await lockDataDirectory(dataDir);
    assert.equal(readRecord().pid, process.pid);
    assert.deepEqual(readdirSync(dataDir), [lockFileName]);
    lock.release();
  });

  it('of a process that nobody has buried yet is taken over', async function () {
    if (process.platform !== 'linux') return skip(this, 'zombies are made and seen through Linux /proc here');
    // The shell starts a holder and becomes a program that never waits for it.
    const script = `"${process.execPath}" "${bundle}" hold "${dataDir}" & exec sleep 1000`;
    const parent = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((resolve) => parent.stdout.once('data', resolve));
      const { pid } = readRecord();
      await assert.rejects(lockDataDirectory(dataDir), isBusy(pid));
      process.kill(pid, 'SIGKILL');
      while (!/^[ZX]/.test(stateOf(pid))) await new Promise(setImmediate);
      (await lockDataDirectory(dataDir)).release();
    } finally {
      parent.kill('SIGKILL');
    }
  });

  describe('forged as its owner left it', () => {
    beforeEach(async () => {
      const lock = await lockDataDirectory(dataDir);
      const own = readFileSync(lockFile);
      lock.release();
      writeFileSync(lockFile, own);
    });

    it('still holds: it is this process', async () => {
      await assert.rejects(lockDataDirectory(dataDir), isBusy(process.pid));
    });

    it('with a number that no process has, does not lock the writer out', async () => {
      forge({ pid: 2 ** 22 + 1 });
      (await lockDataDirectory(dataDir)).release();
    });

    it('with a number that now is another process, does not lock the writer out', async () => {
      forge({ processStartTime: process.platform === 'linux' ? '1' : '2001-01-01T00:00:00.000Z' });
      (await lockDataDirectory(dataDir)).release();
    });

    it('before a reboot, does not lock the writer out, even if number and time are the same', async function () {
      if (readRecord().bootId === null) return skip(this, 'this system has no name for a boot');
      forge({ bootId: '00000000-0000-0000-0000-000000000000' });
      (await lockDataDirectory(dataDir)).release();
    });

    it('by a system that told no start time, holds as long as the number does', async () => {
      forge({ processStartTime: null });
      await assert.rejects(lockDataDirectory(dataDir), isBusy(process.pid));
    });

    it('on another computer, is refused with the name of that and the file to delete', async function () {
      if (process.platform === 'darwin') return skip(this, "a Mac's name changes with its network");
      forge({ hostname: 'writers-room-7', bootId: '00000000-0000-0000-0000-000000000000' });
      await assert.rejects(lockDataDirectory(dataDir), (failure: StoreFailure) => {
        assert.equal(failure.code, 'store-busy');
        assert.ok(failure.message.includes('writers-room-7') && failure.message.includes(lockFile));
        return true;
      });
    });

    for (const [what, content] of [
      ['nothing', ''],
      ['half a record', '{"pid": 12'],
      ['something else', '"hello"'],
      ['a token that is a path', JSON.stringify({ pid: 1, hostname: 'x', createdAt: 'x', token: '../../x' })],
    ] as const) {
      it(`with ${what} in it, does not lock the writer out`, async () => {
        writeFileSync(lockFile, content);
        const lock = await lockDataDirectory(dataDir);
        assert.equal(readRecord().pid, process.pid);
        lock.release();
      });
    }

    it('with a claim on it whose maker died too, is taken over all the same', async () => {
      forge({ processStartTime: '1' });
      const record = readRecord();
      const second = { ...record, token: record.token.replace(/./, (digit) => (digit === '0' ? '1' : '0')) };
      writeFileSync(`${lockFile}.claim-${record.token}`, JSON.stringify(second));
      const lock = await lockDataDirectory(dataDir);
      assert.equal(readRecord().pid, process.pid);
      assert.deepEqual(readdirSync(dataDir), [lockFileName]);
      lock.release();
    });

    it('with a claim on it whose maker lives, is left to that one', async () => {
      forge({ processStartTime: '1' });
      const record = readRecord();
      const other = startStoreProcess(bundle, ['hold', path.join(dataDir, 'elsewhere')]);
      assert.equal(await other.nextLine(), 'held');
      const claim = readFileSync(path.join(dataDir, 'elsewhere', lockFileName), 'utf8');
      writeFileSync(`${lockFile}.claim-${record.token}`, claim);
      await assert.rejects(lockDataDirectory(dataDir), { code: 'store-busy', retryable: true });
      assert.equal(readRecord().token, record.token);
      other.process.kill('SIGKILL');
      await other.ended;
      (await lockDataDirectory(dataDir)).release();
    });
  });

  describe('of an owner that others can speak to', () => {
    let address: string;
    let server: Server;
    beforeEach(async () => {
      const name = path.basename(path.dirname(dataDir));
      address = process.platform === 'win32' ? `\\\\.\\pipe\\wr-test-${name}` : path.join(path.dirname(dataDir), 's');
      server = createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => server.listen(address, resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    it('is refused at once, with the place where it listens', async () => {
      const lock = await lockDataDirectory(dataDir, { address });
      await assert.rejects(lockDataDirectory(dataDir), { code: 'store-busy', ownerAddress: address });
      lock.release();
    });

    it('holds as long as it listens, whatever its number says', async () => {
      await lockDataDirectory(dataDir, { address });
      forge({ processStartTime: '1' });
      await assert.rejects(lockDataDirectory(dataDir), { code: 'store-busy', ownerAddress: address });
      await new Promise((resolve) => server.close(resolve));
      (await lockDataDirectory(dataDir)).release();
    });

    it('and that does not listen, is starting or ending, and is waited for', async () => {
      const lock = await lockDataDirectory(dataDir, { address: `${address}-not-yet` });
      // Whoever wants it writes a draft of its own lock each time it looks, and takes that away again.
      let drafts = 0;
      const watching = watch(dataDir, (_, name) => {
        if (name?.includes('.draft-') === true) drafts++;
      });
      let isTaken = false;
      const next = lockDataDirectory(dataDir).then((taken) => ((isTaken = true), taken));
      await until('it is taken, or was looked at again and again', () => isTaken || drafts >= 12);
      watching.close();
      assert.equal(isTaken, false);
      lock.release();
      (await next).release();
    });

    it('is not held any more when another one lies there', async () => {
      const lock = await lockDataDirectory(dataDir, { address });
      assert.equal(lock.isHeld(), true);
      forge({ token: '00000000-0000-4000-8000-000000000000' });
      assert.equal(lock.isHeld(), false);
    });
  });

  it('is never had by two, however many race for it, die with it and leave it behind', async function () {
    if (process.platform !== 'linux') return skip(this, 'the racers look at each other through /proc');
    mkdirSync(dataDir, { recursive: true });
    const racers = Array.from({ length: 5 }, () => startStoreProcess(bundle, ['race', dataDir, '150']));
    // Two more are killed wherever they are, again and again.
    const killed = Array.from({ length: 2 }, async () => {
      for (let round = 0; round < 12; round++) {
        const racer = startStoreProcess(bundle, ['race', dataDir, '1000000']);
        await new Promise((resolve) => racer.process.once('spawn', resolve));
        await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 100));
        racer.process.kill('SIGKILL');
        assert.deepEqual([await racer.ended, ...racer.lines], ['SIGKILL']);
      }
    });
    const results = await Promise.all(racers.map(linesOf));
    await Promise.all(killed);
    const won = results.map(([line]) => Number(/^won (\d+)$/.exec(line ?? '')?.[1] ?? assert.fail(line)));
    assert.ok(
      won.every((times) => times > 0),
      `one of them never had it: ${won.join(', ')}`,
    );
    (await lockDataDirectory(dataDir)).release();
    assert.ok(!existsSync(lockFile));
  });

  it('in a place that is no folder is refused', async () => {
    mkdirSync(path.dirname(dataDir), { recursive: true });
    writeFileSync(dataDir, 'a file');
    await assert.rejects(lockDataDirectory(dataDir), { code: 'store-failed' });
    await assert.rejects(lockDataDirectory(path.join(dataDir, 'deeper')), { code: 'store-failed' });
  });

  it('sees through ps, where there is no /proc, who lives, since when, and who does not', async function () {
    if (process.platform === 'win32') return skip(this, 'Windows has no ps');
    const found = await lookUpWithPs(process.pid);
    assert.ok(typeof found === 'object');
    const startedMs = Date.now() - process.uptime() * 1000;
    assert.ok(Math.abs(Date.parse(found.startTime) - startedMs) < 5000, found.startTime);
    assert.equal(await lookUpWithPs(2 ** 22 + 1), 'gone');
  });

  interface LockRecord {
    readonly pid: number;
    readonly bootId: string | null;
    readonly token: string;
  }

  function readRecord(): LockRecord {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as LockRecord;
  }

  function forge(changes: Readonly<Record<string, unknown>>): void {
    writeFileSync(lockFile, JSON.stringify({ ...readRecord(), ...changes }));
  }
});

function isBusy(pid: number) {
  return (failure: StoreFailure) => {
    assert.equal(failure.code, 'store-busy');
    assert.equal(failure.retryable, true);
    assert.match(failure.message, new RegExp(`in use by the process ${pid} since .*: close the WritersRoom`));
    return true;
  };
}

async function linesOf(child: ReturnType<typeof startStoreProcess>): Promise<readonly string[]> {
  await child.ended;
  return child.lines;
}

function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2);
}

/** Never silently: the reason is printed. */
function skip(context: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${reason}`);
  return context.skip();
}

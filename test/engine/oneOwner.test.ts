import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createConnection, createServer } from 'node:net';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { greetEngine, type EngineConnection } from '../../src/client/engineConnection';
import { isPrivateAddress, ownerAddress } from '../../src/client/ownerAddress';
import { SCHEMA_VERSION } from '../../src/protocol/engineContract';
import { Failure } from '../../src/protocol/failure';
import { lockFileName } from '../../src/engine/store/dataDirectoryLock';
import { enginePids, enginesEnd } from '../harness/enginesEnd';
import { root } from '../harness/root';
import { until } from '../harness/until';
import { scenesOf, write } from './draft';
import { engineClients } from './engineClients';
import { ASSETS, synced, wholeText } from './engineOnDisk';

describe('One engine a data directory', function () {
  this.timeout(120_000);
  const { newFolder, connect, bare, cleanUp } = engineClients();
  afterEach(cleanUp);

  const TEXT = write(scenesOf(2));
  const store = async (client: EngineConnection, uri: string): Promise<string> =>
    synced(await client.sync(wholeText(uri, TEXT, 1))).scriptId;

  it('serves all who come at once, whoever of them started it', async () => {
    const folder = path.join(newFolder(), 'made/by the first');
    const clients = await Promise.all(Array.from({ length: 5 }, () => connect(folder)));
    assert.deepEqual(new Set(clients.map(({ info }) => info.pid)).size, 1);
    const ids = await Promise.all(clients.map((client, at) => store(client, `file:///at-once/${at}`)));
    for (const [at, client] of clients.entries()) {
      const view = await client.readScript(ids[(at + 1) % ids.length] ?? '');
      assert.equal(view.scenes.length, 2, 'each sees what all have stored');
    }
    await until('those that came too late have ended', () => enginePids(folder).length === 1);
  });

  it('is found by every name of the directory, and by a client that would look for it elsewhere', async function () {
    if (process.platform === 'win32') return skip(this, 'named pipes are in no folder');
    const folder = newFolder();
    const first = await connect(folder);
    const other = newFolder();
    const link = path.join(other, 'link');
    symlinkSync(folder, link);
    assert.equal((await connect(link)).info.pid, first.info.pid);
    const before = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = other;
    try {
      assert.notEqual(path.dirname(ownerAddress(folder)), path.dirname(ownerAddress(folder, {})));
      assert.equal((await connect(folder)).info.pid, first.info.pid);
    } finally {
      if (before === undefined) delete process.env.XDG_RUNTIME_DIR;
      else process.env.XDG_RUNTIME_DIR = before;
    }
  });

  it('ends when it is idle without a client noticing: who comes at that moment has one', async () => {
    const folder = newFolder();
    const pids = new Set<number>();
    // On a busy machine it may take its time to end.
    for (let round = 0; round < 12 || (pids.size === 1 && round < 200); round++) {
      const client = await connect(folder, { idleMs: 40 });
      pids.add(client.info.pid);
      await store(client, 'file:///last-moment');
      await client.close();
      // Around the moment at which it ends, now before and now after.
      await new Promise((resolve) => setTimeout(resolve, 36 + round));
    }
    assert.ok(pids.size > 1, 'it did end in between');
  });

  it('of which the owner is killed, goes on with the next who comes, over what it left lying there', async () => {
    const folder = newFolder();
    const [first, beside] = [await connect(folder), await connect(folder)];
    const scriptId = await store(first, 'file:///killed');
    const gone = new Promise<Failure>((resolve) => beside.onGone(resolve));
    process.kill(first.info.pid, 'SIGKILL');
    assert.equal((await gone).code, 'engine-gone');
    await assert.rejects(first.readScript(scriptId), { code: 'engine-gone', retryable: true });
    if (process.platform !== 'win32') assert.ok(existsSync(ownerAddress(folder)), 'its socket is still there');
    const next = await Promise.all([connect(folder), connect(folder), connect(folder)]);
    assert.equal(new Set(next.map(({ info }) => info.pid)).size, 1);
    assert.notEqual(next[0].info.pid, first.info.pid);
    assert.equal(await store(next[0], 'file:///killed'), scriptId);
  });

  for (const [what, forged] of [
    [
      'another process has the number',
      { processStartTime: process.platform === 'linux' ? '1' : '2001-01-01T00:00:00Z' },
    ],
    ['the computer was started anew', { bootId: '00000000-0000-0000-0000-000000000000' }],
  ] as const) {
    it(`whose owner is dead, and ${what}, does not lock the writer out`, async () => {
      const folder = newFolder();
      const client = await connect(folder);
      const lock = path.join(folder, lockFileName);
      const record = JSON.parse(readFileSync(lock, 'utf8')) as object;
      process.kill(client.info.pid, 'SIGKILL');
      await enginesEnd(folder);
      writeFileSync(lock, JSON.stringify({ ...record, pid: process.pid, ...forged }));
      await store(await connect(folder), 'file:///recycled');
    });
  }

  it('that is too busy to answer is waited for, not replaced', async function () {
    if (process.platform === 'win32') return skip(this, 'Windows cannot stop a process');
    const folder = newFolder();
    const { info } = await connect(folder);
    process.kill(info.pid, 'SIGSTOP');
    try {
      const coming = connect(folder);
      const early = await Promise.race([
        coming.then(() => 'served'),
        bare(ownerAddress(folder)).then(() => 'accepted'),
      ]);
      assert.equal(early, 'accepted');
      process.kill(info.pid, 'SIGCONT');
      assert.equal((await coming).info.pid, info.pid);
    } finally {
      process.kill(info.pid, 'SIGCONT');
    }
  });

  it('listens again where a cleaner of old files took its socket', async function () {
    if (process.platform === 'win32') return skip(this, 'a named pipe is no file');
    const folder = newFolder();
    const { info } = await connect(folder);
    rmSync(path.dirname(ownerAddress(folder)), { recursive: true });
    assert.equal((await connect(folder)).info.pid, info.pid);
  });

  it('that is moved aside, as our own sentences advise, is not written any more: another one is made', async () => {
    const folder = newFolder();
    const data = path.join(folder, 'data');
    const before = await connect(data);
    const scriptId = await store(before, 'file:///moved');
    renameSync(data, path.join(folder, 'aside'));
    const after = await connect(data);
    assert.notEqual(after.info.pid, before.info.pid);
    assert.notEqual(await store(after, 'file:///moved'), scriptId);
    await assert.rejects(before.readScript(scriptId), { code: 'engine-gone' });
  });

  it('is not taken for its copy', async () => {
    const folder = newFolder();
    const data = path.join(folder, 'data');
    const { info } = await connect(data);
    cpSync(data, path.join(folder, 'copy'), { recursive: true });
    await assert.rejects(connect(path.join(folder, 'copy')), (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === 'store-busy');
      assert.ok(error.message.includes(String(info.pid)) && error.message.includes(path.join(folder, 'copy')));
      return true;
    });
  });

  it('stops what a client was doing when that breaks off, and the rest stays due', async () => {
    const folder = newFolder();
    const [leaving, staying] = [await connect(folder), await connect(folder)];
    const text = write(scenesOf(300));
    const { scriptId } = synced(await leaving.sync(wholeText('file:///breaks-off', text, 1)));
    await staying.sync({ ...wholeText('file:///breaks-off', text, 1), source: 'file' });
    const run = leaving.analyze(
      { scriptId, remake: false },
      { onProgress: ({ kind }) => kind === 'card' && void leaving.close() },
    );
    await assert.rejects(run, { code: 'engine-gone' });
    // A run of another waits for the one that was cut short.
    const rest = await staying.analyze({ scriptId, remake: false });
    assert.ok(rest.run.generated.card > 0 && rest.run.generated.card < 300, `${rest.run.generated.card} were left`);
    assert.equal(rest.script.state, 'analyzed');
  });

  it('of an older release steps down for a newer window, and tells its own that they are older', async () => {
    const assets = await olderAssets(newFolder());
    const folder = newFolder();
    const address = ownerAddress(folder);
    const report = await startOlder(assets, folder, address);
    assert.deepEqual(report, { kind: 'listening' });
    const older = await bare(address);
    const told = new Promise((resolve) => older.connection.onNotification('engine/superseded', resolve));
    const closed = new Promise((resolve) => older.socket.once('close', resolve));
    await older.connection.sendRequest('engine/hello', { protocolVersion: 1, schemaVersion: 0, client: 'older' });
    const text = write(scenesOf(300));
    const { scriptId } = await older.connection.sendRequest<{ scriptId: string }>(
      'script/sync',
      wholeText('file:///older', text, 1),
    );
    const stored = new Promise((resolve) => older.connection.onNotification('script/changed', resolve));
    const run = older.connection.sendRequest('script/analyze', { scriptId, remake: false });
    const outcome = run.then(
      () => 'finished',
      (error: unknown) => (error as { data: { code: string } }).data.code,
    );
    await stored;

    const newer = await connect(folder);
    assert.equal(newer.info.schemaVersion, SCHEMA_VERSION);
    assert.equal(await outcome, 'client-older');
    await Promise.all([told, closed]);
    assert.equal(synced(await newer.sync(wholeText('file:///older', text, 1))).scriptId, scriptId);
    const kept = (await newer.readStatus(scriptId)).artifacts.filter(({ kind }) => kind === 'card').length;
    assert.ok(kept > 0 && kept % 50 === 0, `what it was storing is stored: ${kept}`);

    const again = await bare(address);
    const hello = { protocolVersion: 1, schemaVersion: 0, client: 'older' };
    await assert.rejects(again.connection.sendRequest('engine/hello', hello), (error: { data?: unknown }) => {
      assert.deepEqual(error.data, {
        code: 'client-older',
        message: 'This window is older than the story engine: reload it.',
        retryable: false,
      });
      return true;
    });
  });

  it('that is killed in the middle of a word leaves its client nothing to wait for', async () => {
    const address = ownerAddress(newFolder());
    const server = createServer((socket) => {
      socket.once('data', () => {
        socket.write('Content-Length: 1000\r\n\r\n{"jsonrpc":');
        socket.destroySoon();
      });
    });
    await new Promise<void>((resolve) => server.listen(address, resolve));
    const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
    const before = timers();
    const socket = createConnection(address);
    const greeting = { protocolVersion: 1, schemaVersion: 1, client: 'test', onLog: () => undefined };
    assert.deepEqual(await greetEngine(socket, greeting), { kind: 'ended' });
    assert.equal(timers(), before);
    await new Promise((resolve) => server.close(resolve));
  });

  it('has the number of its migrations as its schema version', () => {
    const journal = path.join(root, 'migrations', 'meta', '_journal.json');
    const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
    assert.equal(SCHEMA_VERSION, entries.length);
  });
});

describe('The place where an engine listens', function () {
  before(function () {
    if (process.platform === 'win32') skip(this, 'named pipes are in no folder');
  });
  const { newFolder, cleanUp } = engineClients();
  afterEach(cleanUp);

  it('is in a folder that only its user can enter, in the runtime folder or else a temporary one', () => {
    const [data, runtime, temporary] = [newFolder(), newFolder(), newFolder()];
    const address = ownerAddress(data, { XDG_RUNTIME_DIR: runtime, TMPDIR: temporary });
    assert.equal(path.dirname(address), path.join(runtime, 'writersroom'));
    assert.ok(isPrivateAddress(address));
    assert.equal(ownerAddress(data, { XDG_RUNTIME_DIR: runtime }), address, 'always the same');
    assert.ok(ownerAddress(data, { TMPDIR: temporary }).startsWith(temporary));
    assert.ok(ownerAddress(data, { XDG_RUNTIME_DIR: 'relative', TMPDIR: temporary }).startsWith(temporary));
  });

  it('is not in a folder that others can enter, that is a link, or that is a file', () => {
    for (const spoil of [
      (folder: string) => mkdirSync(folder, { mode: 0o755 }),
      (folder: string) => symlinkSync(newFolder(), folder),
      (folder: string) => writeFileSync(folder, ''),
    ]) {
      const [runtime, temporary] = [newFolder(), newFolder()];
      spoil(path.join(runtime, 'writersroom'));
      const address = ownerAddress(newFolder(), { XDG_RUNTIME_DIR: runtime, TMPDIR: temporary });
      assert.ok(address.startsWith(temporary), address);
    }
  });

  it('fits into the address of a socket, however deep the folders lie', () => {
    const runtime = path.join(newFolder(), 'x'.repeat(120));
    mkdirSync(runtime);
    const address = ownerAddress(path.join(runtime, 'data'), { XDG_RUNTIME_DIR: runtime, TMPDIR: runtime });
    assert.ok(address.length <= 103 && address.startsWith('/tmp/'), address);
  });

  it('is another one for every directory', () => {
    const [one, other] = [newFolder(), newFolder()];
    assert.notEqual(ownerAddress(one), ownerAddress(other));
    assert.equal(ownerAddress(path.join(one, '..', path.basename(one))), ownerAddress(one));
  });
});

/** The built engine, but of an older release. */
async function olderAssets(folder: string): Promise<string> {
  symlinkSync(path.join(ASSETS, 'store'), path.join(folder, 'store'));
  symlinkSync(path.join(ASSETS, 'worker.js'), path.join(folder, 'worker.js'));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'olderEngine.ts')],
    outfile: path.join(folder, 'engine.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  return folder;
}

/** As an older client starts it; resolves with its report. */
function startOlder(assets: string, data: string, address: string): Promise<unknown> {
  const args = [path.join(assets, 'engine.js'), '--data', data, '--socket', address, '--idle-ms', '500'];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve) => {
    child.once('message', (report) => {
      child.disconnect();
      child.unref();
      resolve(report);
    });
  });
}

/** Never silently: the reason is printed. */
function skip(context: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${reason}`);
  return context.skip();
}

import assert from 'node:assert/strict';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { IPCMessageReader, IPCMessageWriter, ResponseError, createMessageConnection } from 'vscode-jsonrpc/node';
import { startEngine, type EngineConnection } from '../../src/client/engineConnection';
import { PROTOCOL_VERSION } from '../../src/protocol/engineContract';
import { Failure, failureSchema } from '../../src/protocol/failure';
import { analysisResultSchema } from '../../src/story/analysisResult';
import { root } from '../harness/root';
import { scenesOf, write } from './draft';
import { ASSETS, synced, wholeText } from './engineOnDisk';

describe('The engine in a process of its own', () => {
  const folders: string[] = [];
  const engines: EngineConnection[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('answers over its channel what the contract says, and tells what changed', async () => {
    const engine = await start(newFolder());
    const changes: string[] = [];
    engine.onScriptChanged(({ uri }) => void changes.push(uri));
    const { scriptId } = synced(await engine.sync(wholeText('file:///process/a', write(scenesOf(3)), 1)));
    const kinds = new Set<string>();
    const result = await engine.analyze(
      { scriptId, remake: false },
      { onProgress: ({ kind }) => void kinds.add(kind) },
    );
    analysisResultSchema.strict().parse(result);
    assert.deepEqual(await engine.readScript(scriptId).then(({ scenes }) => scenes), result.scenes);
    for (const kind of ['card', 'embedding', 'outline']) assert.ok(kinds.has(kind), `${kind} was told`);
    assert.ok(changes.length >= 3 && changes.every((uri) => uri === 'file:///process/a'));
    assert.notEqual(engine.info.pid, process.pid);
    assert.equal(engine.info.protocolVersion, PROTOCOL_VERSION);
  });

  it('says what failed by a code and a sentence', async () => {
    const engine = await start(newFolder());
    const unknown = '00000000-0000-4000-8000-000000000000';
    await assert.rejects(engine.readScript(unknown), isFailure('script-unknown'));
    await assert.rejects(engine.search({ scriptId: unknown, query: 'x', limit: 0 }), isFailure('bad-request'));
  });

  it('lets one process at a time into a data directory, and names the folder to the other', async () => {
    const folder = newFolder();
    const engine = await start(folder);
    const other = startEngine({ assetsDirectory: ASSETS, dataDirectory: folder, client: 'test' });
    await assert.rejects(other, (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === 'store-busy');
      assert.ok(error.message.includes(folder) && error.message.includes(String(engine.info.pid)), error.message);
      return true;
    });
    await engine.close();
    engines.splice(0);
    await start(folder);
  });

  it('hears that a run is cancelled, whenever that is: before it is asked for, right after, or later', async () => {
    const engine = await start(newFolder());
    const { scriptId } = synced(await engine.sync(wholeText('file:///process/cancel', write(scenesOf(60)), 1)));
    const before = await engine.analyze({ scriptId, remake: false }, { signal: AbortSignal.abort() });
    assert.equal(before.run.cancelled, true, 'before');
    assert.equal(before.run.generated.outline, 0);
    const abort = new AbortController();
    const running = engine.analyze({ scriptId, remake: true }, { signal: abort.signal });
    abort.abort();
    assert.equal((await running).run.cancelled, true, 'right after');
    const later = new AbortController();
    const onProgress = (): void => later.abort();
    const { run } = await engine.analyze({ scriptId, remake: true }, { signal: later.signal, onProgress });
    assert.equal(run.cancelled, true, 'later');
    assert.equal(run.generated.outline, 0);
  });

  it('keeps what was stored when it is killed in the middle, and the next one makes only the rest', async () => {
    const folder = newFolder();
    const text = write(scenesOf(170));
    const first = await start(folder);
    const { scriptId } = synced(await first.sync(wholeText('file:///process/killed', text, 1)));
    const gone = new Promise<void>((resolve) => first.onGone(resolve));
    let told = 0;
    const run = first.analyze(
      { scriptId, remake: false },
      {
        onProgress: ({ kind, done }) => {
          told = Math.max(told, done);
          if (kind === 'card' && done >= 100) process.kill(first.info.pid, 'SIGKILL');
        },
      },
    );
    await assert.rejects(run, (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === 'engine-gone' && error.retryable);
      return true;
    });
    await gone;
    await assert.rejects(first.readScript(scriptId), isFailure('engine-gone'));

    const second = await start(folder);
    assert.equal(synced(await second.sync(wholeText('file:///process/killed', text, 1))).scriptId, scriptId);
    const before = (await second.readStatus(scriptId)).artifacts.filter(({ kind }) => kind === 'card').length;
    assert.ok(before >= told, `${before} of at least ${told} cards are kept`);
    const rest = await second.analyze({ scriptId, remake: false });
    assert.equal(rest.run.generated.card, 170 - before);
    assert.equal(rest.script.state, 'analyzed');
  });

  it('ends when its host is gone, and gives up the data directory', async () => {
    const folder = newFolder();
    const script = `
      require('tsx/cjs');
      const { startEngine } = require(${JSON.stringify(path.join(root, 'src/client/engineConnection.ts'))});
      startEngine({ assetsDirectory: ${JSON.stringify(ASSETS)}, dataDirectory: ${JSON.stringify(folder)}, client: 'test' })
        .then((engine) => console.log(engine.info.pid));`;
    const host = spawn(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(host.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    host.kill('SIGKILL');
    await ended(pid);
    await start(folder);
  });

  it('is given no key, whoever has one in the environment', async () => {
    const assets = newFolder();
    const seen = path.join(assets, 'environment.json');
    writeFileSync(
      path.join(assets, 'engine.js'),
      `require('node:fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env));`,
    );
    const keys = ['ANTHROPIC_API_KEY', 'WRITERSROOM_API_KEY', 'ANTHROPIC_AUTH_TOKEN'];
    const before = keys.map((name) => process.env[name]);
    for (const name of keys) process.env[name] = 'a-secret';
    try {
      const starting = startEngine({ assetsDirectory: assets, dataDirectory: newFolder(), client: 'test' });
      await assert.rejects(starting, isFailure('engine-did-not-start'));
    } finally {
      for (const [at, name] of keys.entries()) {
        if (before[at] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[at];
      }
    }
    assert.ok(!readFileSync(seen, 'utf8').includes('a-secret'), 'no key is in the environment of the engine');
  });

  describe('spoken to directly', () => {
    let child: ChildProcess;
    let connection: ReturnType<typeof createMessageConnection>;
    beforeEach(() => {
      const data = newFolder();
      child = fork(path.join(ASSETS, 'engine.js'), ['--data', data], {
        execArgv: [],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
      connection.listen();
    });
    afterEach(async () => {
      connection.dispose();
      child.disconnect();
      await once(child, 'exit');
    });

    it('wants to be greeted first', async () => {
      const params = { scriptId: '00000000-0000-4000-8000-000000000000' };
      await assert.rejects(connection.sendRequest('script/read', params), carries('bad-request'));
    });

    it('refuses a host of another version', async () => {
      const params = { protocolVersion: PROTOCOL_VERSION + 1, client: 'test' };
      await assert.rejects(connection.sendRequest('engine/hello', params), carries('protocol-mismatch'));
    });

    it('checks every request, and lives on after a bad one', async () => {
      await connection.sendRequest('engine/hello', { protocolVersion: PROTOCOL_VERSION, client: 'test' });
      const bad: readonly [method: string, params: unknown][] = [
        ['engine/hello', { protocolVersion: 'one', client: 'test' }],
        ['script/sync', { uri: '', format: 'fountain', name: '', version: 0, text: { kind: 'whole', text: '' } }],
        ['script/sync', { uri: 'file:///x', format: 'docx', name: '', version: 0, text: { kind: 'whole', text: '' } }],
        [
          'script/sync',
          { uri: 'file:///x', format: 'fountain', name: '', version: 0.5, text: { kind: 'whole', text: '' } },
        ],
        ['script/sync', { uri: 'file:///x', format: 'fountain', name: '', version: 0, text: 'INT.' }],
        ['script/analyze', { scriptId: 'x', kinds: ['poem'], remake: false }],
        ['script/analyze', { scriptId: 'x' }],
        ['script/search', { scriptId: 'x', query: 'a', limit: 201 }],
        ['script/search', { scriptId: 'x', query: 'a', limit: 1.5 }],
        ['script/read', null],
        ['script/status', []],
        ['script/close', { uri: 'file:///x' }],
      ];
      for (const [method, params] of bad) {
        await assert.rejects(
          connection.sendRequest(method, params),
          carries('bad-request'),
          JSON.stringify([method, params]),
        );
      }
      await assert.rejects(
        connection.sendRequest('script/read', { scriptId: "'; DROP TABLE scenes; --" }),
        carries('script-unknown'),
      );
      const good = wholeText('file:///x', write(scenesOf(1)), 0);
      assert.equal((await connection.sendRequest<{ kind: string }>('script/sync', good)).kind, 'synced');
    });
  });

  function newFolder(): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'wr-process-'));
    folders.push(folder);
    return folder;
  }

  async function start(dataDirectory: string): Promise<EngineConnection> {
    const engine = await startEngine({ assetsDirectory: ASSETS, dataDirectory, client: 'test' });
    engines.push(engine);
    return engine;
  }
});

function isFailure(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code);
    if (code !== 'bad-request') checkSentence(error.message);
    return true;
  };
}

function carries(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ResponseError);
    const data = failureSchema.parse(error.data);
    assert.equal(data.code, code);
    return true;
  };
}

/** For people: one or two sentences, no trace of the machinery. */
function checkSentence(message: string): void {
  assert.doesNotMatch(message, /\n\s+at |[{}]|undefined|Error:/, message);
  assert.match(message, /^[A-Z].*\.$/s, message);
}

/** Waits until a process is gone. */
async function ended(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

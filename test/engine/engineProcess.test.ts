import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ResponseError, type MessageConnection } from 'vscode-jsonrpc/node';
import { connectEngine } from '../../src/client/connectEngine';
import { ownerAddress } from '../../src/client/ownerAddress';
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../src/protocol/engineContract';
import { Failure, failureSchema } from '../../src/protocol/failure';
import { analysisResultSchema } from '../../src/story/analysisResult';
import { enginePids, enginesEnd } from '../harness/enginesEnd';
import { root } from '../harness/root';
import { until } from '../harness/until';
import { scenesOf, write } from './draft';
import { engineClients } from './engineClients';
import { ASSETS, synced, wholeText } from './engineOnDisk';

describe('The engine in a process of its own', () => {
  const { newFolder, connect: start, bare, cleanUp } = engineClients();
  afterEach(cleanUp);

  it('answers over its socket what the contract says, and tells what changed', async () => {
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
    const gone = new Promise<Failure>((resolve) => first.onGone(resolve));
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

  it('goes on when the one who started it is killed, and ends some time after its last client left', async () => {
    const folder = newFolder();
    const script = `
      require('tsx/cjs');
      const { connectEngine } = require(${JSON.stringify(path.join(root, 'src/client/connectEngine.ts'))});
      connectEngine({ assetsDirectory: ${JSON.stringify(ASSETS)}, dataDirectory: ${JSON.stringify(folder)}, client: 'test', idleMs: 500 })
        .then((engine) => console.log(engine.info.pid));`;
    const starter = spawn(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    const other = await start(folder);
    assert.equal(other.info.pid, pid, 'the other one has the same engine');
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    const { scriptId } = synced(await other.sync(wholeText('file:///process/survivor', write(scenesOf(2)), 1)));
    assert.equal((await other.readScript(scriptId)).scenes.length, 2);
    await other.close();
    await enginesEnd(folder);
    assert.deepEqual(readdirSync(folder).sort(), ['backups', 'db', 'engine.log'], 'it left its log, and no lock');
    assert.equal(existsSync(ownerAddress(folder)), false, 'and no socket');
  });

  it('writes a log in the data directory, and to its clients, without a word of a script', async () => {
    const folder = newFolder();
    const lines: string[] = [];
    const client = await connectEngine({
      ...{ assetsDirectory: ASSETS, dataDirectory: folder, client: 'the-window', idleMs: 0 },
      onLog: (line) => lines.push(line),
    });
    await client.sync(wholeText('file:///process/log', 'INT. SECRET ROOM - DAY\n\nA secret.\n', 1));
    const other = await start(folder);
    await other.close();
    await until('the client is told', () => lines.some((line) => line.includes('test has left')));
    await client.close();
    await enginesEnd(folder);
    const log = readFileSync(path.join(folder, 'engine.log'), 'utf8');
    for (const word of ['listens at', 'the-window connects', 'test has left', 'ends: nobody needs it']) {
      assert.ok(log.includes(word), `${word}: ${log}`);
    }
    assert.doesNotMatch(log, /secret/i);
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
      await assert.rejects(start(newFolder(), { assets }), isFailure('engine-did-not-start'));
    } finally {
      for (const [at, name] of keys.entries()) {
        if (before[at] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[at];
      }
    }
    assert.ok(!readFileSync(seen, 'utf8').includes('a-secret'), 'no key is in the environment of the engine');
  });

  describe('spoken to by whoever knows the contract', () => {
    let connection: MessageConnection;
    let folder: string;
    beforeEach(async () => {
      folder = newFolder();
      await start(folder);
      ({ connection } = await bare(ownerAddress(folder)));
    });
    const greeting = { protocolVersion: PROTOCOL_VERSION, schemaVersion: SCHEMA_VERSION, client: 'bare' };

    it('wants to be greeted first', async () => {
      const params = { scriptId: '00000000-0000-4000-8000-000000000000' };
      await assert.rejects(connection.sendRequest('script/read', params), carries('bad-request'));
    });

    it('turns away one that is older, and serves the others', async () => {
      const older = { ...greeting, protocolVersion: PROTOCOL_VERSION - 1 };
      await assert.rejects(connection.sendRequest('engine/hello', older), carries('client-older'));
      const olderSchema = { ...greeting, schemaVersion: SCHEMA_VERSION - 1 };
      await assert.rejects(connection.sendRequest('engine/hello', olderSchema), carries('client-older'));
      await connection.sendRequest('engine/hello', greeting);
      assert.equal(enginePids(folder).length, 1);
    });

    it('checks every request, and lives on after a bad one', async () => {
      await connection.sendRequest('engine/hello', greeting);
      const bad: readonly [method: string, params: unknown][] = [
        ['engine/hello', { ...greeting, protocolVersion: 'one' }],
        ['script/sync', { ...wholeText('file:///x', '', 0), source: 'rumour' }],
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

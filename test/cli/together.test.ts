import assert from 'node:assert/strict';
import path from 'node:path';
import { connectEngine } from '../../src/client/connectEngine';
import { ownerAddress } from '../../src/client/ownerAddress';
import { analysisResultSchema } from '../../src/story/analysisResult';
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../src/protocol/engineContract';
import { searchResultSchema } from '../../src/story/searchResult';
import { statusResultSchema } from '../../src/story/statusResult';
import { scenesOf, write } from '../engine/draft';
import { engineClients } from '../engine/engineClients';
import { ASSETS, synced, wholeText } from '../engine/engineOnDisk';
import { enginePids } from '../harness/enginesEnd';
import { checkManners, createDesk, onlyObject, says, type Desk } from './runCli';

describe('Command lines on one memory, a window beside them', function () {
  this.timeout(120_000);
  let desk: Desk;
  const { connect, bare, cleanUp } = engineClients();
  beforeEach(() => {
    desk = createDesk();
  });
  afterEach(async () => {
    await cleanUp();
    await desk.remove();
  });

  it('all succeed at once, and everything is there', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const files = names.map((name, at) => desk.file(`${name}.fountain`, write(scenesOf(10 + at), `Draft ${name}`)));
    const window = connect(desk.data);
    const runs = await Promise.all(files.map((file) => desk.json(['analyze', file])));
    const uri = 'file:///window/open.fountain';
    const { scriptId } = synced(await (await window).sync(wholeText(uri, write(scenesOf(5)), 1)));
    assert.equal((await (await window).analyze({ scriptId, remake: false })).script.state, 'analyzed');
    for (const [at, run] of runs.entries()) {
      const result = analysisResultSchema.strict().parse(run);
      assert.deepEqual([result.script.title, result.run.generated.card], [`Draft ${names[at] ?? ''}`, 10 + at]);
    }
    for (const file of files) {
      const { state, due } = statusResultSchema.parse(await desk.json(['status', file]));
      assert.deepEqual([state, due], ['analyzed', []]);
    }
  });

  it('share the work on the same script: what is made is made once, and each gives all of it', async () => {
    const file = desk.file('same.fountain', write(scenesOf(80), 'The Same'));
    const results = await Promise.all([1, 2, 3, 4].map(() => desk.json(['analyze', file])));
    const runs = results.map((result) => analysisResultSchema.strict().parse(result));
    assert.equal(
      runs.reduce((sum, { run }) => sum + run.generated.card, 0),
      80,
    );
    for (const { script, scenes } of runs) {
      assert.equal(script.state, 'analyzed');
      assert.ok(scenes.every(({ card }) => card !== null));
    }
  });

  it('are told where a window has unsaved changes, and answer from those', async () => {
    const text = write(scenesOf(3), 'Open');
    const file = desk.file('open.fountain', text);
    const window = await connect(desk.data);
    const changed = `${text}\nINT. ONLY IN THE WINDOW - DAY\n\nA periscope.\n`;
    await window.sync({ ...wholeText(`file://${file}`, changed, 2), source: 'unsaved' });
    const { stdout, stderr, exitCode } = await desk.run(['search', file, 'periscope', '--json']);
    assert.equal(exitCode, 0);
    assert.match(stderr, /^open is open in an editor with changes that are not in the file/m);
    assert.equal(searchResultSchema.parse(JSON.parse(stdout)).results[0]?.heading, 'INT. ONLY IN THE WINDOW - DAY');
    await window.sync({ ...wholeText(`file://${file}`, text, 3), source: 'saved' });
    assert.equal((await desk.run(['status', file])).stderr, '', 'no word where the file says the same');
  });

  it('go on with the next engine when theirs is killed, and end as if nothing had been', async () => {
    const file = desk.file('killed.fountain', write(scenesOf(250), 'Killed'));
    const run = desk.start(['analyze', file, '--json'], { stdin: '' });
    await says(run, /Reading/);
    const window = await connect(desk.data);
    await new Promise<void>((resolve) => window.onScriptChanged(() => resolve()));
    process.kill(window.info.pid, 'SIGKILL');
    const outcome = await run.ended;
    checkManners(['analyze', file], outcome);
    assert.equal(outcome.exitCode, 0, outcome.stderr);
    const { script, scenes } = analysisResultSchema.parse(onlyObject(outcome));
    assert.equal(script.state, 'analyzed');
    assert.ok(scenes.every(({ card }) => card !== null));
  });

  it('end at once, though the engine stays for the next one, which finds it', async () => {
    const file = desk.file('quick.fountain', write(scenesOf(2)));
    const env = { WRITERSROOM_IDLE_MS: '3600000' };
    await desk.json(['status', file], { env });
    const [pid] = enginePids(desk.data);
    assert.ok(pid !== undefined, 'the command has ended, the engine has not');
    await desk.json(['status', file], { env });
    assert.deepEqual(enginePids(desk.data), [pid]);
    process.kill(pid, 'SIGTERM');
  });

  it('leave nothing of standard input behind when they are killed', async () => {
    const run = desk.start(['analyze', '-', '--json'], { stdin: write(scenesOf(200), 'Piped') });
    await says(run, /Reading/);
    const window = await connect(desk.data);
    const { uri } = await new Promise<{ uri: string }>((resolve) => window.onScriptChanged(resolve));
    assert.match(uri, /^stdin:/);
    const forgotten = new Promise<void>((resolve) =>
      window.onScriptChanged((event) => {
        if (event.forgotten && event.uri === uri) resolve();
      }),
    );
    run.child.kill('SIGKILL');
    await forgotten;
  });

  it('are served like whoever knows the contract and JSON-RPC and nothing else of ours', async () => {
    const engine = await connectEngine({
      ...{ assetsDirectory: ASSETS, dataDirectory: desk.data, client: 'starter', idleMs: 500 },
    });
    const { connection } = await bare(ownerAddress(desk.data));
    await engine.close();
    const greeting = { protocolVersion: PROTOCOL_VERSION, schemaVersion: SCHEMA_VERSION, client: 'bare' };
    assert.equal((await connection.sendRequest<{ pid: number }>('engine/hello', greeting)).pid, engine.info.pid);
    const file = desk.file('bare.fountain', write(scenesOf(4), 'Bare'));
    const told: string[] = [];
    connection.onNotification('script/changed', ({ uri }: { uri: string }) => void told.push(path.basename(uri)));
    const analyzed = analysisResultSchema.parse(await desk.json(['analyze', file]));
    assert.ok(told.includes('bare.fountain'), 'it hears what others do');
    const text = write(scenesOf(4), 'Bare');
    const sync = { uri: `file://${file}`, format: 'fountain', name: 'bare', version: 0, text: { kind: 'whole', text } };
    const { scriptId } = await connection.sendRequest<{ scriptId: string }>('script/sync', sync);
    assert.equal(scriptId, analyzed.script.id);
    const view = await connection.sendRequest<{ scenes: unknown[] }>('script/read', { scriptId });
    assert.deepEqual(view.scenes, analyzed.scenes);
  });
});

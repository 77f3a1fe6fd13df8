import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { EngineConnection } from '../../src/client/engineConnection';
import type { ModelHost } from '../../src/client/modelHost';
import { Failure } from '../../src/protocol/failure';
import type { ModelRequest } from '../../src/story/modelMessage';
import { enginesEnd } from '../harness/enginesEnd';
import { scriptedInfo, scriptedModel } from '../models/scriptedModel';
import { scenesOf, write } from './draft';
import { engineClients } from './engineClients';
import { ASSETS, startEngineOnDisk, synced, wholeText } from './engineOnDisk';

const SCENES = 24;
const URI = 'file:///killed/models';
const MODELS = { cards: 'scripted/one', story: 'offline' };

/** A host whose model answers with the first words it was sent; `onAnswer` is called before each answer leaves. */
function hostOf(
  onAnswer: (call: number, signal: AbortSignal) => Promise<void>,
): ModelHost & { readonly requests: ModelRequest[] } {
  const model = scriptedModel(({ turns }) => ({ text: JSON.stringify({ text: JSON.stringify(turns).slice(0, 80) }) }));
  return {
    requests: model.requests,
    describe: () => Promise.resolve(scriptedInfo()),
    generate: async (request, { signal }) => {
      const outcome = await model.generate(request, { signal });
      await onAnswer(model.requests.length, signal);
      return outcome;
    },
    countTokens: () => Promise.resolve(null),
  };
}

describe('A run with a model in a process of its own', function () {
  this.timeout(180_000);
  const { newFolder, connect, cleanUp } = engineClients();
  let assets: string;
  before(async () => {
    assets = mkdtempSync(path.join(os.tmpdir(), 'wr-plain-engine-'));
    symlinkSync(path.join(ASSETS, 'store'), path.join(assets, 'store'));
    symlinkSync(path.join(ASSETS, 'worker.js'), path.join(assets, 'worker.js'));
    await build({
      entryPoints: [path.join(import.meta.dirname, 'plainEngine.ts')],
      outfile: path.join(assets, 'engine.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'silent',
      define: { 'import.meta.url': 'importMetaUrl' },
      banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    });
  });
  after(() => rmSync(assets, { recursive: true, force: true }));
  afterEach(cleanUp);

  const open = async (folder: string, host: ModelHost): Promise<{ client: EngineConnection; scriptId: string }> => {
    const client = await connect(folder, { assets });
    client.onModelRequests(host);
    const { scriptId } = synced(await client.sync(wholeText(URI, write(scenesOf(SCENES)), 1)));
    return { client, scriptId };
  };

  it('killed half-way, makes nothing again that was stored, and its ledger has every call', async () => {
    const folder = newFolder();
    let pid = 0;
    let stored = 0;
    const first = hostOf(async (call) => {
      await Promise.resolve();
      if (call === SCENES / 2) process.kill(pid, 'SIGKILL');
    });
    const { client, scriptId } = await open(folder, first);
    pid = client.info.pid;
    const running = client.analyze(
      { scriptId, remake: false, kinds: ['card'], models: MODELS },
      { onProgress: ({ done }) => void (stored = done) },
    );
    await assert.rejects(running, (error: unknown) => error instanceof Failure && error.code === 'engine-gone');

    const second = hostOf(() => Promise.resolve());
    const again = await open(folder, second);
    assert.equal(again.scriptId, scriptId);
    const before = await again.client.readScript(scriptId);
    const kept = before.scenes.filter(({ card }) => card !== null);
    assert.ok(kept.length >= stored && kept.length < SCENES, `${kept.length} of at least ${stored} are there`);
    const { run, scenes } = await again.client.analyze({ scriptId, remake: false, kinds: ['card'], models: MODELS });
    assert.deepEqual([run.failed, run.generated.card], [[], SCENES - kept.length]);
    assert.equal(second.requests.length, SCENES - kept.length, 'no call of a stored answer was made again');
    assert.ok(scenes.every(({ card }) => card?.version === 1 && card.method === 'scripted/one'));
    await again.client.close();
    await enginesEnd(folder);

    const on = await startEngineOnDisk(folder);
    const calls = await on.rows<{ status: string; n: number }>(
      'SELECT status, count(*)::int AS n FROM model_calls GROUP BY status ORDER BY status',
    );
    const all = calls.reduce((sum, { n }) => sum + n, 0);
    assert.equal(calls.find(({ status }) => status === 'complete')?.n, SCENES);
    assert.ok(all >= first.requests.length + second.requests.length, 'every call that was made is in it');
    await on.engine.close();
  });

  it('whose client leaves stops and is still due, with no failure', async () => {
    const folder = newFolder();
    let gone: Promise<void> | null = null;
    const host = hostOf(async (call) => {
      if (call === 6) gone = leaving.close();
      await gone;
    });
    const { client: leaving, scriptId } = await open(folder, host);
    await assert.rejects(leaving.analyze({ scriptId, remake: false, kinds: ['card'], models: MODELS }));
    const { client } = await open(
      folder,
      hostOf(() => Promise.resolve()),
    );
    const { failures, due } = await client.readStatus(scriptId, MODELS);
    assert.deepEqual(failures, []);
    const [cards] = due;
    assert.ok(cards?.kind === 'card' && cards.count > 0 && cards.tokens > 0 && (cards.costUsd ?? 0) > 0);
  });

  it('is refused where the client has no models', async () => {
    const client = await connect(newFolder(), { assets });
    const { scriptId } = synced(await client.sync(wholeText(URI, write(scenesOf(2)), 1)));
    await assert.rejects(
      client.analyze({ scriptId, remake: false, models: MODELS }),
      (error: unknown) => error instanceof Failure && error.code === 'model-unable',
    );
  });
});

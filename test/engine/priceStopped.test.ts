import assert from 'node:assert/strict';
import type { ArtifactPrompt } from '../../src/engine/artifacts/prompts/artifactPrompt';
import { modelFailure } from '../../src/models/modelFailure';
import { until } from '../harness/until';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedInfo, scriptedModel } from '../models/scriptedModel';
import { sceneAt, write } from './draft';
import { engineClients } from './engineClients';
import { startEngineOnDisk, synced, wholeText } from './engineOnDisk';

const MODELS = { cards: 'scripted/one', story: 'offline' };
const SCENES = 12;
const text = (seed: number): string => write(Array.from({ length: SCENES }, (_, index) => sceneAt(seed + index)));

describe('A price that is not waited for any more', function () {
  this.timeout(120_000);

  it('is not worked out to its end', async () => {
    const stop = new AbortController();
    let built = 0;
    const card: ArtifactPrompt<'card'> = {
      ...PLAIN_PROMPTS.card!,
      build: (task) => {
        if (++built === 3) stop.abort();
        return PLAIN_PROMPTS.card!.build(task);
      },
    };
    const on = await startEngineOnDisk(undefined, { ...PLAIN_PROMPTS, card });
    try {
      const { scriptId } = await on.sync('file:///stopped/one', text(61_000));
      const by = { openModel: () => Promise.resolve(scriptedModel(() => ({ text: '' }))), signal: stop.signal };
      const asked = { scriptId, kinds: ['card' as const], models: MODELS, remake: false };
      await assert.rejects(on.engine.priceAnalysis(asked, by), stop.signal.reason as Error);
      assert.equal(built, 3, 'the request at hand was the last');
      await assert.rejects(on.engine.readStatus(scriptId, { models: MODELS, ...by }), stop.signal.reason as Error);
      assert.equal(built, 3);
      const { signal } = new AbortController();
      assert.equal((await on.engine.priceAnalysis(asked, { ...by, signal })).requests, SCENES);
    } finally {
      await on.remove();
    }
  });

  describe('across the socket', () => {
    const { newFolder, connect, cleanUp } = engineClients();
    afterEach(cleanUp);

    it('ends at once for who asked, and the model is asked nothing more', async () => {
      const engine = await connect(newFolder());
      const { scriptId } = synced(await engine.sync(wholeText('file:///stopped/two', text(62_000), 1)));
      const describing: AbortSignal[] = [];
      engine.onModelRequests({
        describe: (_, signal) => {
          describing.push(signal);
          return new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
          );
        },
        generate: () => {
          const failure = modelFailure('model-unable', { ...scriptedInfo(), model: 'one' });
          return Promise.resolve({
            ended: { kind: 'failed', failure },
            content: [],
            usage: null,
            origin: '',
            latencyMs: 0,
          });
        },
        countTokens: () => Promise.resolve(null),
      });
      const asked = { scriptId, models: MODELS, remake: false };
      for (const price of [
        (signal: AbortSignal) => engine.priceAnalysis(asked, { signal }),
        (signal: AbortSignal) => engine.readStatus(scriptId, MODELS, { signal }),
      ]) {
        const stop = new AbortController();
        const begun = describing.length;
        const pricing = price(stop.signal);
        await until('the model is asked what it is', () => describing.length > begun);
        stop.abort();
        await assert.rejects(pricing, stop.signal.reason as Error);
        await until('nobody asks it any more', () => describing.at(-1)?.aborted === true);
      }
      await assert.rejects(engine.priceAnalysis(asked, { signal: AbortSignal.abort() }), { name: 'AbortError' });
      assert.equal((await engine.readScript(scriptId)).scenes.length, SCENES, 'the engine goes on');
    });
  });
});

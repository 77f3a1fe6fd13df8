import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import type { PriceRange } from '../../src/story/price';
import { artifactAnswers } from '../models/artifactAnswers';
import { accessTo, opened } from '../models/messagesFixtures';
import { startMessagesServer } from '../models/messagesServer/messagesServer';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const KINDS: AnalyzeParams['kinds'] = ['card'];
const SCENES = 16;

/** Scenes of very different lengths, none of them in any other script. */
function fresh(): DraftScene[] {
  return Array.from({ length: SCENES }, (_, index) => {
    const scene = sceneAt(seed++);
    const more = Array.from({ length: (index * 7) % 40 }, () => sceneAt(seed++).paragraphs).flat();
    return { ...scene, paragraphs: [...scene.paragraphs, ...more] };
  });
}
let seed = 90_000;

describe('The tokens of a price that is shown', function () {
  this.timeout(240_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  it('are those that the server counts in 9 of 10 calls after three, the top at most 1.5 times the bottom', async () => {
    const server = await startMessagesServer({ script: artifactAnswers });
    const table: string[] = [];
    let [hits, all] = [0, 0];
    try {
      for (const name of ['anthropic/claude-haiku-5-5', 'anthropic/claude-opus-5-5']) {
        const model = await opened(name, accessTo(server));
        const by = { openModel: () => Promise.resolve(model) };
        const { scriptId } = await on.sync(`file:///tokens/${name}`, write(fresh()));
        const { scenes } = await on.engine.readScript(scriptId);
        for (const [index, { id }] of scenes.entries()) {
          const asked = { scriptId, kinds: KINDS, subjects: [id], models: { cards: name, story: 'offline' } };
          const price = await on.engine.priceAnalysis({ ...asked, remake: false }, by);
          assert.equal(price.requests, 1);
          const { run } = await on.analyze(scriptId, { ...asked, ...by });
          assert.deepEqual(run.failed, []);
          const { bottom, top }: PriceRange = price.inputTokens;
          assert.ok(top <= bottom * 1.5, `${bottom} to ${top}`);
          const counted = run.usage.input + run.usage.cacheWrite + run.usage.cacheRead;
          table.push(`${name} ${index}: ${counted} in ${bottom} to ${top}`);
          if (index < 3) continue;
          all++;
          if (counted >= bottom && counted <= top) hits++;
        }
      }
    } finally {
      await server.close();
    }
    if (process.env.SHOW_FIGURES !== undefined) console.log(`${table.join('\n')}\nall: ${hits} of ${all}`);
    assert.ok(hits / all >= 0.9, table.join('\n'));
  });

  it('begin at one and a half of ours, before a model was ever asked', async () => {
    const server = await startMessagesServer({ script: artifactAnswers });
    try {
      const name = 'anthropic/claude-sonnet-5-5';
      const model = await opened(name, accessTo(server));
      const { scriptId } = await on.sync('file:///tokens/first', write([sceneAt(seed++)]));
      const models = { cards: name, story: 'offline' };
      const by = { openModel: () => Promise.resolve(model) };
      const { inputTokens } = await on.engine.priceAnalysis({ scriptId, kinds: KINDS, models, remake: false }, by);
      await on.analyze(scriptId, { kinds: KINDS, models, ...by });
      const [row] = await on.rows<{ estimated: number }>(
        'SELECT estimated_tokens AS estimated FROM model_calls WHERE script_id = $1',
        [scriptId],
      );
      const middle = Math.sqrt(inputTokens.bottom * inputTokens.top);
      assert.ok(Math.abs(middle / (row?.estimated ?? 0) - 1.5) < 0.01, `${middle} for ${row?.estimated}`);
    } finally {
      await server.close();
    }
  });
});

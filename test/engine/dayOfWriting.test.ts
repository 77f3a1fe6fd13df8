import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zeroKindCounts } from '../../src/story/artifactKind';
import { dayOfWriting } from '../bench/dayOfWriting';
import { root } from '../harness/root';
import { startEngineOnDisk } from './engineOnDisk';

describe('A day of writing on the sample takes what its words take', () => {
  it('line ends and numbers no card, a moved scene none, a line one, a name those it stands in', async () => {
    const on = await startEngineOnDisk();
    try {
      const uri = 'file:///day/ring-for-ferry.fountain';
      const text = readFileSync(path.join(root, 'media', 'ring-for-ferry.fountain'), 'utf8');
      const { scriptId } = await on.sync(uri, text);
      assert.equal((await on.analyze(scriptId)).run.generated.card, 26);
      const taken: Record<string, readonly number[]> = {};
      for (const { name, text: next, cards } of dayOfWriting(text)) {
        assert.equal((await on.sync(uri, next)).scriptId, scriptId);
        const { run, scenes } = await on.analyze(scriptId);
        const { card, embedding, sheet } = run.generated;
        assert.equal(scenes.length, 26);
        assert.equal(card, cards, `${name}: a card for each scene whose words differ`);
        if (name.includes('line ends')) assert.deepEqual(run.generated, zeroKindCounts(), `${name}: nothing`);
        if (name === 'scene numbers') assert.equal(run.generated.outline, 1, 'it names scenes by their numbers');
        taken[name] = [card, embedding, sheet];
        const again = await on.analyze(scriptId);
        assert.deepEqual(again.run.generated, zeroKindCounts(), `${name}: and then nothing is due`);
      }
      assert.deepEqual(taken['a scene moved']?.slice(0, 2), [0, 0]);
      assert.deepEqual(taken['one line edited']?.slice(0, 2), [1, 1]);
      const renamed = taken['a character renamed']?.[0] ?? 0;
      assert.ok(renamed > 0 && renamed < 26, `${renamed} scenes have the name`);
    } finally {
      await on.remove();
    }
  }).timeout(180_000);
});

import assert from 'node:assert/strict';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel } from '../models/scriptedModel';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('What stopped a run with a model', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  it('stays known when rules make the outline that it was about, and is told once', async () => {
    const { scriptId } = await on.sync('file:///halted/outline', write([sceneAt(800), sceneAt(801)]));
    await on.analyze(scriptId, { kinds: ['card'] });
    const model = scriptedModel(() => ({ failure: 'model-key-wrong' }));
    const models = { cards: 'offline', story: 'scripted/one' };
    await on.analyze(scriptId, { models, kinds: ['outline'], openModel: () => Promise.resolve(model) });
    await on.analyze(scriptId, { kinds: ['outline'] });
    const { failures } = await on.engine.readStatus(scriptId);
    assert.deepEqual(
      failures.map(({ kind, subject, code }) => [kind, subject, code]),
      [['outline', null, 'model-key-wrong']],
    );
  });
});

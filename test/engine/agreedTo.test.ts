import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import { destinationOf } from '../../src/story/modelMessage';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedInfo, scriptedModel } from '../models/scriptedModel';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('What the writer agreed to', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  let seed = 97_000;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  /** A run whose model sends to `https://scripted.invalid`. */
  const run = async (agreed: AnalyzeParams['agreed']) => {
    const model = scriptedModel(() => ({ text: '{"text":"Read."}' }));
    const { scriptId } = await on.sync(`file:///agreed/${seed}`, write([sceneAt(seed++)]));
    const models = { cards: 'scripted/one', story: 'offline' };
    const openModel = () => Promise.resolve(model);
    const asked = { models, openModel, ...(agreed !== undefined && { agreed }) };
    const result = await on.analyze(scriptId, { ...asked, kinds: ['card'] });
    const calls = await on.rows('SELECT id FROM model_calls WHERE script_id = $1', [scriptId]);
    return { codes: result.run.failed.map(({ code }) => code), sent: model.requests.length, calls: calls.length };
  };

  it('is where its text goes, and nowhere else', async () => {
    const here = destinationOf(scriptedInfo());
    assert.deepEqual(await run([here]), { codes: [], sent: 1, calls: 1 });
    const elsewhere = destinationOf(scriptedInfo({ origin: 'https://other.invalid' }));
    assert.deepEqual(await run([elsewhere]), { codes: ['model-not-confirmed'], sent: 0, calls: 0 });
    const another = destinationOf(scriptedInfo({ id: 'scripted/two' }));
    assert.deepEqual(await run([another]), { codes: ['model-not-confirmed'], sent: 0, calls: 0 });
  });

  it('is nothing where nothing was to be sent: what becomes due after that waits', async () => {
    assert.deepEqual(await run([]), { codes: ['model-not-confirmed'], sent: 0, calls: 0 });
  });
});

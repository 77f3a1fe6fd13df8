import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import { Failure } from '../../src/protocol/failure';
import type { ChatMessageRequest } from '../../src/story/chatMessage';
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

  it('holds a question in the chat as it holds a run', async () => {
    const { scriptId } = await on.sync('file:///agreed/chat', write([sceneAt(seed++)]));
    const ask = async (agreed: ChatMessageRequest['agreed']) => {
      const model = scriptedModel(() => ({ text: 'Somebody does.' }));
      const request: ChatMessageRequest = {
        ...{ scriptId, conversationId: null, message: 'Who does?', model: 'scripted/one', agreed },
        ...{ currentSceneId: null, intentHint: null, budgetTier: 'standard', remember: true },
      };
      const asked = on.engine.ask(request, { openModel: () => Promise.resolve(model) });
      const code = await asked.then(
        ({ status }) => status,
        (error: unknown) => (error instanceof Failure ? error.code : String(error)),
      );
      return [code, model.requests.length];
    };
    const calls = async () => (await on.rows('SELECT id FROM model_calls WHERE script_id = $1', [scriptId])).length;
    const elsewhere = destinationOf(scriptedInfo({ origin: 'https://other.invalid' }));
    assert.deepEqual(await ask([elsewhere]), ['model-not-confirmed', 0]);
    assert.deepEqual(await ask([]), ['model-not-confirmed', 0]);
    assert.equal(await calls(), 0, 'not even a count is in the ledger');
    assert.deepEqual(await ask([destinationOf(scriptedInfo())]), ['complete', 1]);
    assert.deepEqual(await ask(null), ['complete', 1], 'who says nothing of it agrees to the model');
  });

  it('is nothing where nothing was to be sent: what becomes due after that waits', async () => {
    assert.deepEqual(await run([]), { codes: ['model-not-confirmed'], sent: 0, calls: 0 });
  });
});

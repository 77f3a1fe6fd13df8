import assert from 'node:assert/strict';
import type { TextModel } from '../../src/models/textModel';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedInfo, scriptedModel, type ScriptedAnswer } from '../models/scriptedModel';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const CARDS = { cards: 'scripted/one', story: 'offline' };

describe('A scene that is marked never to be sent while a run waits', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  let seed = 700;
  /** Runs the card of one scene; `mark` marks that scene. */
  const run = async (name: string, modelFor: (mark: () => Promise<unknown>) => TextModel) => {
    const { scriptId } = await on.sync(`file:///waiting/${name}`, write([sceneAt(seed++)]));
    const sceneId = (await on.engine.readScript(scriptId)).scenes[0]?.id ?? '';
    const model = modelFor(() => on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'scene', sceneId } }));
    const result = await on.analyze(scriptId, {
      models: CARDS,
      kinds: ['card'],
      openModel: () => Promise.resolve(model),
    });
    const open = await on.rows(`SELECT 1 FROM model_calls WHERE script_id = $1 AND status = 'sent'`, [scriptId]);
    assert.deepEqual(open, [], 'no call is left open');
    return result;
  };
  const busyThen =
    (mark: () => Promise<unknown>, first: ScriptedAnswer) =>
    async (_: unknown, call: number): Promise<ScriptedAnswer> => {
      if (call > 0) return { text: '{"text":"Read."}' };
      await mark();
      return first;
    };

  it('is not sent again after the pause', async () => {
    let sent = (): number => NaN;
    await run('pause', (mark) => {
      const model = scriptedModel(busyThen(mark, { failure: 'model-rate-limited', retryAfterMs: 5 }));
      sent = () => model.requests.length;
      return model;
    });
    assert.equal(sent(), 1);
  });

  it('is not sent again for an answer that makes no sense, or is cut off', async () => {
    for (const [name, first] of [
      ['nonsense', { text: 'no JSON' }],
      ['length', { stopReason: 'length' }],
    ] as const) {
      let sent = (): number => NaN;
      await run(name, (mark) => {
        const model = scriptedModel(busyThen(mark, first));
        sent = () => model.requests.length;
        return model;
      });
      assert.equal(sent(), 1, name);
    }
  });

  it('is not sent by a model that would wait and ask again by itself', async () => {
    let sent = 0;
    const { run: report } = await run('itself', (mark) => ({
      info: scriptedInfo(),
      countTokens: () => Promise.resolve(null),
      generate: async (_, { retries }) => {
        sent++;
        await mark();
        if (retries !== false) sent++;
        const busy = { code: 'model-rate-limited', message: 'It waits.', retryable: true, retryAfterMs: 5 } as const;
        return { ended: { kind: 'failed', failure: busy }, content: [], usage: null, origin: '', latencyMs: 1 };
      },
    }));
    assert.deepEqual([sent, report.costUsd], [1, 0]);
  });
});

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

  it('is not counted after it was refused; what is not marked is, and told from what is too long', async () => {
    for (const isMarked of [true, false]) {
      let counted = 0;
      const { run: report } = await run(`refused-${String(isMarked)}`, (mark) => {
        const info = scriptedInfo();
        const model = scriptedModel(
          async () => {
            if (isMarked) await mark();
            return { failure: 'model-request-refused' };
          },
          { ...info, can: { ...info.can, count: true } },
        );
        return { ...model, countTokens: () => Promise.resolve(++counted && 1_000_000) };
      });
      assert.equal(counted, isMarked ? 0 : 1);
      assert.deepEqual(
        report.failed.map(({ code }) => code),
        [isMarked ? 'model-request-refused' : 'model-too-long'],
      );
    }
  });

  it('is not in a request that was made of the scene it was split off from, and what may be sent of that one is', async () => {
    const whole = sceneAt(seed++);
    const first = whole.paragraphs[0] ?? '';
    const rest = whole.paragraphs.slice(3);
    const open = { ...whole, paragraphs: whole.paragraphs.slice(0, 3) };
    const secret = { heading: 'INT. CELLAR - LATER', paragraphs: rest };
    const uri = 'file:///waiting/split';
    const others = [sceneAt(seed++), sceneAt(seed++)];
    const { scriptId } = await on.sync(uri, write([...others, whole]));
    const splitOff = async (): Promise<void> => {
      await on.sync(uri, write([...others, open, secret]));
      const scene = (await on.engine.readScript(scriptId)).scenes.find(({ heading }) => heading === secret.heading);
      const target = { kind: 'scene', sceneId: scene?.id ?? '' } as const;
      await on.engine.markNeverSend({ scriptId, on: true, target });
    };
    const join = async (): Promise<void> => {
      const { scenes } = await on.engine.readScript(scriptId);
      for (const { id, neverSend } of scenes) {
        if (neverSend) await on.engine.markNeverSend({ scriptId, on: false, target: { kind: 'scene', sceneId: id } });
      }
      await on.sync(uri, write([...others, whole]));
    };
    for (const kinds of [['card'], ['card', 'outline']] as const) {
      await join();
      let isSplit = false;
      const model = scriptedModel(async ({ system, turns }): Promise<ScriptedAnswer> => {
        const sent = JSON.stringify(turns);
        const isMeant = kinds.length === 1 ? sent.includes(JSON.stringify(first).slice(1, -1)) : system === 'Outline.';
        if (isMeant && !isSplit) {
          isSplit = true;
          await splitOff();
          return { failure: 'model-rate-limited', retryAfterMs: 5 };
        }
        return { text: JSON.stringify({ text: `Read ${sent.includes(rest[0] ?? '?') ? 'the secret' : 'on'}.` }) };
      });
      await on.analyze(scriptId, {
        models: { cards: 'scripted/one', story: 'scripted/one' },
        kinds: [...kinds],
        remake: true,
        openModel: () => Promise.resolve(model),
      });
      const after = model.requests.slice(
        1 +
          model.requests.findLastIndex(({ system, turns }) =>
            kinds.length === 1
              ? JSON.stringify(turns).includes(rest[0] ?? '?')
              : system === 'Outline.' && JSON.stringify(turns).includes('the secret'),
          ),
      );
      assert.ok(isSplit, kinds.join());
      const again = after.filter(({ system }) => system === (kinds.length === 1 ? 'Card.' : 'Outline.'));
      assert.ok(again.length > 0, `${kinds.join()}: what may be sent is`);
      const told = model.requests.filter(({ turns }) => {
        const sent = JSON.stringify(turns);
        return kinds.length === 1 ? sent.includes(rest[0] ?? '?') : sent.includes('the secret');
      });
      assert.equal(told.length, 1, `${kinds.join()}: before it was marked, and not again`);
    }
  });
});

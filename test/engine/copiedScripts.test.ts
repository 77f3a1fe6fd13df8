import assert from 'node:assert/strict';
import type { AnalysisProgress, AnalyzeParams } from '../../src/protocol/engineContract';
import type { ModelRequest } from '../../src/story/modelMessage';
import { DEFAULT_REFRESH_THRESHOLDS } from '../../src/story/runsByItself';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer } from '../models/scriptedModel';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk } from './engineOnDisk';

const MODELS = { cards: 'scripted/one', story: 'scripted/one' };
const KINDS: AnalyzeParams['kinds'] = ['card', 'keyScene', 'outline', 'thread'];

const answer = ({ turns }: ModelRequest): ScriptedAnswer => ({
  text: JSON.stringify({ text: `Read: ${JSON.stringify(turns).slice(60, 160)}` }),
});

/** Its second scene is key. */
const PROMPTS: typeof PLAIN_PROMPTS = {
  ...PLAIN_PROMPTS,
  keyScene: {
    kind: 'keyScene',
    version: 7,
    maxOutputTokens: 200,
    effort: 'none',
    build: ({ scenes }) => ({
      system: 'Key scenes.',
      turns: [{ role: 'user', content: [{ kind: 'text', text: scenes.map(({ card }) => card).join('\n') }] }],
      schema: { type: 'object' },
      sceneIds: scenes.map(({ id }) => id),
    }),
    read: (_, { kind, subject, scenes }) => ({
      made: {
        kind,
        subject,
        verdicts: scenes.map(({ id }, at) => ({ id, isKey: at === 1, reason: at === 1 ? 'All turns on it.' : null })),
      },
      droppedEvidence: 0,
    }),
  },
};

describe('A copy of a script that a model analyzed', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  let scenes: readonly DraftScene[];
  before(async () => {
    on = await startEngineOnDisk(undefined, PROMPTS);
    scenes = Array.from({ length: 4 }, (_, at) => sceneAt(8_100 + at));
    const { scriptId } = await on.sync('file:///copied/first', write(scenes));
    const model = scriptedModel(answer);
    const { run } = await on.analyze(scriptId, { models: MODELS, kinds: KINDS, openModel: opening(model) });
    assert.deepEqual([run.failed, model.requests.length], [[], 7]);
  });
  after(() => on.remove());

  const opening = (model: ReturnType<typeof scriptedModel>) => () => Promise.resolve(model);
  const keyScenes = async (scriptId: string): Promise<readonly (string | null)[]> =>
    (await on.engine.readScript(scriptId)).scenes.map(({ keySceneReason }) => keySceneReason);

  it('is priced at nothing, and costs nothing', async () => {
    const { scriptId } = await on.sync('file:///copied/second', write(scenes));
    const model = scriptedModel(answer);
    const asked = { scriptId, remake: false, models: MODELS, kinds: KINDS };
    const price = await on.engine.priceAnalysis(asked, { openModel: opening(model) });
    assert.deepEqual([price.requests, price.costUsd?.top], [0, 0]);
    const { run, outline, threads } = await on.analyze(scriptId, { ...asked, openModel: opening(model) });
    assert.deepEqual([run.failed, run.costUsd, model.requests.length], [[], 0, 0]);
    assert.deepEqual([outline?.method, threads.length], ['scripted/one', 1]);
    assert.deepEqual(await keyScenes(scriptId), [null, 'All turns on it.', null, null]);
    const { due } = await on.engine.readStatus(scriptId, { models: MODELS, openModel: opening(model) });
    assert.deepEqual(
      due.filter(({ kind }) => KINDS.includes(kind)),
      [],
    );
  });

  it('is made by a run that nobody asked for, however little is always allowed', async () => {
    const thresholds = { ...DEFAULT_REFRESH_THRESHOLDS, analyzedScenes: 3 };
    const text = { ...wholeText('file:///copied/always', write(scenes), 1), thresholds };
    const { scriptId } = synced(await on.engine.sync(text));
    await on.rows('UPDATE scripts SET always_under_usd = 0.000001 WHERE id = $1', [scriptId]);
    const model = scriptedModel(answer);
    const made = await on.analyze(scriptId, { models: MODELS, kinds: KINDS, asked: false, openModel: opening(model) });
    assert.equal(model.requests.length, 0);
    assert.ok(made.scenes.every(({ card }) => card?.method === 'scripted/one'));
    assert.equal(made.outline?.method, 'scripted/one');
  });

  it('with one scene that is another, is priced as what reads that one', async () => {
    const edited = scenes.with(2, { ...scenes[2]!, paragraphs: ['A dog barks.', ...scenes[2]!.paragraphs] });
    const { scriptId } = await on.sync('file:///copied/edited', write(edited));
    const model = scriptedModel(answer);
    const asked = { scriptId, remake: false, models: MODELS, kinds: KINDS };
    const price = await on.engine.priceAnalysis(asked, { openModel: opening(model) });
    const { run } = await on.analyze(scriptId, { ...asked, openModel: opening(model) });
    assert.deepEqual([run.failed, price.requests, model.requests.length], [[], 4, 4]);
    assert.ok((run.costUsd ?? Infinity) <= (price.costUsd?.top ?? 0));
  });

  it('has no key scenes of another order, or by another maker', async () => {
    const { scriptId } = await on.sync('file:///copied/reordered', write([...scenes].reverse()));
    const model = scriptedModel(answer);
    const options = { models: MODELS, kinds: ['card', 'keyScene'] as const };
    await on.analyze(scriptId, { ...options, kinds: [...options.kinds], openModel: opening(model) });
    assert.equal(model.requests.length, 1, 'its key scenes, and no card');
    const { scriptId: other } = await on.sync('file:///copied/by-rules', write(scenes));
    await on.analyze(other);
    assert.ok((await keyScenes(other)).every((reason) => reason !== 'All turns on it.'));
  });

  it('says how far it is with all of them, copies too', async () => {
    const many = Array.from({ length: 120 }, (_, at) => sceneAt(8_200 + at));
    const progress = async (uri: string): Promise<readonly AnalysisProgress[]> => {
      const { scriptId } = await on.sync(uri, write(many));
      const events: AnalysisProgress[] = [];
      await on.analyze(scriptId, { kinds: ['card'], onProgress: (event) => events.push(event) });
      return events;
    };
    for (const events of [await progress('file:///copied/many'), await progress('file:///copied/many-again')]) {
      assert.deepEqual(
        events.map(({ done, total }) => [done, total]),
        [
          [50, 120],
          [100, 120],
          [120, 120],
        ],
      );
    }
  });
});

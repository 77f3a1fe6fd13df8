import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer } from '../models/scriptedModel';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const CARDS = { cards: 'scripted/one', story: 'offline' };

describe('What a writer has cancelled', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  let seed = 6_000;
  const fresh = (count: number): DraftScene[] => Array.from({ length: count }, () => sceneAt(seed++));
  const edited = (scene: DraftScene): DraftScene => ({ ...scene, paragraphs: [...scene.paragraphs, 'She leaves.'] });
  const only = (kinds: AnalyzeParams['kinds']) => ({ kinds });
  /** The cards that a run makes which nobody asked for. */
  const byItself = async (scriptId: string, options: Parameters<EngineOnDisk['analyze']>[1] = {}): Promise<number> =>
    (await on.analyze(scriptId, { ...only(['card']), ...options, asked: false })).run.generated.card;
  /** Asks for all cards, and cancels that before any is made. */
  const cancelled = async (scriptId: string): Promise<void> => {
    const { run } = await on.analyze(scriptId, { ...only(['card']), signal: AbortSignal.abort() });
    assert.deepEqual([run.cancelled, run.generated.card], [true, 0]);
  };

  it('does not begin again at the next letter, also where the letter stands in it', async () => {
    const [first = sceneAt(0), ...rest] = fresh(4);
    const { scriptId } = await on.sync('file:///rests/letter', write([first, ...rest]));
    await cancelled(scriptId);
    assert.equal(await byItself(scriptId), 0);
    await on.sync('file:///rests/letter', write([edited(first), ...rest]));
    assert.equal(await byItself(scriptId), 0);
  });

  it('does not keep other things from being made by themselves', async () => {
    const [first = sceneAt(0), ...rest] = fresh(4);
    const uri = 'file:///rests/others';
    const { scriptId } = await on.sync(uri, write([first, ...rest]));
    const [scene] = (await on.engine.readScript(scriptId)).scenes;
    await on.analyze(scriptId, { kinds: ['card'], subject: scene?.id ?? '' });
    await cancelled(scriptId);
    await on.sync(uri, write([edited(first), ...rest, ...fresh(1)]));
    assert.equal(await byItself(scriptId), 2, 'the one that was there, and the new one');
  });

  it('is made when the writer asks again, and from then on by itself', async () => {
    const [first = sceneAt(0), ...rest] = fresh(4);
    const uri = 'file:///rests/again';
    const { scriptId } = await on.sync(uri, write([first, ...rest]));
    await cancelled(scriptId);
    assert.equal((await on.analyze(scriptId, only(['card']))).run.generated.card, 4);
    await on.sync(uri, write([edited(first), ...rest]));
    assert.equal(await byItself(scriptId), 1);
  });

  it('is made where the writer looks at it, and nothing else of it', async () => {
    const scenes = fresh(4);
    const { scriptId } = await on.sync('file:///rests/looked', write(scenes));
    await cancelled(scriptId);
    const [scene] = (await on.engine.readScript(scriptId)).scenes;
    const looked = await on.analyze(scriptId, { kinds: ['card'], subjects: [scene?.id ?? ''], upstream: true });
    assert.equal(looked.run.generated.card, 1);
    assert.equal(await byItself(scriptId), 0);
  });

  it('is made by itself once the script is opened anew', async () => {
    const text = write(fresh(4));
    const { scriptId } = await on.sync('file:///rests/anew', text);
    await cancelled(scriptId);
    await on.engine.closeScript('file:///rests/anew', false);
    await on.sync('file:///rests/anew', text);
    assert.equal(await byItself(scriptId), 4);
  });

  it('costs nothing more, though the writer always allows it', async () => {
    const { scriptId } = await on.sync('file:///rests/paid', write(fresh(5)));
    await on.engine.setAlwaysUnder({ scriptId, usd: 1 });
    const stop = new AbortController();
    const model = scriptedModel((_, call): ScriptedAnswer => {
      if (call > 0) stop.abort();
      return { text: '{"text":"Read."}' };
    });
    const by = { models: CARDS, openModel: () => Promise.resolve(model) };
    const { run } = await on.analyze(scriptId, { ...only(['card']), ...by, signal: stop.signal });
    assert.ok(run.cancelled);
    const asked = model.requests.length;
    assert.equal(await byItself(scriptId, by), 0);
    assert.equal(model.requests.length, asked);
  });

  it('rests also if it was cancelled while it waited for another run, until that has made it', async () => {
    const [first = sceneAt(0), ...rest] = fresh(4);
    const uri = 'file:///rests/waited';
    const { scriptId } = await on.sync(uri, write([first, ...rest]));
    const running = on.analyze(scriptId, only(['card']));
    await cancelled(scriptId);
    assert.equal((await running).run.generated.card, 4);
    await on.sync(uri, write([edited(first), ...rest]));
    assert.equal(await byItself(scriptId), 1);
  });

  it('does not rest where nobody asked for it', async () => {
    const { scriptId } = await on.sync('file:///rests/unasked', write(fresh(4)));
    await byItself(scriptId, { signal: AbortSignal.abort() });
    assert.equal(await byItself(scriptId), 4);
  });
});

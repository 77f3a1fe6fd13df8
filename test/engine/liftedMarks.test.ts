import assert from 'node:assert/strict';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer } from '../models/scriptedModel';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const BOTH = { cards: 'scripted/one', story: 'scripted/one' };

describe('A mark never to send a scene that is taken away again', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  let seed = 7_000;
  const fresh = (count: number): DraftScene[] => Array.from({ length: count }, () => sceneAt(seed++));
  const model = scriptedModel((_, call): ScriptedAnswer => ({ text: `{"text":"Read ${call}."}` }));
  const analyze = (scriptId: string) =>
    on.analyze(scriptId, { models: BOTH, kinds: ['card', 'outline'], openModel: () => Promise.resolve(model) });
  const reasons = async (scriptId: string): Promise<readonly string[] | undefined> => {
    const { artifacts } = await on.engine.readStatus(scriptId);
    return artifacts.find(({ kind }) => kind === 'outline')?.reasons;
  };
  /** Analyzed without its third scene, which is marked. */
  const analyzedWithout = async (uri: string, scenes: readonly DraftScene[]) => {
    const { scriptId } = await on.sync(uri, write(scenes));
    const sceneId = (await on.engine.readScript(scriptId)).scenes[2]?.id ?? '';
    const mark = (isOn: boolean) => on.engine.markNeverSend({ scriptId, on: isOn, target: { kind: 'scene', sceneId } });
    await mark(true);
    await analyze(scriptId);
    assert.deepEqual(await reasons(scriptId), []);
    return { scriptId, mark };
  };

  it('is what the outline is behind for, also after the script was opened again', async () => {
    const uri = 'file:///lifted/opened';
    const scenes = fresh(4);
    const { scriptId, mark } = await analyzedWithout(uri, scenes);
    await mark(false);
    assert.ok((await reasons(scriptId))?.includes('1 scene may be sent again (3).'));
    await on.engine.closeScript(uri, false);
    await on.sync(uri, write(scenes));
    assert.ok((await reasons(scriptId))?.includes('1 scene may be sent again (3).'));
    await analyze(scriptId);
    assert.deepEqual(await reasons(scriptId), []);
  });

  it('changes nothing if it is set once more, and says which scene is marked where that was read', async () => {
    const { scriptId, mark } = await analyzedWithout('file:///lifted/again', fresh(4));
    await mark(false);
    await mark(true);
    assert.deepEqual(await reasons(scriptId), []);
    await mark(false);
    await analyze(scriptId);
    await mark(true);
    assert.deepEqual(await reasons(scriptId), ['1 scene is marked never to be sent now (3).']);
  });

  it('says nothing of scenes that are new, nor of one that was cut since and comes back', async () => {
    const uri = 'file:///lifted/cut';
    const [one = sceneAt(0), two = sceneAt(0), three = sceneAt(0), four = sceneAt(0)] = fresh(4);
    const { scriptId, mark } = await analyzedWithout(uri, [one, two, three, four]);
    await mark(false);
    await on.sync(uri, write([one, two, four]));
    await on.sync(uri, write([one, two, three, four, ...fresh(1)]));
    assert.ok((await reasons(scriptId))?.includes('It was not made from 2 scenes (3, 5).'));
  });

  it('may be sent from then on', async () => {
    const scenes = fresh(4);
    const { scriptId, mark } = await analyzedWithout('file:///lifted/sent', scenes);
    const words = (scenes[2]?.paragraphs[0] ?? '').slice(0, 30);
    const wasSent = (): boolean => JSON.stringify(model.requests).includes(words);
    assert.equal(wasSent(), false);
    await mark(false);
    await analyze(scriptId);
    assert.equal(wasSent(), true);
  });
});

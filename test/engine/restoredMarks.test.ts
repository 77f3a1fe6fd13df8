import assert from 'node:assert/strict';
import { sceneAt, scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('What was marked never to be sent after a backup', () => {
  let on: EngineOnDisk;
  beforeEach(async () => {
    on = await startEngineOnDisk();
  });
  afterEach(() => on.remove());

  const mark = (scriptId: string, sceneId: string): Promise<unknown> =>
    on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'scene', sceneId } });
  const idOf = async (scriptId: string, heading: string): Promise<string> =>
    (await on.engine.readScript(scriptId)).scenes.find((scene) => scene.heading === heading)?.id ?? '';
  const marked = async (uri: string, text: string): Promise<string[]> => {
    const { scriptId } = await on.sync(uri, text);
    return (await on.engine.readScript(scriptId)).scenes.filter(({ neverSend }) => neverSend).map((one) => one.heading);
  };
  /** Nothing is open, as when the command line restores. */
  const restore = async (path: string, ...uris: string[]): Promise<string> => {
    for (const uri of uris) await on.engine.closeScript(uri, false);
    return (await on.engine.restore(path)).message;
  };

  it('is marked when the backup was restored: a scene, though all of it was rewritten, a script and a folder', async () => {
    const uri = 'file:///restored/scene.fountain';
    const five = scenesOf(5);
    const { scriptId } = await on.sync(uri, write(five));
    const whole = await on.sync('file:///restored/whole.fountain', write([sceneAt(70)]));
    const { path } = await on.engine.backUp();
    const third = five[2];
    assert.ok(third !== undefined);
    const sceneId = await idOf(scriptId, third.heading);
    // Little by little, so that it is the same scene all the way.
    const paragraphs = [...third.paragraphs];
    const other = sceneAt(71);
    for (const at of paragraphs.keys()) {
      paragraphs[at] = other.paragraphs[at] ?? `Nothing of ${at} is left.`;
      await on.sync(uri, write([...five.slice(0, 2), { ...third, paragraphs }, ...five.slice(3)]));
    }
    const text = write([...five.slice(0, 2), { ...third, paragraphs }, ...five.slice(3)]);
    assert.equal(await idOf(scriptId, third.heading), sceneId);
    await mark(scriptId, sceneId);
    await on.engine.markNeverSend({ scriptId: whole.scriptId, on: true, target: { kind: 'script' } });
    await on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'folder', uri: 'file:///restored/locked' } });

    const said = await restore(path, uri, 'file:///restored/whole.fountain');
    assert.match(said, /What was marked Never Send since then is still marked\./);
    assert.deepEqual(await marked(uri, text), [third.heading]);
    assert.equal((await marked('file:///restored/whole.fountain', write([sceneAt(70)]))).length, 1);
    assert.equal((await marked('file:///restored/locked/new.fountain', write([sceneAt(72)]))).length, 1);
    assert.doesNotMatch(await restore((await on.engine.backUp()).path, uri), /marked/, 'nothing was since');
    assert.deepEqual(await marked(uri, text), [third.heading]);
  });

  it('is marked also where the backup has not got it, or has it under another id', async () => {
    const uri = 'file:///restored/later.fountain';
    await on.sync('file:///restored/other.fountain', write([sceneAt(80)]));
    await on.sync(uri, write([sceneAt(81), sceneAt(82)]));
    const { path } = await on.engine.backUp();
    // Not in the backup: a scene, and a script.
    const text = write([sceneAt(81), sceneAt(82), sceneAt(83)]);
    const { scriptId } = await on.sync(uri, text);
    await mark(scriptId, await idOf(scriptId, sceneAt(83).heading));
    const newer = 'file:///restored/newer.fountain';
    const script = await on.sync(newer, write([sceneAt(84), sceneAt(85)]));
    await mark(script.scriptId, await idOf(script.scriptId, sceneAt(85).heading));
    await restore(path, uri, newer);
    assert.deepEqual(await marked(uri, text), [sceneAt(83).heading]);
    assert.deepEqual(await marked(newer, write([sceneAt(84), sceneAt(85)])), [sceneAt(85).heading]);

    // Under another id: the memory was begun anew since.
    const anew = await startEngineOnDisk();
    try {
      const again = await anew.sync(uri, write([sceneAt(81), sceneAt(82)]));
      const { scenes } = await anew.engine.readScript(again.scriptId);
      const target = { kind: 'scene', sceneId: scenes[1]?.id ?? '' } as const;
      await anew.engine.markNeverSend({ scriptId: again.scriptId, on: true, target });
      await anew.engine.closeScript(uri, false);
      await anew.engine.restore(path);
      const back = await anew.sync(uri, write([sceneAt(81), sceneAt(82)]));
      const { scenes: now } = await anew.engine.readScript(back.scriptId);
      assert.deepEqual(
        now.map(({ neverSend }) => neverSend),
        [false, true],
      );
    } finally {
      await anew.remove();
    }
  });
});

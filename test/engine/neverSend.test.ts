import assert from 'node:assert/strict';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('What is marked never to be sent', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  const five = scenesOf(5);
  const secret = {
    heading: 'INT. VAULT - NIGHT',
    paragraphs: [
      'Wanda counts the forged bonds under a single swinging bulb.',
      'WANDA\nNobody outside this room hears of it.',
      'She burns the ledger page by page until the basin is full of ash.',
      'PELL\nThen who told the harbour master about the second boat?',
    ],
  };
  const marked = async (scriptId: string): Promise<string[]> =>
    (await on.engine.readScript(scriptId)).scenes.filter(({ neverSend }) => neverSend).map(({ heading }) => heading);
  const vaultOf = async (scriptId: string): Promise<string> => {
    const scene = (await on.engine.readScript(scriptId)).scenes.find(({ heading }) => heading === secret.heading);
    assert.ok(scene !== undefined);
    return scene.id;
  };

  it('a scene stays marked when it moves, is rewritten, is cut and comes back, and after a restart', async () => {
    const uri = 'file:///private/moves.fountain';
    const { scriptId } = await on.sync(uri, write([...five, secret]));
    const sceneId = await vaultOf(scriptId);
    await on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'scene', sceneId } });
    assert.deepEqual(await marked(scriptId), [secret.heading]);

    await on.sync(uri, write([secret, ...five]));
    assert.deepEqual(await marked(scriptId), [secret.heading]);
    const rewritten = { ...secret, paragraphs: [...secret.paragraphs.slice(0, 3), 'PELL\nI did.'] };
    await on.sync(uri, write([rewritten, ...five]));
    assert.deepEqual(await marked(scriptId), [secret.heading]);
    await on.sync(uri, write(five));
    assert.deepEqual(await marked(scriptId), []);
    await on.reopen();
    await on.sync(uri, write([...five, rewritten]));
    assert.deepEqual(await marked(scriptId), [secret.heading]);

    await on.engine.markNeverSend({ scriptId, on: false, target: { kind: 'scene', sceneId } });
    assert.deepEqual(await marked(scriptId), []);
  });

  it('what is split off a marked scene, or copied from it, is marked too', async () => {
    const uri = 'file:///private/split.fountain';
    const { scriptId } = await on.sync(uri, write([...five, secret]));
    await on.engine.markNeverSend({
      scriptId,
      on: true,
      target: { kind: 'scene', sceneId: await vaultOf(scriptId) },
    });
    const halves = [
      { ...secret, paragraphs: secret.paragraphs.slice(0, 2) },
      { heading: 'INT. BASEMENT - LATER', paragraphs: secret.paragraphs.slice(2) },
    ];
    await on.sync(uri, write([...five, ...halves]));
    assert.deepEqual(await marked(scriptId), [secret.heading, 'INT. BASEMENT - LATER']);

    const copy = await on.sync('file:///elsewhere/copy.fountain', write([secret, ...five]));
    assert.deepEqual(await marked(copy.scriptId), [], 'the scene as it stood before it was split is nowhere now');
    const exact = await on.sync('file:///elsewhere/exact.fountain', write([...halves, ...five]));
    assert.deepEqual(await marked(exact.scriptId), [secret.heading, 'INT. BASEMENT - LATER']);
  });

  it('the words of a marked scene keep its mark while its heading is gone, and free their neighbour when it is back', async () => {
    const uri = 'file:///private/joined.fountain';
    const text = write([...five.slice(0, 2), secret, ...five.slice(2)]);
    const { scriptId } = await on.sync(uri, text);
    await on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'scene', sceneId: await vaultOf(scriptId) } });
    const joined = text.replace(`${secret.heading}\n\n`, '');
    await on.sync(uri, joined);
    assert.deepEqual(await marked(scriptId), [five[1]?.heading]);
    await on.engine.closeScript(uri, false);
    await on.sync(uri, joined);
    assert.deepEqual(await marked(scriptId), [five[1]?.heading], 'and after it was closed');
    await on.sync(uri, text);
    assert.deepEqual(await marked(scriptId), [secret.heading]);
  });

  it('a marked copy keeps its mark where the scene that was analyzed with its words comes back for it', async () => {
    const uri = 'file:///private/copied.fountain';
    const original = { ...secret, heading: 'INT. STRONGROOM - NIGHT' };
    const { scriptId } = await on.sync(uri, write([original, ...five]));
    const [first] = (await on.engine.readScript(scriptId)).scenes;
    await on.analyze(scriptId);
    const rewritten = { ...original, paragraphs: ['Pell oils the hinges.', ...original.paragraphs] };
    await on.sync(uri, write([rewritten, ...five]));
    await on.sync(uri, write([rewritten, ...five, original]));
    const copy = (await on.engine.readScript(scriptId)).scenes.at(-1);
    assert.ok(copy !== undefined && copy.id !== first?.id);
    await on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'scene', sceneId: copy.id } });
    await on.sync(uri, write([...five, original]));
    const back = (await on.engine.readScript(scriptId)).scenes.at(-1);
    assert.equal(back?.id, first?.id);
    assert.deepEqual(await marked(scriptId), [original.heading]);
  });

  it('a folder and a script mark all that is in them, and a scene of another script nothing', async () => {
    const inside = await on.sync('file:///drafts/secret/inside.fountain', write(five));
    const beside = await on.sync('file:///drafts/secret2/beside.fountain', write(scenesOf(8).slice(5)));
    const folder = { kind: 'folder', uri: 'file:///drafts/secret' } as const;
    await on.engine.markNeverSend({ scriptId: inside.scriptId, on: true, target: folder });
    assert.equal((await marked(inside.scriptId)).length, 5);
    assert.equal((await marked(beside.scriptId)).length, 0);
    await on.engine.closeScript('file:///drafts/secret/inside.fountain', false);
    await on.sync('file:///drafts/secret/inside.fountain', write(five));
    assert.equal((await marked(inside.scriptId)).length, 5);
    const left = await on.engine.markNeverSend({ scriptId: inside.scriptId, on: false, target: folder });
    assert.deepEqual(left.folders, []);
    assert.equal((await marked(inside.scriptId)).length, 0);
    await on.engine.markNeverSend({ scriptId: beside.scriptId, on: true, target: { kind: 'script' } });
    assert.equal((await marked(beside.scriptId)).length, 3);
  });

  it('refuses a scene that is not of the script', async () => {
    const { scriptId } = await on.sync('file:///private/other.fountain', write(five));
    const target = { kind: 'scene', sceneId: crypto.randomUUID() } as const;
    await assert.rejects(on.engine.markNeverSend({ scriptId, on: true, target }), { code: 'subject-unknown' });
  });
});

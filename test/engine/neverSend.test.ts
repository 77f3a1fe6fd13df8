import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { sceneAt, scenesOf, write } from './draft';
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
    assert.deepEqual(await marked(copy.scriptId), [secret.heading], 'its words are in the marked halves');
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

  it('a copy in another script is marked though its heading and a line of it are others; a place in common is none', async () => {
    const uri = 'file:///private/original.fountain';
    const original = { ...secret, heading: 'INT. TREASURY - NIGHT' };
    const { scriptId } = await on.sync(uri, write([original, ...five]));
    const [first] = (await on.engine.readScript(scriptId)).scenes;
    await on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'scene', sceneId: first?.id ?? '' } });
    const [a = '', ...rest] = original.paragraphs;
    const copy = { heading: 'EXT. YARD - DAY', paragraphs: [`Slowly. ${a}`, ...rest] };
    const same = { heading: original.heading, paragraphs: ['Nobody is here.', 'A clock ticks on the wall.'] };
    const other = await on.sync('file:///elsewhere/pasted.fountain', write([copy, same]));
    assert.deepEqual(await marked(other.scriptId), [copy.heading]);
  });

  it('a folder that was renamed is marked under its new name, one that a file was moved to is not', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wr-marked-'));
    const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
    const put = (name: string, text: string): string => {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
      return uriOf(name);
    };
    try {
      const [one, two] = [write(scenesOf(30).slice(20)), write(scenesOf(40).slice(30))];
      const first = await on.sync(put('locked/deep/one.fountain', one), one);
      await on.sync(put('locked/two.fountain', two), two);
      for (const name of ['locked/deep/one.fountain', 'locked/two.fountain'])
        await on.engine.closeScript(uriOf(name), false);
      const target = { kind: 'folder', uri: uriOf('locked') } as const;
      await on.sync(uriOf('locked/deep/one.fountain'), one);
      await on.engine.markNeverSend({ scriptId: first.scriptId, on: true, target });
      await on.engine.closeScript(uriOf('locked/deep/one.fountain'), false);

      fs.mkdirSync(path.join(folder, 'out'));
      fs.renameSync(path.join(folder, 'locked/two.fountain'), path.join(folder, 'out/two.fountain'));
      const out = await on.sync(uriOf('out/two.fountain'), two);
      assert.equal((await marked(out.scriptId)).length, 10, 'it keeps its own mark');
      const beside = await on.sync(put('out/beside.fountain', write([sceneAt(90)])), write([sceneAt(90)]));
      assert.equal((await marked(beside.scriptId)).length, 0);

      fs.renameSync(path.join(folder, 'locked'), path.join(folder, 'renamed'));
      const moved = await on.sync(uriOf('renamed/deep/one.fountain'), one);
      assert.equal(moved.scriptId, first.scriptId);
      const never = await on.sync(put('renamed/never.fountain', write([sceneAt(91)])), write([sceneAt(91)]));
      assert.equal((await marked(never.scriptId)).length, 1);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });

  it('refuses a scene that is not of the script', async () => {
    const { scriptId } = await on.sync('file:///private/other.fountain', write(five));
    const target = { kind: 'scene', sceneId: crypto.randomUUID() } as const;
    await assert.rejects(on.engine.markNeverSend({ scriptId, on: true, target }), { code: 'subject-unknown' });
  });
});

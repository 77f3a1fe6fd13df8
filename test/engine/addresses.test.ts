import assert from 'node:assert/strict';
import { NOTHING_MARKED } from '../../src/story/neverSend';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('A file that hosts spell differently', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  const FOLDER = 'file:///drafts%20(new)';
  const OURS = `${FOLDER}/Draft%20(2)%20%C3%A4!.fountain`;
  const EDITORS = 'file:///drafts%20%28new%29/Draft%20%282%29%20%C3%A4%21.fountain';
  const text = write(scenesOf(4));
  const stored = () => on.rows<{ id: string; uri: string }>('SELECT id, uri FROM scripts ORDER BY uri');

  it('has one memory, is told of under one address, and is forgotten under either', async () => {
    const one = await on.sync(OURS, text);
    const other = await on.sync(EDITORS, `${text}\nMore.\n`);
    assert.equal(other.scriptId, one.scriptId);
    assert.deepEqual(await stored(), [{ id: one.scriptId, uri: OURS }]);
    assert.deepEqual(new Set(on.changes), new Set([OURS]));
    assert.deepEqual((await on.engine.lookAtFiles([EDITORS])).known, [OURS]);
    await on.engine.moveScripts({ from: EDITORS, to: 'file:///drafts%20%28new%29/b%21.fountain' });
    assert.deepEqual(await stored(), [{ id: one.scriptId, uri: `${FOLDER}/b!.fountain` }]);
    await on.engine.closeScript('file:///drafts%20%28new%29/b%21.fountain', true);
    assert.deepEqual(await stored(), []);
  });

  it('is marked with its folder, however that is spelled', async () => {
    const { scriptId } = await on.sync(OURS, text);
    const target = { kind: 'folder', uri: 'file:///drafts%20%28new%29' } as const;
    assert.deepEqual((await on.engine.markNeverSend({ scriptId, on: true, target })).folders, [FOLDER]);
    assert.deepEqual(await on.engine.markNeverSend({ scriptId, on: false, target: { ...target, uri: FOLDER } }), {
      ...NOTHING_MARKED,
    });
    await on.engine.closeScript(OURS, true);
  });

  it('is found where an older release stored it under another spelling', async () => {
    const { scriptId } = await on.sync(OURS, text);
    await on.analyze(scriptId);
    await on.engine.markNeverSend({ scriptId, on: true, target: { kind: 'folder', uri: FOLDER } });
    await on.rows('UPDATE scripts SET uri = $1', [EDITORS]);
    await on.rows(`UPDATE privacy_marks SET folder_uri = 'file:///drafts%20%28new%29' WHERE folder_uri IS NOT NULL`);
    await on.reopen();
    assert.deepEqual(await stored(), [{ id: scriptId, uri: OURS }]);
    const again = await on.sync(OURS, text);
    assert.equal(again.scriptId, scriptId);
    const { script, scenes } = await on.engine.readScript(scriptId);
    assert.deepEqual(script.neverSend.folders, [FOLDER]);
    assert.ok(scenes.every(({ card }) => card !== null));
    await on.engine.closeScript(OURS, true);
  });

  it('keeps what is the writer’s where there is a memory under each spelling', async () => {
    const other = await on.sync(OURS, text);
    await on.analyze(other.scriptId);
    await on.rows('UPDATE scripts SET uri = $1', [EDITORS]);
    await on.reopen();
    // Stored again under the other one, by hand, as two releases would have.
    await on.rows('UPDATE scripts SET uri = $1', [EDITORS]);
    await on.rows(
      `INSERT INTO scripts (id, uri, title, format, hash, page_count, eighths, normalizer_version, body_line, buffer_version)
       SELECT gen_random_uuid(), $1, title, format, hash, page_count, eighths, normalizer_version, body_line, buffer_version
       FROM scripts`,
      [OURS],
    );
    await on.reopen();
    assert.deepEqual(await stored(), [{ id: other.scriptId, uri: OURS }]);
  });
});

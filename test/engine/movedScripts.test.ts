import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { zeroKindCounts } from '../../src/story/artifactKind';
import { until } from '../harness/until';
import { sceneAt, scenesOf, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk } from './engineOnDisk';

const NOTHING = zeroKindCounts();

describe('The memory of a script whose file moves', () => {
  let on: EngineOnDisk;
  let folder: string;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'wr-files-'));
  });
  afterEach(async () => {
    for (const { uri } of await on.rows<{ uri: string }>('SELECT uri FROM scripts')) {
      await on.engine.closeScript(uri, true);
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const ten = scenesOf(10);
  const fileAt = (name: string): string => path.join(folder, name);
  const uriOf = (name: string): string => pathToFileURL(fileAt(name)).href;
  /** The file is there with this text and the script is opened. */
  const open = async (name: string, text: string) => {
    mkdirSync(path.dirname(fileAt(name)), { recursive: true });
    writeFileSync(fileAt(name), text);
    return on.sync(uriOf(name), text);
  };
  const close = (name: string) => on.engine.closeScript(uriOf(name), false);
  const move = (from: string, to: string): void => {
    mkdirSync(path.dirname(fileAt(to)), { recursive: true });
    renameSync(fileAt(from), fileAt(to));
  };
  /** Opened, analyzed, spoken about, with an alias and a pinned card, and closed. */
  const remembered = async (name: string, text: string): Promise<Remembered> => {
    const { scriptId } = await open(name, text);
    await on.analyze(scriptId);
    await askAbout(scriptId);
    const ids = (await on.engine.readScript(scriptId)).scenes.map(({ id }) => id);
    await on.rows(`UPDATE scene_summaries SET pinned = true, summary_text = 'Mine.' WHERE scene_id = $1`, [ids[2]]);
    await on.rows(
      `INSERT INTO character_aliases (script_id, alias, character_name, decided_by) VALUES ($1, 'ADDIE', 'ADA', 'writer')`,
      [scriptId],
    );
    await close(name);
    return { scriptId, ids };
  };
  const askAbout = (scriptId: string) =>
    on.engine.ask({
      scriptId,
      conversationId: null,
      message: 'Who is in scene 1?',
      currentSceneId: null,
      intentHint: null,
      budgetTier: 'standard',
      remember: true,
    });
  const checkRemembered = async ({ scriptId, ids }: Remembered, name: string): Promise<void> => {
    const [script] = await on.rows<{ uri: string; removed: boolean }>(
      'SELECT uri, removed_at IS NOT NULL AS removed FROM scripts WHERE id = $1',
      [scriptId],
    );
    assert.deepEqual(script, { uri: uriOf(name), removed: false });
    const view = await on.engine.readScript(scriptId);
    assert.deepEqual(
      view.scenes.map(({ id }) => id).filter((id) => ids.includes(id)),
      ids,
    );
    assert.equal(view.scenes.find(({ id }) => id === ids[2])?.card?.summaryText, 'Mine.');
    assert.equal((await on.engine.latestConversation(scriptId))?.messages.length, 2);
    const aliases = await on.rows('SELECT alias FROM character_aliases WHERE script_id = $1', [scriptId]);
    assert.deepEqual(aliases, [{ alias: 'ADDIE' }]);
  };

  it('goes along when it was renamed while nobody looked, even between two runs of the engine', async () => {
    const text = write(ten, 'Moved');
    const memory = await remembered('draft.fountain', text);
    await on.reopen();
    move('draft.fountain', 'elsewhere/final.fountain');
    const after = await on.sync(uriOf('elsewhere/final.fountain'), text);
    assert.equal(after.scriptId, memory.scriptId);
    await checkRemembered(memory, 'elsewhere/final.fountain');
    assert.deepEqual((await on.analyze(memory.scriptId)).run.generated, NOTHING);
  });

  it('goes along when it was moved and edited at once, if it still says mostly the same', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    move('draft.fountain', 'draft-2.fountain');
    const edited = write([...ten.slice(0, 4), sceneAt(50), ...ten.slice(4), sceneAt(51)], 'With a Title');
    const after = await on.sync(uriOf('draft-2.fountain'), edited);
    assert.equal(after.scriptId, memory.scriptId);
    await checkRemembered(memory, 'draft-2.fountain');
  });

  it('stays when what appears has less than half of it', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    move('draft.fountain', 'other.fountain');
    const after = await on.sync(uriOf('other.fountain'), write([...ten.slice(0, 4), ...scenesOf(30).slice(20)]));
    assert.notEqual(after.scriptId, memory.scriptId);
    move('other.fountain', 'draft.fountain');
    await on.sync(uriOf('draft.fountain'), write(ten));
    await checkRemembered(memory, 'draft.fountain');
  });

  it('is never taken from a file that is still there, or that somebody has open', async () => {
    const text = write(ten);
    const memory = await remembered('draft.fountain', text);
    const copy = await open('copy.fountain', text);
    assert.notEqual(copy.scriptId, memory.scriptId);
    assert.deepEqual((await on.analyze(copy.scriptId)).run.generated.outline, 0, 'what was made is copied');
    await on.sync(uriOf('draft.fountain'), text);
    await checkRemembered(memory, 'draft.fountain');

    // Deleted outside while it is open: the buffer still has it.
    rmSync(fileAt('draft.fountain'));
    const third = await open('third.fountain', text);
    assert.notEqual(third.scriptId, memory.scriptId);
    await checkRemembered(memory, 'draft.fountain');
  });

  it('is not taken from a file on a disk that is not there', async () => {
    const text = write(ten);
    const away = await on.sync('file:///media/nobody/stick/draft.fountain', text);
    await on.engine.closeScript('file:///media/nobody/stick/draft.fountain', false);
    const here = await open('draft.fountain', text);
    assert.notEqual(here.scriptId, away.scriptId);
  });

  it('of two copies, goes with the one that vanished', async () => {
    const text = write(ten);
    const memory = await remembered('a/draft.fountain', text);
    const copy = await open('b/draft.fountain', text);
    await close('b/draft.fountain');
    move('b/draft.fountain', 'c/draft.fountain');
    assert.equal((await on.sync(uriOf('c/draft.fountain'), text)).scriptId, copy.scriptId);
    await on.sync(uriOf('a/draft.fountain'), text);
    await checkRemembered(memory, 'a/draft.fountain');
  });

  it('is given to nobody where two vanished that are as good as each other, and by its name where that tells', async () => {
    const text = write(ten);
    const one = await open('a/one.fountain', text);
    const two = await open('a/two.fountain', text);
    for (const name of ['a/one.fountain', 'a/two.fountain']) await close(name);
    renameSync(fileAt('a'), fileAt('b'));
    assert.equal((await on.sync(uriOf('b/two.fountain'), text)).scriptId, two.scriptId);
    assert.equal((await on.sync(uriOf('b/one.fountain'), text)).scriptId, one.scriptId);
    for (const name of ['b/one.fountain', 'b/two.fountain']) await close(name);
    for (const name of ['b/one.fountain', 'b/two.fountain']) rmSync(fileAt(name));
    const unsure = await open('c/three.fountain', text);
    assert.ok(![one.scriptId, two.scriptId].includes(unsure.scriptId));
  });

  it('comes back with the file: a branch checked out and back, a stash, a half-written file', async () => {
    const text = write(ten);
    const memory = await remembered('draft.fountain', text);
    rmSync(fileAt('draft.fountain'));
    assert.deepEqual(await on.engine.lookAtFiles([uriOf('draft.fountain')]), {
      known: [],
      vanished: [uriOf('draft.fountain')],
    });
    const gone = await on.rows<{ removed: boolean }>('SELECT removed_at IS NOT NULL AS removed FROM scripts');
    assert.deepEqual(gone, [{ removed: true }]);
    await open('draft.fountain', text);
    await checkRemembered(memory, 'draft.fountain');

    // Another branch has half of it and more, then the first one is checked out again.
    await on.sync(uriOf('draft.fountain'), write([...ten.slice(0, 3), sceneAt(70)]));
    await on.sync(uriOf('draft.fountain'), '');
    await on.sync(uriOf('draft.fountain'), text);
    await checkRemembered(memory, 'draft.fountain');
    assert.deepEqual((await on.analyze(memory.scriptId)).run.generated, NOTHING);
  });

  it('goes back and forth with a branch on which the file has another name', async () => {
    const text = write(ten);
    const memory = await remembered('draft.fountain', text);
    for (const [from, to] of [
      ['draft.fountain', 'ferry.fountain'],
      ['ferry.fountain', 'draft.fountain'],
    ] as const) {
      move(from, to);
      await on.sync(uriOf(to), text);
      await checkRemembered(memory, to);
      await close(to);
    }
  });

  it('is kept for thirty days after the file vanished, and no longer', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    const kept = await remembered('kept.fountain', write(scenesOf(24).slice(12)));
    const back = await remembered('back.fountain', write(scenesOf(40).slice(30)));
    for (const name of ['draft.fountain', 'kept.fountain']) rmSync(fileAt(name));
    const age = (id: string, days: number) =>
      on.rows(`UPDATE scripts SET removed_at = now() - $2::int * interval '1 day' WHERE id = $1`, [id, days]);
    await age(memory.scriptId, 31);
    await age(kept.scriptId, 29);
    await age(back.scriptId, 31);
    await on.reopen();
    await open('new.fountain', write([sceneAt(90)]));
    const left = async () => (await on.rows<{ id: string }>('SELECT id FROM scripts')).map(({ id }) => id);
    await until('what vanished long ago is deleted', async () => !(await left()).includes(memory.scriptId));
    const ids = await left();
    assert.ok(ids.includes(kept.scriptId), 'after 29 days it is there');
    assert.ok(ids.includes(back.scriptId), 'and so is one whose file is there');
    const inputs = await on.rows('SELECT 1 FROM artifact_inputs WHERE script_id = $1', [memory.scriptId]);
    assert.deepEqual(inputs, []);
  });

  it('goes along when a client says so, with whatever the file says then', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    move('draft.fountain', 'renamed.fountain');
    const { moved } = await on.engine.moveScripts({ from: uriOf('draft.fountain'), to: uriOf('renamed.fountain') });
    assert.equal(moved, 1);
    const other = await on.sync(uriOf('renamed.fountain'), write([sceneAt(60), ...ten.slice(0, 2)]));
    assert.equal(other.scriptId, memory.scriptId);
    await on.sync(uriOf('renamed.fountain'), write(ten));
    await checkRemembered(memory, 'renamed.fountain');
  });

  it('goes along though the new file was opened before the client said so', async () => {
    const text = write(ten);
    const memory = await remembered('draft.fountain', text);
    await on.sync(uriOf('draft.fountain'), text);
    const early = await open('renamed.fountain', text);
    assert.notEqual(early.scriptId, memory.scriptId);
    on.changes.length = 0;
    await on.engine.moveScripts({ from: uriOf('draft.fountain'), to: uriOf('renamed.fountain') });
    assert.deepEqual(on.changes, [uriOf('renamed.fountain')], 'who has it open is told');
    await checkRemembered(memory, 'renamed.fountain');
    const rows = await on.rows('SELECT id FROM scripts');
    assert.deepEqual(rows, [{ id: memory.scriptId }]);
    // What was sent before still counts: the next change builds on it.
    const next = await on.sync(uriOf('renamed.fountain'), write([...ten, sceneAt(80)]));
    assert.equal(next.scriptId, memory.scriptId);
  });

  it('goes along with its folder, and with no other', async () => {
    const memory = await remembered('one/draft.fountain', write(ten));
    const other = await open('one-more/draft.fountain', write(scenesOf(40).slice(30)));
    const { moved } = await on.engine.moveScripts({ from: uriOf('one'), to: uriOf('two') });
    assert.equal(moved, 1);
    assert.equal((await on.sync(uriOf('two/draft.fountain'), write(ten))).scriptId, memory.scriptId);
    await checkRemembered(memory, 'two/draft.fountain');
    const [row] = await on.rows<{ uri: string }>('SELECT uri FROM scripts WHERE id = $1', [other.scriptId]);
    assert.equal(row?.uri, uriOf('one-more/draft.fountain'));
  });

  it('goes from a buffer that was never saved to the file it is saved as', async () => {
    const text = write(ten);
    const untitled = 'untitled:Untitled-1';
    const { scriptId } = await on.sync(untitled, text);
    await on.analyze(scriptId);
    await askAbout(scriptId);
    await open('saved.fountain', text);
    await on.engine.moveScripts({ from: untitled, to: uriOf('saved.fountain') });
    const after = await on.sync(uriOf('saved.fountain'), text);
    assert.equal(after.scriptId, scriptId);
    assert.equal((await on.engine.latestConversation(scriptId))?.messages.length, 2);
    const next = await on.sync(untitled, text);
    assert.notEqual(next.scriptId, scriptId, 'the name is free for the next one');
  });

  it('keeps what was known of a file that it overwrites, and takes nothing from it', async () => {
    const [mine, theirs] = [write(ten), write(scenesOf(40).slice(30))];
    const memory = await remembered('mine.fountain', mine);
    const overwritten = await remembered('theirs.fountain', theirs);
    move('mine.fountain', 'theirs.fountain');
    await on.engine.moveScripts({ from: uriOf('mine.fountain'), to: uriOf('theirs.fountain') });
    await on.sync(uriOf('theirs.fountain'), mine);
    await checkRemembered(memory, 'theirs.fountain');
    await open('theirs-again.fountain', theirs);
    await checkRemembered(overwritten, 'theirs-again.fountain');
  });

  it('is forgotten where it is now, in the backups too, and what only was there before is not', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    const other = await remembered('other.fountain', write(scenesOf(40).slice(30)));
    await on.engine.backUp();
    move('draft.fountain', 'moved.fountain');
    await on.sync(uriOf('moved.fountain'), write(ten));
    move('other.fountain', 'draft.fountain');
    await on.sync(uriOf('draft.fountain'), write(scenesOf(40).slice(30)));
    await checkRemembered(memory, 'moved.fountain');
    await checkRemembered(other, 'draft.fountain');
    await on.engine.closeScript(uriOf('draft.fountain'), true);
    const [backup] = await on.engine.listBackups();
    assert.equal(backup?.scripts?.length, 1);
    await on.engine.closeScript(uriOf('moved.fountain'), true);
    assert.equal((await on.engine.listBackups())[0]?.scripts?.length, 0);
  });

  it('is looked for without storing what nobody has opened', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    const asked = (name: string, text: string) =>
      on.engine.sync({ ...wholeText(uriOf(name), text, 0), source: 'file', onlyKnown: true });
    assert.equal((await asked('unknown.fountain', write(scenesOf(40).slice(30)))).kind, 'unknown');
    assert.equal((await on.rows('SELECT 1 FROM scripts')).length, 1);
    move('draft.fountain', 'moved.fountain');
    assert.equal(synced(await asked('moved.fountain', write(ten))).scriptId, memory.scriptId);
    await checkRemembered(memory, 'moved.fountain');
  });

  it('is not closed under an editor that opened the file while it was read', async () => {
    const memory = await remembered('draft.fountain', write(ten));
    await on.engine.sync({ ...wholeText(uriOf('draft.fountain'), write(ten), 0), source: 'file', onlyKnown: true });
    await on.engine.sync(wholeText(uriOf('draft.fountain'), write([...ten, sceneAt(80)]), 1));
    await on.engine.closeScript(uriOf('draft.fountain'), false, 0);
    assert.equal((await on.engine.readScript(memory.scriptId)).scenes.length, ten.length + 1);
    await on.engine.closeScript(uriOf('draft.fountain'), false, 1);
    await assert.rejects(on.engine.readScript(memory.scriptId), /not open/u);
  });
});

interface Remembered {
  readonly scriptId: string;
  readonly ids: readonly string[];
}

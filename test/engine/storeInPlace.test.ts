import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../../src/protocol/failure';
import { until } from '../harness/until';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk } from './engineOnDisk';

const URI = 'file:///in-place/a.fountain';

describe('The store while the engine runs', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  beforeEach(async () => {
    on = await startEngineOnDisk();
  });
  afterEach(() => on.remove());

  const backups = (): string[] => fs.readdirSync(path.join(on.folder, 'backups'));

  it('goes back to a backup: everything is as it was then, an open script stays open, what was there is set aside', async () => {
    const { scriptId } = await on.sync(URI, write(scenesOf(12)));
    await on.analyze(scriptId);
    const question = 'Who is in scene 2?';
    await on.engine.ask({
      scriptId,
      conversationId: null,
      message: question,
      currentSceneId: null,
      intentHint: null,
      budgetTier: 'standard',
      remember: true,
    });
    const then = {
      view: await on.engine.readScript(scriptId),
      status: await statusOf(scriptId),
      chat: await on.engine.latestConversation(scriptId),
    };
    const backup = await on.engine.backUp();
    assert.ok(backup.ok && fs.existsSync(backup.path));
    assert.match(backup.message, /^Backed up 1 script to /);

    await on.sync(URI, write(scenesOf(12).slice(0, 5)));
    const later = await on.sync('file:///in-place/later.fountain', write(scenesOf(3)));
    on.changes.splice(0);
    // Asked while it is replaced: it waits.
    const [report, meanwhile] = await Promise.all([
      on.engine.restore(path.basename(backup.path)),
      until('it is being replaced', () => setAside().length > 0).then(() => on.engine.readScript(scriptId)),
    ]);
    assert.ok(report.ok && report.path === backup.path);
    assert.match(report.message, /^Restored the backup of 20.*What was stored before is in .*db\.before-restore-/);
    assert.equal(meanwhile.scenes.length, 5, 'the text that is open is what counts');
    assert.deepEqual([...new Set(on.changes)].sort(), [URI, 'file:///in-place/later.fountain']);

    await on.engine.sync(wholeText(URI, write(scenesOf(12)), 1_000));
    assert.deepEqual(await on.engine.readScript(scriptId), then.view);
    assert.deepEqual(await statusOf(scriptId), then.status);
    assert.deepEqual(await on.engine.latestConversation(scriptId), then.chat);
    assert.equal(then.chat?.messages.length, 2);
    await assert.rejects(on.engine.readScript(later.scriptId), isFailure('script-unknown'));
    assert.equal((await on.engine.check()).ok, true);
  });

  it('is not touched by a backup that cannot be used', async () => {
    const { scriptId } = await on.sync(URI, write(scenesOf(3)));
    const { path: file } = await on.engine.backUp();
    fs.truncateSync(file, fs.statSync(file).size - 5);
    const before = await on.engine.readScript(scriptId);
    await assert.rejects(on.engine.restore(file), isStoreFailure('backup-unreadable'));
    await assert.rejects(on.engine.restore('nowhere.jsonl.gz'), isStoreFailure('backup-missing'));
    await assert.rejects(on.engine.restore(null), isStoreFailure('backup-missing'));
    assert.deepEqual(await on.engine.readScript(scriptId), before);
    assert.deepEqual(setAside(), []);
    const check = await on.engine.check();
    assert.equal(check.ok, false);
    assert.ok(check.message.includes(file), check.message);
  });

  it('ends a run that is under way, goes back, and goes on', async () => {
    const { scriptId } = await on.sync(URI, write(scenesOf(60)));
    const backup = await on.engine.backUp();
    const restores: Promise<unknown>[] = [];
    const run = await on.analyze(scriptId, {
      onProgress: () => {
        if (restores.length === 0) restores.push(on.engine.restore(backup.path));
      },
    });
    assert.equal(run.run.cancelled, true);
    await Promise.all(restores);
    assert.equal((await on.analyze(scriptId)).script.state, 'analyzed');
  });

  it('is backed up daily when nothing waits, and not before there is something to keep', async () => {
    assert.deepEqual(backups(), []);
    const { scriptId } = await on.sync(URI, write(scenesOf(3)));
    await until('the daily backup', () => backups().some((name) => name.endsWith('-daily.jsonl.gz')));
    await on.analyze(scriptId);
    await on.reopen();
    await on.sync(URI, write(scenesOf(4)));
    await on.engine.backUp();
    assert.equal(backups().filter((name) => name.includes('-daily')).length, 1);
  });

  it('forgets a script in its backups too, and names what may still hold it', async () => {
    await on.sync(URI, write(scenesOf(3)));
    await on.sync('file:///in-place/kept.fountain', write(scenesOf(2)));
    const { path: file } = await on.engine.backUp();
    await on.engine.restore(file);
    const { stillIn } = await on.engine.closeScript(URI, true);
    assert.deepEqual(
      stillIn,
      setAside().map((name) => path.join(on.folder, name)),
    );
    const [newest] = await on.engine.listBackups();
    assert.deepEqual([newest?.path, newest?.scripts], [file, ['kept.fountain']]);
    assert.equal(synced(await on.engine.sync(wholeText(URI, write(scenesOf(3)), 1))).scenes.added, 3);
  });

  it('is taken back a release after a backup; then it is closed until it is opened anew', async () => {
    const { scriptId } = await on.sync(URI, write(scenesOf(3)));
    const report = await on.engine.rollBack();
    assert.match(report.message, /^Took back \d{4}_/);
    assert.ok(fs.existsSync(report.path));
    await assert.rejects(on.engine.readScript(scriptId), isStoreFailure('store-failed'));
    await on.reopen();
    await on.engine.restore(null);
    assert.equal((await on.sync(URI, write(scenesOf(3)))).scriptId, scriptId);
  });

  it('is found sound after real work; what is not is said', async () => {
    const { scriptId } = await on.sync(URI, write(scenesOf(30)));
    await on.analyze(scriptId);
    await on.sync(URI, write([...scenesOf(30)].reverse().slice(3)));
    const sound = await on.engine.check();
    assert.equal(sound.ok, true, sound.message);
    assert.equal(sound.path, path.join(on.folder, 'db'));
    assert.match(sound.message, /^The story memory is sound: [\d,]+ rows in \d+ tables, \d+ indexes\./);

    const says = async (sentence: RegExp): Promise<void> => {
      const { ok, message } = await on.engine.check();
      assert.equal(ok, false, message);
      assert.match(message, sentence);
    };
    await on.rows('UPDATE scenes SET scene_index = 900 WHERE scene_index = 0');
    await says(/1 row of scripts have scenes that are not counted from 0/);
    await on.rows('SET session_replication_role = replica');
    await on.rows('DELETE FROM scenes WHERE scene_index = 900');
    await on.rows('SET session_replication_role = origin');
    await says(/rows? of scene_characters name a row of scenes that is not there/);
  });

  /** In an order of its own: it has none. */
  async function statusOf(scriptId: string): Promise<unknown> {
    const { artifacts, ...status } = await on.engine.readStatus(scriptId);
    return { ...status, artifacts: artifacts.map((artifact) => JSON.stringify(artifact)).sort() };
  }

  function setAside(): string[] {
    return fs.readdirSync(on.folder).filter((name) => name.startsWith('db.before-restore'));
  }
});

function isFailure(code: string) {
  return (error: unknown): boolean => error instanceof Failure && error.code === code;
}

function isStoreFailure(code: string) {
  return (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === code;
}

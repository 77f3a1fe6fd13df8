import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { storeReportSchema, type StoreReport } from '../../src/story/storeReport';
import { createDesk, onlyObject, type CliOptions, type Desk } from './runCli';

const SCRIPT = 'INT. LAMP ROOM - NIGHT\n\nMara waits.\n\nMARA\nNot yet.\n\nEXT. PIER - DAWN\n\nJonas comes.\n';

describe('writersroom db and forget', function () {
  this.timeout(180_000);
  let desk: Desk;
  let script: string;
  before(async () => {
    desk = createDesk();
    script = desk.file('lamp.fountain', SCRIPT);
    await desk.json(['analyze', script]);
  });
  after(() => desk.remove());

  const db = async (args: readonly string[], options?: CliOptions): Promise<StoreReport> =>
    storeReportSchema.strict().parse(await desk.json(['db', ...args], options));
  const inData = (...names: string[]): string => path.join(desk.data, ...names);
  const cards = async (): Promise<number> => {
    const status = (await desk.json(['status', script])) as { artifacts: { kind: string }[] };
    return status.artifacts.filter(({ kind }) => kind === 'card').length;
  };
  let backup: string;

  it('backup writes a backup, and check finds it and the database sound', async () => {
    const written = await db(['backup']);
    backup = written.path;
    assert.equal(path.dirname(backup), inData('backups'));
    assert.equal(written.message, `Backed up 1 script to ${backup}.`);
    // The daily one may have been written beside it; without an engine no other comes.
    await desk.enginesEnd();
    const kept = fs.readdirSync(inData('backups')).length;
    const sound = await db(['check']);
    assert.deepEqual([sound.ok, sound.path], [true, inData('db')]);
    const count = kept === 1 ? '1 backup' : `${kept} backups`;
    assert.match(sound.message, new RegExp(`^The story memory is sound: .* ${count} can be read\\.$`));
  });

  it('forget deletes a script from the memory and from the backups, and leaves its file', async () => {
    const copy = path.join(desk.folder, 'copy.jsonl.gz');
    fs.copyFileSync(backup, copy);
    assert.deepEqual(await desk.json(['forget', script]), { forgotten: true });
    assert.match((await desk.run(['forget', script])).stdout, /with its Never Send marks: mark it again/);
    assert.equal(fs.readFileSync(script, 'utf8'), SCRIPT);
    assert.match((await desk.run(['db', 'restore', 'newest'])).stdout, /^Restored the backup of /);
    assert.equal(await cards(), 0, 'it is in no backup any more');

    // A copy that the writer took elsewhere is theirs; named from where they stand, it comes back.
    const restored = await db(['restore', 'copy.jsonl.gz'], { cwd: desk.folder });
    assert.equal(restored.path, fs.realpathSync(copy));
    assert.equal(await cards(), 2);
  });

  it('restore refuses what is no backup, with its sentence, and changes nothing', async () => {
    const broken = desk.file(
      'broken.jsonl.gz',
      fs.readFileSync(path.join(desk.folder, 'copy.jsonl.gz')).subarray(0, 900),
    );
    const asides = fs.readdirSync(desk.data);
    assert.equal((await desk.fails(1, ['db', 'restore', broken])).code, 'backup-unreadable');
    assert.deepEqual(fs.readdirSync(desk.data), asides);
  });

  it('a memory that is damaged comes back by itself, and a warning says so once', async () => {
    await db(['backup']);
    await desk.enginesEnd();
    fs.truncateSync(inData('db', 'global', 'pg_control'), 100);
    const run = await desk.run(['status', script, '--json']);
    assert.equal(run.exitCode, 0, run.stderr);
    const { artifacts } = onlyObject(run) as { artifacts: unknown[] };
    assert.ok(artifacts.length > 0);
    assert.match(
      run.stderr,
      /^The story memory in .*db could not be opened and was restored from the backup of .*db\.damaged-/,
    );
  });

  it('rollback backs up and takes the last migration back; restore brings all of it again', async () => {
    const back = await db(['rollback']);
    assert.match(back.message, /^Took back \d{4}_.*: open the story memory with the older WritersRoom now/);
    assert.match(back.path, /-rollback\.jsonl\.gz$/);
    assert.equal((await db(['restore'])).path, back.path);
  });

  it('check says of a memory that cannot be opened why; every other command fails with that', async () => {
    await desk.enginesEnd();
    fs.writeFileSync(inData('db', 'PG_VERSION'), '17\n');
    for (const name of fs.readdirSync(inData('backups'))) fs.rmSync(inData('backups', name));
    const run = await desk.run(['db', 'check', '--json']);
    assert.equal(run.exitCode, 1);
    const report = storeReportSchema.strict().parse(onlyObject(run));
    assert.deepEqual([report.ok, report.path], [false, desk.data]);
    assert.match(report.message, /file format of another database version .* there is no backup/);
    assert.equal((await desk.fails(1, ['db', 'backup'])).code, 'store-other-version');
    await desk.enginesEnd();
    fs.writeFileSync(inData('db', 'PG_VERSION'), '18\n');
    assert.equal(await cards(), 2);
  });

  it('wrong usage says what is right', async () => {
    for (const args of [
      ['db'],
      ['db', 'polish'],
      ['db', 'check', 'x'],
      ['db', 'restore', 'a', 'b'],
      ['forget'],
      ['forget', '-'],
    ]) {
      assert.equal((await desk.fails(2, args)).code, 'usage', args.join(' '));
    }
  });
});

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { addBackup } from '../../src/engine/store/backup/backupFolder';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase } from '../../src/engine/store/openDatabase';
import type { StoreFailure } from '../../src/engine/store/storeFailure';
import { fillEveryTable, insertScript, readEveryTable } from './everyTable';
import { bundleStoreProcess, startStoreProcess } from './startStoreProcess';
import { storeAssets, temporaryDirectory, withDatabase } from './storeFixture';

type Content = Readonly<Record<string, readonly string[]>>;

describe('a story memory that cannot be opened', function () {
  this.timeout(180_000);
  /** A data directory with rows in every table and a backup of them, copied for every test. */
  let model: string;
  let content: Content;
  let dataDir: string;

  before(async () => {
    model = path.join(temporaryDirectory(), 'model');
    content = await withDatabase(model, async ({ pg }) => {
      await fillEveryTable(pg, 'file:///kept.fountain');
      await addBackup(model, pg, 'daily');
      return readEveryTable(pg);
    });
  });
  beforeEach(() => {
    dataDir = path.join(temporaryDirectory(), 'data');
    fs.cpSync(model, dataDir, { recursive: true });
  });

  const database = (...names: string[]): string => path.join(dataDir, 'db', ...names);
  const backups = (): string[] =>
    fs.readdirSync(path.join(dataDir, 'backups')).map((name) => path.join(dataDir, 'backups', name));
  const setAside = (): string[] => fs.readdirSync(dataDir).filter((name) => name.startsWith('db.'));
  const open = (): Promise<{ notice: string | null; content: Content }> =>
    withDatabase(dataDir, async ({ pg, notice }) => ({ notice, content: await readEveryTable(pg) }));

  const damages: Readonly<Record<string, () => void>> = {
    'a torn control file': () => fs.truncateSync(database('global', 'pg_control'), 100),
    'rubbish for a control file': () => fs.writeFileSync(database('global', 'pg_control'), 'x'.repeat(8192)),
    'no tables': () => fs.rmSync(database('base'), { recursive: true }),
    'a system table cut off': () => fs.truncateSync(database('global', '1262'), 0),
    'no log': () => {
      for (const name of fs.readdirSync(database('pg_wal'))) {
        if (name.startsWith('0')) fs.rmSync(database('pg_wal', name));
      }
    },
    'a file in its place': () => {
      fs.rmSync(database(), { recursive: true });
      fs.writeFileSync(database(), 'mine');
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`for ${what} is set aside, and everything comes back from the backup`, async () => {
      damage();
      const files = filesIn(database());
      const opened = await open();
      assert.deepEqual(opened.content, content);
      const [aside, ...more] = setAside();
      assert.match(aside ?? '', /^db\.damaged-\d{8}T\d{6}\.\d{3}Z$/);
      assert.deepEqual(more, []);
      assert.deepEqual(filesIn(path.join(dataDir, aside!)), files, 'nothing of the old files is gone');
      assert.match(
        opened.notice ?? '',
        /could not be opened and was restored from the backup of 20\d\d-.*Z; what your scripts say .*Never Send .*marked again\..*The old files are in .*db\.damaged-/,
      );
    });
  }

  it('and whose newest backup is broken comes back from the one before', async () => {
    fs.writeFileSync(path.join(dataDir, 'backups', '29990101T000000.000Z-daily.jsonl.gz'), 'rubbish');
    fs.rmSync(database('PG_VERSION'));
    const opened = await open();
    assert.deepEqual(opened.content, content);
    assert.equal(backups().length, 2, 'the broken one is kept too');
  });

  it('and has no backup is set aside and made anew, and the writer is told', async () => {
    for (const backup of backups()) fs.truncateSync(backup, 100);
    fs.rmdirSync(database('pg_notify'));
    const opened = await open();
    assert.deepEqual(opened.content.scripts, []);
    assert.match(opened.notice ?? '', /could not be opened, and none of the 1 backups can be read: it is made anew/);
    assert.equal(setAside().length, 1);
  });

  it('of another PostgreSQL is never opened, but comes over through its backup', async () => {
    fs.writeFileSync(database('PG_VERSION'), '17\n');
    const opened = await open();
    assert.deepEqual(opened.content, content);
    assert.match(
      opened.notice ?? '',
      /had the file format of another database version and was restored from the backup/,
    );
    const [aside] = setAside();
    assert.match(aside ?? '', /^db\.other-version-/);
    assert.equal(fs.readFileSync(path.join(dataDir, aside!, 'PG_VERSION'), 'utf8'), '17\n');
  });

  it('because it is gone comes back from its backup', async () => {
    fs.rmSync(database(), { recursive: true });
    const opened = await open();
    assert.deepEqual(opened.content, content);
    assert.match(opened.notice ?? '', /was not there and was restored from the backup/);
    assert.equal((await open()).notice, null, 'told once');
  });

  it('is not touched if its successor cannot be made: a broken installation changes nothing', async () => {
    fs.rmSync(database('PG_VERSION'));
    const files = filesIn(dataDir);
    const broken = temporaryDirectory();
    fs.cpSync(await storeAssets(), broken, { recursive: true });
    fs.writeFileSync(path.join(broken, 'template.br'), 'cut');
    await refused(broken, 'store-failed', /install WritersRoom again/);
    assert.deepEqual(filesIn(dataDir), files);
  });

  it('for a file that the system does not let us read is healthy, and refused with what to do', async () => {
    const locked = fs.readdirSync(database('base')).map((name) => database('base', name));
    for (const directory of locked) fs.chmodSync(directory, 0o000);
    const root = process.getuid?.() === 0;
    if (root) chownAll(path.dirname(dataDir), nobody, locked);
    const bundle = await bundleStoreProcess();
    fs.chmodSync(path.dirname(bundle), 0o755);
    const child = startStoreProcess(bundle, ['open', dataDir, await storeAssets(), ...(root ? [String(nobody)] : [])]);
    await child.ended;
    const { code, message } = JSON.parse(child.lines[0] ?? '{}') as { code?: string; message?: string };
    assert.equal(code, 'store-read-only', message);
    assert.deepEqual(setAside(), []);
    for (const directory of locked) fs.chmodSync(directory, 0o700);
    if (root) chownAll(path.dirname(dataDir), 0, []);
    assert.deepEqual(await open(), { notice: null, content });
  });

  describe('in the middle of being replaced when the power went', () => {
    it('takes the new one where the old one had left its place', async () => {
      fs.renameSync(database(), path.join(dataDir, 'db.damaged-1'));
      fs.cpSync(path.join(model, 'db'), path.join(dataDir, 'db.next'), { recursive: true });
      assert.deepEqual(await open(), { notice: null, content });
      assert.deepEqual(setAside(), ['db.damaged-1']);
    });

    it('stays with the old one where that is still there', async () => {
      fs.mkdirSync(path.join(dataDir, 'db.next'));
      fs.mkdirSync(path.join(dataDir, 'db.unfinished-1'));
      fs.writeFileSync(path.join(dataDir, 'backups', 'x.jsonl.gz.unfinished'), '');
      assert.deepEqual(await open(), { notice: null, content });
      assert.deepEqual(setAside(), []);
      assert.equal(backups().length, 1);
    });
  });

  describe('of an older release', () => {
    /** The assets of a release that has one migration more. */
    const nextRelease = async (up: string, down: string): Promise<string> => {
      const assets = temporaryDirectory();
      fs.cpSync(await storeAssets(), assets, { recursive: true });
      const journal = path.join(assets, 'migrations', 'meta', '_journal.json');
      const { entries, ...rest } = JSON.parse(fs.readFileSync(journal, 'utf8')) as { entries: object[] };
      fs.writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, { tag: '9000_mood' }] }));
      fs.writeFileSync(path.join(assets, 'migrations', '9000_mood.sql'), up);
      fs.writeFileSync(path.join(assets, 'migrations', '9000_mood.down.sql'), down);
      return assets;
    };
    const withRelease = async <T>(
      assetsDir: string,
      use: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
    ): Promise<T> => {
      const lock = await lockDataDirectory(dataDir);
      try {
        const opened = await openDatabase({ lock, assetsDir });
        return await use(opened).finally(() => opened.close());
      } finally {
        lock.release();
      }
    };

    it('is backed up, then brought up to date; its backup is loaded by the new release and the old one', async () => {
      const next = await nextRelease('ALTER TABLE scenes ADD COLUMN mood text', 'ALTER TABLE scenes DROP COLUMN mood');
      await withRelease(next, async ({ pg }) => {
        const scenes = await pg.query<{ mood: null }>('SELECT mood FROM scenes');
        assert.equal(scenes.rows.length, content.scenes?.length);
      });
      assert.deepEqual(
        backups()
          .map((file) => file.replace(/^.*Z-/, ''))
          .sort(),
        ['daily.jsonl.gz', 'migration.jsonl.gz'],
      );
      // The older release refuses it as it is ...
      await refused(await storeAssets(), 'store-newer', /newer WritersRoom \(9000_mood\): update this one/);
      // ... and the newer one takes the older backup.
      fs.rmSync(database('PG_VERSION'));
      await withRelease(next, async ({ pg, notice }) => {
        assert.match(notice ?? '', /restored from the backup/);
        await pg.query('SELECT mood FROM scenes');
        await pg.exec('ALTER TABLE scenes DROP COLUMN mood');
        assert.deepEqual(await readEveryTable(pg), content);
      });
    });

    it('is as it was where a migration fails, with a backup, and the sentence says so', async () => {
      const next = await nextRelease('DELETE FROM findings; SELECT 1 / 0', 'SELECT 1');
      await refused(
        next,
        'store-failed',
        /could not be brought up to this release and is as it was: .* a backup is in .*-migration\.jsonl\.gz/,
      );
      assert.deepEqual(await open(), { notice: null, content });
    });
  });

  it('for want of room stays, and all is there when there is room again', async () => {
    const bundle = await bundleStoreProcess();
    const assetsDir = await storeAssets();
    fs.rmSync(database('PG_VERSION'));
    const files = filesIn(dataDir);
    const full = startStoreProcess(bundle, ['open', dataDir, assetsDir], [], { WRITERSROOM_TEST_QUOTA: '2000000' });
    await full.ended;
    const { code, message } = JSON.parse(full.lines[0] ?? '{}') as { code?: string; message?: string };
    assert.equal(code, 'store-full', message);
    assert.deepEqual(filesIn(dataDir), files);
    const opened = await open();
    assert.deepEqual(opened.content, content);
  });

  it('with a backup that does not fit on the disk keeps the backups of before', async () => {
    await withDatabase(dataDir, async ({ pg }) => {
      await insertScript(pg, 'file:///large', {
        title: Array.from({ length: 20_000 }, () => crypto.randomUUID()).join(),
      });
    });
    const before = backups();
    const child = startStoreProcess(await bundleStoreProcess(), ['backUp', dataDir, await storeAssets()], [], {
      WRITERSROOM_TEST_QUOTA: '200000',
    });
    await child.ended;
    assert.equal((JSON.parse(child.lines[0] ?? '{}') as { code?: string }).code, 'store-full');
    assert.deepEqual(backups(), before);
  });

  async function refused(assetsDir: string, code: string, sentence: RegExp): Promise<void> {
    const lock = await lockDataDirectory(dataDir);
    try {
      await assert.rejects(openDatabase({ lock, assetsDir }), (failure: StoreFailure) => {
        assert.equal(failure.code, code, failure.message);
        assert.match(failure.message, sentence);
        return true;
      });
    } finally {
      lock.release();
    }
  }
});

const nobody = 65534;

/** What lies in a folder, but what any start of the server writes and removes; of a file its content. */
function filesIn(folder: string): string[] {
  if (!fs.statSync(folder).isDirectory()) return [fs.readFileSync(folder, 'utf8')];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(postmaster\.pid|pg_internal\.init|owner\.lock)$/.test(name))
    .sort();
}

function chownAll(folder: string, owner: number, except: readonly string[]): void {
  fs.chownSync(folder, owner, owner);
  for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (!except.some((other) => file === other || file.startsWith(`${other}${path.sep}`)))
      fs.chownSync(file, owner, owner);
  }
}

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { addBackup, forgetInBackups, isBackupDue, listBackups } from '../../src/engine/store/backup/backupFolder';
import { backupTables } from '../../src/engine/store/backup/backupTables';
import { readBackup, verifyBackup, type BackupItem } from '../../src/engine/store/backup/readBackup';
import { writeBackup } from '../../src/engine/store/backup/writeBackup';
import type { OpenDatabase } from '../../src/engine/store/openDatabase';
import { buildFromBackup } from '../../src/engine/store/replaceDatabase';
import { startServer } from '../../src/engine/store/startServer';
import type { StoreFailure } from '../../src/engine/store/storeFailure';
import { readStoreRelease } from '../../src/engine/store/storeRelease';
import {
  everyTable,
  fillEveryTable,
  insertScene,
  insertSharedRows,
  readEveryTable,
  type StoredScript,
} from './everyTable';
import { openTemporaryDatabase, storeAssets, temporaryDirectory } from './storeFixture';

const KEPT = 'file:///kept.fountain';
const GONE = 'file:///gone%20with.fountain';
/** Characters that some take for the end of a line or of a text. */
const TEXT = 'INT. ROOM - DAY\n\n"\\u2028 \u2028\u0085\r\n\t{}[],…\u{1F3AC}\n';

describe('a backup', function () {
  this.timeout(120_000);
  let folder: string;
  let database: OpenDatabase;
  let close: () => Promise<void>;
  let kept: StoredScript;
  let gone: StoredScript;
  /** A backup of both scripts and what belongs to none. */
  let whole: string;

  before(async () => {
    ({ database, close } = await openTemporaryDatabase());
    const { pg } = database;
    kept = await fillEveryTable(pg, KEPT);
    gone = await fillEveryTable(pg, GONE);
    await insertSharedRows(pg);
    await insertScene(pg, kept.scriptId, 2, { text: TEXT });
    await pg.query('UPDATE scripts SET title = $1 WHERE id = $2', ['The Lamp', kept.scriptId]);
    whole = path.join(temporaryDirectory(), 'whole.jsonl.gz');
    await writeBackup(pg, whole, { reason: 'command' });
  });
  after(() => close());
  beforeEach(() => {
    folder = temporaryDirectory();
    fs.mkdirSync(path.join(folder, 'backups'));
  });

  it('knows every table of the schema', () => {
    assert.deepEqual(backupTables.map(({ name }) => name).sort(), [...everyTable].sort());
  });

  it('brings every row of every table back as it was', async () => {
    const before = await readEveryTable(database.pg);
    assert.ok(Object.values(before).every((rows) => rows.length > 0));
    assert.deepEqual(await contentOf(whole), before);
  });

  it('is JSON lines in gzip, which any program reads, and begins with what it is of', () => {
    const lines = gunzipSync(fs.readFileSync(whole)).toString('utf8').trimEnd().split('\n');
    const values = lines.map((line) => JSON.parse(line) as unknown);
    const { migrations, ...header } = values[0] as Record<string, unknown>;
    assert.deepEqual([header.format, header.formatVersion, header.reason], ['writersroom-backup', 1, 'command']);
    assert.match(String(header.postgres), /^PostgreSQL \d/);
    assert.ok(Array.isArray(migrations) && migrations.length > 0);
    assert.ok(
      values.some(
        (value) => Array.isArray(value) && value[0] === 'scenes' && (value[1] as { text: string }).text === TEXT,
      ),
    );
    assert.deepEqual(values.at(-1), { kind: 'end', sections: 3 });
  });

  it('is readable by its user only', function () {
    if (process.platform !== 'win32') assert.equal(fs.statSync(whole).mode & 0o077, 0);
  });

  it('has each script as it stood at one moment, though others write and ask meanwhile', async () => {
    const { pg } = database;
    let [round, ended] = [0, false];
    const writing = (async () => {
      while (!ended) {
        round++;
        await pg.transaction(async (tx) => {
          await tx.query('UPDATE scenes SET word_count = $1 WHERE id = $2', [round, kept.sceneIds[0]]);
          await tx.query('UPDATE script_outlines SET version = $1 WHERE script_id = $2', [round, kept.scriptId]);
        });
        // PGlite answers without letting anything else of this process go on.
        await new Promise(setImmediate);
      }
    })();
    const file = path.join(folder, 'busy.jsonl.gz');
    const started = round;
    await writeBackup(pg, file, { reason: 'daily' });
    ended = true;
    await writing;
    assert.ok(round > started + 3, 'the others were answered');
    const items = await itemsOf(file);
    const rowWith = (table: string, id: string): Record<string, unknown> | undefined =>
      items
        .flatMap((item) => (item.kind === 'row' && item.table === table ? [JSON.parse(item.json) as object] : []))
        .find((row): row is Record<string, unknown> => Object.values(row).includes(id));
    const scene = rowWith('scenes', kept.sceneIds[0]);
    const outline = rowWith('script_outlines', kept.scriptId);
    assert.ok(Number(scene?.word_count) > 0);
    assert.equal(scene?.word_count, outline?.version);
  });

  it('is given up when asked, and leaves nothing', async () => {
    const { pg } = database;
    await assert.rejects(addBackup(folder, pg, 'daily', AbortSignal.abort()), { name: 'AbortError' });
    assert.deepEqual(fs.readdirSync(path.join(folder, 'backups')), []);
  });

  describe('that is not what was written is refused:', () => {
    const refused = async (bytes: Uint8Array, code = 'backup-unreadable'): Promise<StoreFailure> => {
      const file = path.join(folder, 'other.jsonl.gz');
      fs.writeFileSync(file, bytes);
      const failure = await verifyBackup(file).then(
        () => assert.fail('it was taken'),
        (error: unknown) => error as StoreFailure,
      );
      assert.equal(failure.code, code, failure.message);
      assert.ok(failure.message.includes(file) && failure.message.endsWith('nothing was changed.'), failure.message);
      return failure;
    };
    const changed = (change: (lines: string[]) => string[]): Buffer =>
      gzipSync(change(gunzipSync(fs.readFileSync(whole)).toString('utf8').split('\n')).join('\n'));

    it('cut off anywhere', async () => {
      const bytes = fs.readFileSync(whole);
      for (let i = 0; i < 60; i++) await refused(bytes.subarray(0, Math.floor((bytes.length * i) / 60)));
      await refused(bytes.subarray(0, -1));
    });

    it('with a bit flipped anywhere, unless that says nothing', async () => {
      const bytes = fs.readFileSync(whole);
      const items = JSON.stringify(await itemsOf(whole));
      const step = Math.max(1, Math.floor(bytes.length / 400));
      let unread = 0;
      for (let at = 0; at < bytes.length; at += step) {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
        const file = path.join(folder, 'flipped.jsonl.gz');
        fs.writeFileSync(file, flipped);
        const read = await itemsOf(file).then(JSON.stringify, () => null);
        if (read === null) unread++;
        else assert.equal(read, items, `the bit in byte ${at} went unnoticed`);
      }
      assert.ok(unread > 300, `${unread} of 400 noticed`);
    });

    it('with a row less, a row more, a row changed, or two swapped, in a file that gzip finds whole', async () => {
      const row = (lines: string[]): number => lines.findIndex((line) => line.startsWith('["scenes"'));
      await refused(changed((lines) => lines.filter((_, i) => i !== row(lines))));
      await refused(changed((lines) => lines.flatMap((line, i) => (i === row(lines) ? [line, line] : [line]))));
      await refused(
        changed((lines) => lines.map((line, i) => (i === row(lines) ? line.replace('ROOM', 'MOON') : line))),
      );
      await refused(changed((lines) => lines.filter((line) => !line.includes('"kind":"section"'))));
      await refused(changed((lines) => lines.slice(1)));
      await refused(changed((lines) => [...lines.slice(0, -1), '["scenes",{}]', '']));
    });

    it('something else', async () => {
      assert.match((await refused(Buffer.from('my novel'))).message, /incorrect header check/);
      assert.match((await refused(gzipSync('my novel\n'))).message, /a line is not as it was written/);
      assert.match((await refused(gzipSync('{"novel":1}\n'))).message, /no backup of WritersRoom/);
      assert.match((await refused(gzipSync(''))).message, /its end is missing/);
      await refused(changed((lines) => lines.map((line) => line.replace('["scenes",', '["pg_authid",'))));
    });

    it('of a newer WritersRoom', async () => {
      const newer = changed((lines) => lines.map((line) => line.replace('"formatVersion":1', '"formatVersion":2')));
      assert.match((await refused(newer, 'backup-newer')).message, /newer WritersRoom \(format 2\): update this one/);
      const file = path.join(folder, 'future.jsonl.gz');
      fs.writeFileSync(
        file,
        changed((lines) =>
          lines.map((line) => line.replace('"migrations":[', '"migrations":[{"tag":"9999_future","hash":"0"},')),
        ),
      );
      const release = await readStoreRelease(await storeAssets());
      await assert.rejects(buildFromBackup(folder, release, file), { code: 'backup-unreadable' });
      const later = changed((lines) =>
        lines.map((line) => line.replace(/("migrations":\[.*?)\]/, '$1,{"tag":"9999_future","hash":"0"}]')),
      );
      fs.writeFileSync(file, later);
      await assert.rejects(buildFromBackup(folder, release, file), (failure: StoreFailure) => {
        assert.equal(failure.code, 'backup-newer');
        assert.match(failure.message, /newer WritersRoom \(9999_future\)/);
        return true;
      });
      assert.deepEqual(fs.readdirSync(folder).sort(), ['backups', 'future.jsonl.gz', 'other.jsonl.gz']);
    });
  });

  describe('in the folder of backups', () => {
    const names = (): string[] => fs.readdirSync(path.join(folder, 'backups')).sort();

    it('stays with the newest three of its reason, and pushes out none of another', async () => {
      const { pg } = database;
      const before = await addBackup(folder, pg, 'migration');
      const daily: string[] = [];
      for (let i = 0; i < 5; i++) daily.push((await addBackup(folder, pg, 'daily')).path);
      assert.deepEqual(names(), [before.path, ...daily.slice(2)].map((file) => path.basename(file)).sort());
    });

    it('says when it was made, why, how large it is and what is in it; a broken one is listed as that', async () => {
      const { path: file } = await addBackup(folder, database.pg, 'command');
      const broken = path.join(folder, 'backups', '20200101T000000.000Z-daily.jsonl.gz');
      fs.writeFileSync(broken, 'rubbish');
      const [first, second, ...more] = await listBackups(folder);
      assert.deepEqual(more, []);
      assert.deepEqual(first?.scripts, ['The Lamp', 'gone with.fountain']);
      assert.deepEqual([first.path, first.reason, first.bytes], [file, 'command', fs.statSync(file).size]);
      assert.ok(Math.abs(Date.parse(first.createdAt) - Date.now()) < 60_000);
      assert.deepEqual(second, {
        path: broken,
        createdAt: '2020-01-01T00:00:00.000Z',
        reason: 'daily',
        bytes: 7,
        scripts: null,
      });
    });

    it('is due when the newest is a day old', async () => {
      assert.equal(await isBackupDue(folder), true);
      await addBackup(folder, database.pg, 'migration');
      assert.equal(await isBackupDue(folder), false);
      const { path: file } = await addBackup(folder, database.pg, 'daily');
      fs.renameSync(file, path.join(path.dirname(file), '29990101T000000.000Z-daily.jsonl.gz'));
      const [hour, day] = [60 * 60 * 1000, 24 * 60 * 60 * 1000];
      assert.equal(await isBackupDue(folder, new Date(Date.now() + day - hour)), false);
      assert.equal(await isBackupDue(folder, new Date(Date.now() + day + hour)), true);
    });

    it('loses a script that is forgotten and keeps the others; one that cannot be rewritten is named', async () => {
      const { path: file } = await addBackup(folder, database.pg, 'command');
      const broken = path.join(folder, 'backups', '20200101T000000.000Z-daily.jsonl.gz');
      fs.copyFileSync(file, broken);
      fs.truncateSync(broken, fs.statSync(broken).size - 10);
      const without = await readEveryTable(database.pg);
      assert.deepEqual(await forgetInBackups(folder, ({ uri }) => uri === GONE), [broken]);
      const text = gunzipSync(fs.readFileSync(file)).toString('utf8');
      for (const trace of [gone.scriptId, ...gone.sceneIds, 'gone%20with']) assert.ok(!text.includes(trace), trace);
      const content = await contentOf(file);
      for (const table of everyTable) {
        const expected = without[table]!.filter((row) => content[table]!.includes(row));
        assert.deepEqual(content[table], expected, table);
        assert.ok(content[table].length > 0, `${table} lost what is not of that script`);
      }
      assert.equal(content.scripts?.length, 1);
      const size = fs.statSync(file).mtimeMs;
      await forgetInBackups(folder, ({ uri }) => uri === GONE);
      assert.equal(fs.statSync(file).mtimeMs, size, 'written again for nothing');
    });
  });

  async function itemsOf(file: string): Promise<BackupItem[]> {
    const items: BackupItem[] = [];
    for await (const item of readBackup(file)) items.push(item);
    return items;
  }

  /** What is in a database that is made from it. */
  async function contentOf(file: string): Promise<Readonly<Record<string, readonly string[]>>> {
    const release = await readStoreRelease(await storeAssets());
    const dbDir = await buildFromBackup(folder, release, file);
    const { pg } = await startServer(folder, dbDir, release.assetsDir);
    try {
      return await readEveryTable(pg);
    } finally {
      await pg.close();
      fs.rmSync(dbDir, { recursive: true, force: true });
    }
  }
});

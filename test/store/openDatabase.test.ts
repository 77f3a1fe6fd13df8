import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import { openDatabase } from '../../src/engine/store/openDatabase';
import { failureOfQueryError } from '../../src/engine/store/queryFailure';
import { scripts } from '../../src/engine/store/schema/scriptTables';
import type { StoreFailure } from '../../src/engine/store/storeFailure';
import { countEveryTable, fillEveryTable, hashOf } from './everyTable';
import { bundleStoreProcess, startStoreProcess } from './startStoreProcess';
import { storeAssets, temporaryDirectory, withDatabase } from './storeFixture';

describe('opening the story memory', function () {
  this.timeout(120_000);
  let bundle: string;
  let assetsDir: string;
  let dataDir: string;

  before(async () => {
    bundle = await bundleStoreProcess();
    assetsDir = await storeAssets();
  });
  beforeEach(() => {
    dataDir = path.join(temporaryDirectory(), 'data');
  });

  it('makes it where there is none, with every table, and finds it again', async () => {
    const stored = await withDatabase(dataDir, async ({ pg, db }) => {
      assert.deepEqual(new Set(Object.values(await countEveryTable(pg))), new Set([0]));
      const [row] = await db
        .insert(scripts)
        .values({ uri: 'file:///café.fountain', hash: hashOf('x'), normalizerVersion: 1 })
        .returning();
      return row;
    });
    assert.deepEqual(fs.readdirSync(dataDir).sort(), ['backups', 'db']);
    await withDatabase(dataDir, async ({ db }) => assert.deepEqual(await db.select().from(scripts), [stored]));
  });

  it('keeps it from the other users of the computer', async function () {
    if (process.platform === 'win32') return skip(this, 'Windows has other permissions');
    await withDatabase(dataDir, () => Promise.resolve());
    for (const name of ['.', 'db', 'backups']) {
      assert.equal(fs.statSync(path.join(dataDir, name)).mode & 0o077, 0, name);
    }
  });

  it('works in a bundle with no node_modules around', async () => {
    for (const scripts of [0, 0]) {
      const result = await openElsewhere();
      assert.deepEqual({ ok: result.ok, scripts: result.scripts }, { ok: true, scripts });
    }
  });

  it('puts every commit on the disk, once, before it is acknowledged', async () => {
    await withDatabase(dataDir, async ({ pg }) => {
      const script = 'INSERT INTO scripts (uri, hash, normalizer_version) VALUES ($1, $2, 1)';
      await pg.query(script, ['file:///0', hashOf('0')]);
      const synced = await countingSyncs(async () => {
        for (let i = 1; i <= 20; i++) await pg.query(script, [`file:///${i}`, hashOf(String(i))]);
      });
      assert.ok(synced >= 20 && synced <= 24, `${synced} syncs for 20 commits`);
      assert.equal(await countingSyncs(() => pg.query('SELECT * FROM scripts')), 0);
    });
  });

  it('is whole or not there when the first opening is killed', async () => {
    for (let round = 0; round < 4; round++) {
      const child = startStoreProcess(bundle, ['open', dataDir, assetsDir]);
      while (unfinishedFiles() < 1 + round * 100) await new Promise(setImmediate);
      child.process.kill('SIGKILL');
      assert.equal(await child.ended, 'SIGKILL');
      assert.ok(!fs.existsSync(path.join(dataDir, 'db')), 'it was there before it was whole');
    }
    await withDatabase(dataDir, async ({ pg }) => assert.equal((await countEveryTable(pg)).scripts, 0));
    assert.deepEqual(fs.readdirSync(dataDir).sort(), ['backups', 'db']);
  });

  it('takes an empty folder for none', async () => {
    fs.mkdirSync(path.join(dataDir, 'db'), { recursive: true });
    await withDatabase(dataDir, async ({ pg }) => assert.equal((await countEveryTable(pg)).scripts, 0));
  });

  it('does not mind what a crash or a power cut leaves in the way', async () => {
    await withDatabase(dataDir, ({ pg }) => fillEveryTable(pg, 'file:///kept.fountain'));
    fs.writeFileSync(path.join(dataDir, 'db', 'postmaster.pid'), '');
    fs.mkdirSync(path.join(dataDir, 'db.unfinished-1'));
    fs.writeFileSync(path.join(dataDir, 'owner.lock'), '');
    await withDatabase(dataDir, async ({ pg }) => assert.equal((await countEveryTable(pg)).scripts, 1));
    assert.deepEqual(fs.readdirSync(dataDir).sort(), ['backups', 'db']);
  });

  describe('refuses, with a sentence that says what to do, and keeps every file:', () => {
    const database = (...names: string[]) => path.join(dataDir, 'db', ...names);

    beforeEach(() => withDatabase(dataDir, ({ pg }) => fillEveryTable(pg, 'file:///kept.fountain')));

    it('files of an older or newer PostgreSQL', async () => {
      for (const version of ['17\n', '19\n']) {
        fs.writeFileSync(database('PG_VERSION'), version);
        await refuses(
          'store-other-version',
          /file format of another database version \(1[79].*no backup to move it over with.*move that folder aside/,
        );
      }
      fs.writeFileSync(database('PG_VERSION'), '18\n');
      await opensWithEverything();
    });

    it('files of another build of PGlite, though the major version is the same', async () => {
      const control = fs.readFileSync(database('global', 'pg_control'));
      const other = Buffer.from(control);
      other.writeUInt32LE(other.readUInt32LE(12) + 1, 12);
      fs.writeFileSync(database('global', 'pg_control'), other);
      await refuses('store-other-version', /another database version/);
      fs.writeFileSync(database('global', 'pg_control'), control);
      await opensWithEverything();
    });

    it('a newer schema', async () => {
      await withDatabase(dataDir, ({ pg }) =>
        pg.query("INSERT INTO schema_migrations (tag, hash) VALUES ('9999_future', repeat('0', 64))"),
      );
      await refuses('store-newer', /newer WritersRoom \(9999_future\): update this one/);
    });

    it('an installation with files missing', async () => {
      const broken = temporaryDirectory();
      fs.cpSync(assetsDir, broken, { recursive: true });
      for (const name of ['pglite.data', 'pglite.wasm', 'template.json']) {
        fs.renameSync(path.join(broken, name), path.join(broken, 'aside'));
        await refuses('store-failed', /missing or incomplete: install WritersRoom again/, broken);
        fs.renameSync(path.join(broken, 'aside'), path.join(broken, name));
      }
      fs.writeFileSync(path.join(broken, 'template.br'), 'cut');
      const newHome = path.join(dataDir, 'new');
      const lock = await lockDataDirectory(newHome);
      await assert.rejects(openDatabase({ lock, assetsDir: broken }), { code: 'store-failed' });
      assert.deepEqual(fs.readdirSync(newHome).sort(), ['backups', 'owner.lock']);
      lock.release();
      await opensWithEverything();
    });

    async function opensWithEverything(): Promise<void> {
      await withDatabase(dataDir, async ({ pg }) => {
        assert.ok(Object.values(await countEveryTable(pg)).every((rows) => rows > 0));
      });
    }

    async function refuses(code: string | RegExp, sentence: RegExp, assets = assetsDir): Promise<void> {
      const lock = await lockDataDirectory(dataDir);
      await assert.rejects(openDatabase({ lock, assetsDir: assets }), (failure: StoreFailure) => {
        if (typeof code === 'string') assert.equal(failure.code, code, failure.message);
        else assert.match(failure.code, code);
        assert.equal(failure.retryable, false);
        assert.match(failure.message, sentence);
        return true;
      });
      lock.release();
    }
  });

  it('tells a condition of the machine from a mistake of ours, also through drizzle', async () => {
    await withDatabase(dataDir, async ({ db }) => {
      const raise = (code: string) =>
        db.execute(`DO $$ BEGIN RAISE 'no room' USING ERRCODE = '${code}'; END $$`).catch((error: unknown) => error);
      const codeOf = async (code: string) => failureOfQueryError(dataDir, await raise(code))?.code ?? null;
      assert.equal(await codeOf('53100'), 'store-full');
      assert.equal(await codeOf('58030'), 'store-failed');
      assert.equal(await codeOf('XX001'), 'store-damaged');
      assert.equal(await codeOf('23505'), null);
    });
  });

  describe('where nothing can be written', () => {
    it('a directory of another user is refused, whether there is a database in it or not', async function () {
      if (process.getuid?.() !== 0) return skip(this, 'only root can become another user here');
      const uid = '65534';
      const home = path.dirname(path.dirname(dataDir));
      for (const directory of [path.dirname(dataDir), path.dirname(bundle)]) fs.chmodSync(directory, 0o755);
      assert.ok(home.length > 1);
      assert.deepEqual(codeAndAdvice(await openElsewhere([uid])), ['store-read-only', true]);
      await withDatabase(dataDir, () => Promise.resolve());
      fs.chmodSync(dataDir, 0o755);
      assert.deepEqual(codeAndAdvice(await openElsewhere([uid])), ['store-read-only', true]);
      fs.chmodSync(dataDir, 0o777);
      assert.deepEqual(codeAndAdvice(await openElsewhere([uid])), ['store-read-only', true]);
      await withDatabase(dataDir, () => Promise.resolve());
    });

    it('a read-only disk is refused', async () => {
      await withDatabase(dataDir, () => Promise.resolve());
      const mounts = ownMounts();
      if (mounts !== null) {
        const readOnly = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
        const result = await openElsewhere([], [...mounts, 'sh', '-c', readOnly, dataDir]);
        assert.deepEqual(codeAndAdvice(result), ['store-read-only', true]);
        return;
      }
      const uid = process.getuid?.() === 0 ? ['65534'] : [];
      for (const directory of [path.dirname(dataDir), path.dirname(bundle)]) fs.chmodSync(directory, 0o755);
      const files = fs
        .readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
        .map((name) => path.join(dataDir, name));
      const modes = new Map([dataDir, ...files].map((file) => [file, fs.statSync(file).mode]));
      for (const [file, mode] of [...modes].reverse()) fs.chmodSync(file, (mode & 0o40000) === 0 ? 0o444 : 0o555);
      const result = await openElsewhere(uid);
      for (const [file, mode] of modes) fs.chmodSync(file, mode);
      assert.deepEqual(codeAndAdvice(result), ['store-read-only', true]);
    });

    it('a full disk is refused at the first opening, and leaves nothing behind', async () => {
      const child = startStoreProcess(bundle, ['open', dataDir, assetsDir], [], quota(4_000_000));
      await child.ended;
      const result = JSON.parse(child.lines[0] ?? '{}') as OpenResult;
      assert.equal(result.code, 'store-full', result.message);
      assert.match(String(result.message), /is full: free some space and try again/);
      assert.deepEqual(fs.readdirSync(dataDir).sort(), ['backups', 'owner.lock']);
    });

    it('a disk that fills up gives a code; all is read as before, and goes on when there is room again', async () => {
      const [filled, full, freed] = await fillDisk('rows');
      assert.ok(Number(filled?.stored) > 100);
      assert.deepEqual([filled?.code, filled?.read, filled?.ended], ['53100', 'fine', 'runs']);
      assert.equal(full?.code, 'store-full');
      const later = filled?.again === 'fine' ? 1 : 0;
      assert.deepEqual([freed?.ok, freed?.scripts], [true, Number(filled?.stored) + later]);
    });

    it('a server that stops for want of room refuses instead of hanging, and has all that was acknowledged', async () => {
      const [filled, full, freed] = await fillDisk('log');
      const code = 'store-full';
      assert.deepEqual(filled, { stored: 10, code, again: code, read: code, failure: code, ended: code });
      assert.equal(full?.code, 'store-full');
      assert.deepEqual([freed?.ok, freed?.scripts], [true, 10]);
    });

    /** What the job `fill` says on a small disk, then the job `open` when that is full, and when there is room again. */
    async function fillDisk(what: 'rows' | 'log'): Promise<readonly OpenResult[]> {
      fs.mkdirSync(dataDir, { recursive: true });
      const mounts = ownMounts();
      if (mounts === null) return fillQuota(what);
      const steps = [
        'mount -t tmpfs -o size=48m none "$0"',
        '"$1" "$2" fill "$0" "$3" "$4"',
        'dd if=/dev/zero of="$0/other" bs=4k 2>/dev/null',
        '"$1" "$2" open "$0" "$3"',
        'rm "$0/other"; mount -o remount,size=80m "$0"',
        '"$1" "$2" open "$0" "$3"',
      ];
      const wrapper = [...mounts, 'sh', '-c', steps.join('; '), dataDir];
      const child = startStoreProcess(bundle, [assetsDir, what], wrapper);
      await child.ended;
      return child.lines.map((line) => JSON.parse(line) as OpenResult);
    }

    /** The same where nothing can be mounted. The spares of the log are there from the start, so its own room is small. */
    async function fillQuota(what: 'rows' | 'log'): Promise<readonly OpenResult[]> {
      const results: OpenResult[] = [];
      for (const [job, room] of [
        [['fill', dataDir, assetsDir, what], 46_000_000],
        [['open', dataDir, assetsDir], 0],
        [['open', dataDir, assetsDir], Number.MAX_SAFE_INTEGER],
      ] as const) {
        const child = startStoreProcess(bundle, job, [], quota(room));
        await child.ended;
        results.push(JSON.parse(child.lines[0] ?? '{}') as OpenResult);
      }
      return results;
    }

    function quota(bytes: number): Readonly<Record<string, string>> {
      return { WRITERSROOM_TEST_QUOTA: String(bytes) };
    }

    function codeAndAdvice(result: OpenResult): [unknown, boolean] {
      return [result.code, String(result.message).includes('allow your user to write there, or choose another folder')];
    }
  });

  interface OpenResult {
    readonly ok?: boolean;
    readonly stored?: number;
    readonly scripts?: number;
    readonly code?: string;
    readonly message?: string;
    readonly again?: string;
    readonly read?: string;
    readonly failure?: string;
    readonly ended?: string;
  }

  async function openElsewhere(more: readonly string[] = [], wrapper: readonly string[] = []): Promise<OpenResult> {
    const child = startStoreProcess(bundle, ['open', dataDir, assetsDir, ...more], wrapper);
    await child.ended;
    return JSON.parse(child.lines[0] ?? '{}') as OpenResult;
  }

  /** How many files the template has left in the unfinished folder until now. */
  function unfinishedFiles(): number {
    try {
      const name = fs.readdirSync(dataDir).find((entry) => entry.startsWith('db.unfinished-'));
      return name === undefined ? 0 : fs.readdirSync(path.join(dataDir, name), { recursive: true }).length;
    } catch {
      // It is not there yet, or the next opening is just removing what the last one left.
      return 0;
    }
  }
});

/** How often a file was synced to the disk meanwhile. */
async function countingSyncs(work: () => Promise<unknown>): Promise<number> {
  const real = fs.fsyncSync;
  let count = 0;
  fs.fsyncSync = (descriptor) => {
    count++;
    real(descriptor);
  };
  try {
    await work();
  } finally {
    fs.fsyncSync = real;
  }
  return count;
}

/** The command that gives a process mounts of its own; null where there is none. */
function ownMounts(): readonly string[] | null {
  for (const command of [
    ['unshare', '-m'],
    ['unshare', '-r', '-m'],
  ]) {
    try {
      execFileSync(command[0]!, [...command.slice(1), 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' });
      return command;
    } catch {
      // Not on this system, or not for this user.
    }
  }
  return null;
}

/** Never silently: the reason is printed. */
function skip(context: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${reason}`);
  return context.skip();
}

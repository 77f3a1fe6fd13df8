import { access, constants, mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import { describeClusterVersion, readClusterVersion } from './clusterVersion';
import type { DataDirectoryLock } from './dataDirectoryLock';
import { DurableFileSystem } from './durableFileSystem';
import { migrate } from './migrate';
import type { Migration } from './readMigrations';
import { readMigrations } from './readMigrations';
import { readServerAssets, storeAssetFiles } from './storeAssets';
import {
  errorCode,
  storeDamaged,
  StoreFailure,
  storeFailureOfFileError,
  storeFull,
  storeIncompleteInstallation,
  storeOtherVersion,
  storeStopped,
  storeUnavailable,
} from './storeFailure';
import type { TemplateIndex } from './template/templateIndex';
import { readTemplateIndex } from './template/templateIndex';
import { readTemplateContent, syncDirectory, unpackTemplate } from './template/unpackTemplate';

/** The folders of a data directory. */
export const dataDirectoryLayout = { database: 'db', backups: 'backups' } as const;

export interface DatabaseOptions {
  /** Proof that no other process has the directory. Stays with the caller, who releases it after `close`. */
  readonly lock: DataDirectoryLock;
  /** The folder that `buildStoreAssets` filled. */
  readonly assetsDir: string;
}

/** The open database. */
export interface OpenDatabase {
  /** Columns are camel-case here and snake-case there. */
  readonly db: PgliteDatabase;
  readonly pg: PGlite;
  /**
   * Settles if the server stops by itself, as on a disk that is full or fails. From then on every query is refused with
   * that failure: end the process and open anew; a retry within it cannot help.
   */
  readonly stopped: Promise<StoreFailure>;
  /** Waits for what runs, then writes everything into place. Doing it twice does nothing. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database of a data directory, making it from the template if there is none, and brings its schema up to
 * this release. Committed means on the disk: a crash or a power cut at any moment takes nothing back.
 *
 * Fails with a StoreFailure and leaves what is stored as it is: `store-read-only`, `store-full`,
 * `store-other-version` and `store-damaged` for files that are not this PGlite's, `store-newer` for a schema of a newer
 * release, `store-failed`.
 */
export async function openDatabase({ lock, assetsDir }: DatabaseOptions): Promise<OpenDatabase> {
  const dbDir = join(lock.dataDir, dataDirectoryLayout.database);
  const assets = await readAssets(assetsDir);
  try {
    await mkdir(join(lock.dataDir, dataDirectoryLayout.backups), { recursive: true, mode: 0o700 });
    await removeUnfinished(lock.dataDir);
    if (await isMissing(dbDir)) await createFromTemplate(lock.dataDir, dbDir, assetsDir, assets.template);
    await checkFiles(dbDir, assets.template);
  } catch (error) {
    throw storeFailureOfFileError(lock.dataDir, error);
  }
  const { pg, stopped } = await start(lock.dataDir, dbDir, assetsDir);
  try {
    await migrate(pg, assets.migrations);
  } catch (error) {
    await pg.close();
    throw failureOfQueryError(lock.dataDir, error) ?? error;
  }
  const close = () => (pg.closed ? Promise.resolve() : pg.close());
  return { db: drizzle(pg, { casing: 'snake_case' }), pg, stopped, close };
}

/** What a failed query means to the writer; null where it is a mistake of ours and not a condition of the machine. */
export function failureOfQueryError(dataDir: string, error: unknown): StoreFailure | null {
  if (error instanceof StoreFailure) return error;
  switch (errorCode(error)) {
    case diskFull:
      return storeFull(dataDir, error);
    case ioError:
      return storeUnavailable(dataDir, error);
    case dataCorrupted:
    case indexCorrupted:
      return storeDamaged(join(dataDir, dataDirectoryLayout.database), error);
    default:
      return null;
  }
}

interface Assets {
  readonly template: TemplateIndex;
  readonly migrations: readonly Migration[];
}

async function readAssets(assetsDir: string): Promise<Assets> {
  try {
    const [template, migrations] = await Promise.all([
      readTemplateIndex(assetsDir),
      readMigrations(join(assetsDir, storeAssetFiles.migrations)),
    ]);
    return { template, migrations };
  } catch (error) {
    throw storeIncompleteInstallation(assetsDir, error);
  }
}

/** While it is unpacked the database has another name, so that what has the right name is whole. */
const unfinishedPrefix = `${dataDirectoryLayout.database}.unfinished-`;

async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(unfinishedPrefix)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

/** No folder, or an empty one. */
async function isMissing(dbDir: string): Promise<boolean> {
  try {
    return (await readdir(dbDir)).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}

async function createFromTemplate(
  dataDir: string,
  dbDir: string,
  assetsDir: string,
  template: TemplateIndex,
): Promise<void> {
  const content = await readTemplateContent(assetsDir, template).catch((error: unknown) => {
    throw storeIncompleteInstallation(assetsDir, error);
  });
  const unfinished = join(dataDir, `${unfinishedPrefix}${process.pid}`);
  try {
    await unpackTemplate(template, content, unfinished);
    await rmdir(dbDir).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
    await rename(unfinished, dbDir);
    await syncDirectory(dataDir);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function checkFiles(dbDir: string, template: TemplateIndex): Promise<void> {
  const version = await readClusterVersion(dbDir);
  if (version === null) throw storeDamaged(dbDir);
  const [found, expected] = [describeClusterVersion(version), describeClusterVersion(template.version)];
  if (version.major !== template.version.major) throw storeOtherVersion(dbDir, found, expected);
  if (version.control === null || version.catalog === null) throw storeDamaged(dbDir);
  if (found !== expected) throw storeOtherVersion(dbDir, found, expected);
  await access(dbDir, constants.R_OK | constants.W_OK);
  await access(join(dbDir, 'global', 'pg_control'), constants.R_OK | constants.W_OK);
  // PGlite's own lock knows no process but one, and a torn one stops it. The owner's lock is the real one.
  await rm(join(dbDir, 'postmaster.pid'), { force: true });
}

interface Server {
  readonly pg: PGlite;
  readonly stopped: Promise<StoreFailure>;
}

async function start(dataDir: string, dbDir: string, assetsDir: string): Promise<Server> {
  const assets = await readServerAssets(assetsDir).catch((error: unknown) => {
    throw storeIncompleteInstallation(assetsDir, error);
  });
  const log = watchLog();
  try {
    const fs = new DurableFileSystem(dbDir);
    const pg = await PGlite.create({ ...assets, fs, startParams, onStderr: log.add });
    const stopped = log.panic.then((panic) => failureOfPanic(dataDir, panic));
    refuseAfterPanic(pg, dataDir, log);
    return { pg, stopped };
  } catch (error) {
    if (error instanceof RangeError) throw storeUnavailable(dataDir, error);
    if (await isNearlyFull(dataDir)) throw storeFull(dataDir, error);
    throw storeDamaged(dbDir, new Error(log.lastLines(), { cause: error }));
  }
}

/** A line of the server's log that says that it stops; `code` is an SQLSTATE. */
interface Panic {
  readonly code: string;
  readonly message: string;
}

interface ServerLog {
  /** Takes a line; PGlite prints none of them. */
  readonly add: (line: string) => false;
  readonly lastLines: () => string;
  readonly lastPanic: () => Panic | null;
  readonly panic: Promise<Panic>;
}

/** The lines begin with the SQLSTATE: `log_line_prefix`. */
function watchLog(): ServerLog {
  const lines: string[] = [];
  let last: Panic | null = null;
  let tell: (panic: Panic) => void = () => undefined;
  const panic = new Promise<Panic>((resolve) => (tell = resolve));
  const add = (line: string): false => {
    lines.push(line);
    if (lines.length > 20) lines.shift();
    const [, code, message] = /^([0-9A-Z]{5}) PANIC: +(.*)/.exec(line) ?? [];
    if (code !== undefined && message !== undefined) tell((last = { code, message }));
    return false;
  };
  return { add, lastLines: () => lines.join('\n'), lastPanic: () => last, panic };
}

/**
 * After a PANIC (mostly a disk that is full just when the log needs room) a server process ends. PGlite goes on, and the
 * next message to it never returns. So from then on it gets none: all that waits or comes is refused, and `close`
 * leaves the files as they are.
 */
function refuseAfterPanic(pg: PGlite, dataDir: string, log: ServerLog): void {
  const send = pg.execProtocolRawSync.bind(pg);
  pg.execProtocolRawSync = (message) => {
    const before = log.lastPanic();
    if (before !== null) throw failureOfPanic(dataDir, before);
    const answer = send(message);
    const now = log.lastPanic();
    if (now !== null) throw failureOfPanic(dataDir, now);
    return answer;
  };
}

function failureOfPanic(dataDir: string, { code, message }: Panic): StoreFailure {
  return code === diskFull ? storeFull(dataDir) : storeStopped(dataDir, message);
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const [diskFull, ioError, dataCorrupted, indexCorrupted] = ['53100', '58030', 'XX001', 'XX002'];

/**
 * PGlite's own parameters but `-F`, which turns fsync off; then what keeps one writer's database small in memory and on
 * the disk: 16 MB of buffers instead of 128 take the process from 310 to 190 MB. Spare segments of the log are kept, so
 * that a disk that fills up stops a table from growing, which is an error, and not the log, which is the end. Without
 * replication origins a checkpoint creates no file, which would be the end as well.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    'wal_sync_method=fsync',
    'shared_buffers=16MB',
    'maintenance_work_mem=16MB',
    'min_wal_size=16MB',
    'max_wal_size=16MB',
    'max_active_replication_origins=0',
    'jit=off',
    'log_line_prefix=%e ',
  ].flatMap((setting) => ['-c', setting]),
];

/** A start writes a few megabytes: recovery, and segments of the log. */
const startBytes = 8 * 1024 ** 2;

async function isNearlyFull(dataDir: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize < startBytes;
  } catch {
    return false;
  }
}

import { access, constants, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import { addBackup, listBackupFiles, removeUnfinishedBackups } from './backup/backupFolder';
import { describeClusterVersion, isPlausible, readClusterVersion } from './clusterVersion';
import { dataDirectoryLayout } from './dataDirectoryLayout';
import type { DataDirectoryLock } from './dataDirectoryLock';
import { appliedMigrations, migrate, pendingMigrations } from './migrate';
import { failureOfQueryError } from './queryFailure';
import { recoverDatabase, type RecoveryReason } from './recoverDatabase';
import { buildEmpty, finishReplacement, putInPlace } from './replaceDatabase';
import { startServer, type Server } from './startServer';
import type { StoreFailure } from './storeFailure';
import {
  errorCode,
  storeDamaged,
  storeFailureOfFileError,
  storeMigrationFailed,
  storeOtherVersion,
} from './storeFailure';
import { readStoreRelease, type StoreRelease } from './storeRelease';
import type { TemplateIndex } from './template/templateIndex';

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
  /** A sentence for the writer if what was there could not be used; null if all is as it was left. */
  readonly notice: string | null;
  /** Waits for what runs, then writes everything into place. Doing it twice does nothing. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database of a data directory, making it from the template if there is none, and brings its schema up to
 * this release, after a backup. Committed means on the disk: a crash or a power cut at any moment takes nothing back.
 *
 * A database that is damaged, or has the files of another version of PostgreSQL, is set aside and comes back from the
 * newest backup; `notice` then says so.
 *
 * Fails with a StoreFailure and leaves what is stored as it is: `store-read-only`, `store-full`,
 * `store-other-version` for files that are not this PGlite's where there is no backup, `store-newer` for a schema of a
 * newer release, `store-failed`.
 */
export async function openDatabase({ lock, assetsDir }: DatabaseOptions): Promise<OpenDatabase> {
  const { dataDir } = lock;
  const release = await readStoreRelease(assetsDir);
  const dbDir = join(dataDir, dataDirectoryLayout.database);
  try {
    await mkdir(join(dataDir, dataDirectoryLayout.backups), { recursive: true, mode: 0o700 });
    await removeUnfinishedBackups(dataDir);
    await finishReplacement(dataDir);
  } catch (error) {
    throw storeFailureOfFileError(dataDir, error);
  }
  const { server, notice } = await startOrRecover(dataDir, dbDir, release);
  const { pg, stopped } = server;
  try {
    await bringUpToDate(dataDir, pg, release);
  } catch (error) {
    await pg.close();
    throw failureOfQueryError(dataDir, error) ?? error;
  }
  const close = () => (pg.closed ? Promise.resolve() : pg.close());
  return { db: drizzle(pg, { casing: 'snake_case' }), pg, stopped, notice, close };
}

interface Started {
  readonly server: Server;
  readonly notice: string | null;
}

async function startOrRecover(dataDir: string, dbDir: string, release: StoreRelease): Promise<Started> {
  const start = (): Promise<Server> => startServer(dataDir, dbDir, release.assetsDir);
  const recover = async (reason: RecoveryReason): Promise<Started> => {
    const notice = await recoverDatabase(dataDir, dbDir, release, reason);
    return { server: await start(), notice };
  };
  try {
    if (await isMissing(dbDir)) {
      const isNew = (await listBackupFiles(dataDir)).length === 0;
      if (!isNew) return await recover({ kind: 'missing' });
      return { server: await startNew(dataDir, release, start), notice: null };
    }
    await checkFiles(dbDir, release.template);
    return { server: await start(), notice: null };
  } catch (error) {
    const failure = storeFailureOfFileError(dataDir, error);
    if (failure.code === 'store-other-version') return recover({ kind: 'other-version', failure });
    if (failure.code !== 'store-damaged') throw failure;
    return recover({ kind: 'damaged', opensAfterAll: () => opens(dbDir, release, start) });
  }
}

/** No folder, or an empty one. Fails with `store-damaged` on what is no folder. */
async function isMissing(dbDir: string): Promise<boolean> {
  try {
    return (await readdir(dbDir)).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    if (errorCode(error) === 'ENOTDIR') throw storeDamaged(dbDir, error);
    throw error;
  }
}

async function startNew(dataDir: string, release: StoreRelease, start: () => Promise<Server>): Promise<Server> {
  await putInPlace(dataDir, await buildEmpty(dataDir, release), 'empty');
  return start();
}

async function opens(dbDir: string, release: StoreRelease, start: () => Promise<Server>): Promise<boolean> {
  try {
    await checkFiles(dbDir, release.template);
    await (await start()).pg.close();
    return true;
  } catch {
    return false;
  }
}

/** Before the schema changes, all that is stored is backed up; the change itself is one transaction. */
async function bringUpToDate(dataDir: string, pg: PGlite, { migrations }: StoreRelease): Promise<void> {
  if ((await pendingMigrations(pg, migrations)).length === 0) return;
  if ((await appliedMigrations(pg)).length === 0) {
    await migrate(pg, migrations);
    return;
  }
  const { path } = await addBackup(dataDir, pg, 'migration');
  try {
    await migrate(pg, migrations);
  } catch (error) {
    throw failureOfQueryError(dataDir, error) ?? storeMigrationFailed(dataDir, path, error);
  }
}

async function checkFiles(dbDir: string, template: TemplateIndex): Promise<void> {
  const version = await readClusterVersion(dbDir);
  if (version === null || !isPlausible(version)) throw storeDamaged(dbDir);
  const [found, expected] = [describeClusterVersion(version), describeClusterVersion(template.version)];
  if (version.major !== template.version.major) throw storeOtherVersion(dbDir, found, expected);
  if (version.control === null || version.catalog === null) throw storeDamaged(dbDir);
  if (found !== expected) throw storeOtherVersion(dbDir, found, expected);
  await access(dbDir, constants.R_OK | constants.W_OK);
  await access(join(dbDir, 'global', 'pg_control'), constants.R_OK | constants.W_OK);
  // PGlite's own lock knows no process but one, and a torn one stops it. The owner's lock is the real one.
  await rm(join(dbDir, 'postmaster.pid'), { force: true });
}

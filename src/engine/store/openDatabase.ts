import { access, constants, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import type { PgliteDatabase } from 'drizzle-orm/pglite';
import { describeClusterVersion, readClusterVersion } from './clusterVersion';
import { dataDirectoryLayout } from './dataDirectoryLayout';
import type { DataDirectoryLock } from './dataDirectoryLock';
import { migrate } from './migrate';
import { failureOfQueryError } from './queryFailure';
import type { Migration } from './readMigrations';
import { readMigrations } from './readMigrations';
import { startServer } from './startServer';
import { storeAssetFiles } from './storeAssets';
import type { StoreFailure } from './storeFailure';
import {
  errorCode,
  storeDamaged,
  storeFailureOfFileError,
  storeIncompleteInstallation,
  storeOtherVersion,
} from './storeFailure';
import type { TemplateIndex } from './template/templateIndex';
import { readTemplateIndex } from './template/templateIndex';
import { readTemplateContent, syncDirectory, unpackTemplate } from './template/unpackTemplate';

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
  const { pg, stopped } = await startServer(lock.dataDir, dbDir, assetsDir);
  try {
    await migrate(pg, assets.migrations);
  } catch (error) {
    await pg.close();
    throw failureOfQueryError(lock.dataDir, error) ?? error;
  }
  const close = () => (pg.closed ? Promise.resolve() : pg.close());
  return { db: drizzle(pg, { casing: 'snake_case' }), pg, stopped, close };
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

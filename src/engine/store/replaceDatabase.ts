import { access, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { loadBackup } from './backup/loadBackup';
import { dataDirectoryLayout } from './dataDirectoryLayout';
import { migrate } from './migrate';
import { failureOfQueryError } from './queryFailure';
import type { StoreRelease } from './storeRelease';
import { startServer } from './startServer';
import { errorCode, storeFailureOfFileError, storeIncompleteInstallation } from './storeFailure';
import { readTemplateContent, syncDirectory, unpackTemplate } from './template/unpackTemplate';
import { timeStamp } from './timeStamp';

/*
 * How one database takes the place of another without a moment at which a crash loses either:
 *
 *   db.unfinished-PID   is being built: of no use, and removed at the next start
 *   db.next             is whole: `db` is about to be set aside for it
 *   db.WHY-TIME         was set aside, and is never touched again
 */

/** A new database from the template, in a folder of its own beside the present one. Fails with `store-…`. */
export async function buildEmpty(dataDir: string, release: StoreRelease): Promise<string> {
  const { assetsDir, template } = release;
  const content = await readTemplateContent(assetsDir, template).catch((error: unknown) => {
    throw storeIncompleteInstallation(assetsDir, error);
  });
  const unfinished = join(dataDir, `${unfinishedPrefix}${process.pid}`);
  try {
    await rm(unfinished, { recursive: true, force: true });
    await unpackTemplate(template, content, unfinished);
    return unfinished;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw storeFailureOfFileError(dataDir, error);
  }
}

/**
 * A new database with what is in a backup, or with nothing, and what `complete` adds to it, opened once and closed again, so
 * that it is known to open.
 * Fails with `backup-…`, if the backup is at fault, or `store-…`, and leaves nothing behind.
 */
export async function buildFromBackup(
  dataDir: string,
  release: StoreRelease,
  backup: string | null,
  complete: (pg: PGlite) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const built = await buildEmpty(dataDir, release);
  try {
    const { pg } = await startServer(dataDir, built, release.assetsDir);
    try {
      if (backup === null) await migrate(pg, release.migrations);
      else await loadBackup(pg, backup, release.migrations);
      await complete(pg);
    } finally {
      await pg.close();
    }
    return built;
  } catch (error) {
    await rm(built, { recursive: true, force: true });
    throw failureOfQueryError(dataDir, error) ?? error;
  }
}

/** Removes a database that was built and is not wanted. */
export function discard(built: string): Promise<void> {
  return rm(built, { recursive: true, force: true });
}

/**
 * Puts a built database into place. The present one, which must be closed, is set aside under a name that says why and
 * when; returns its new path, or null where there was none.
 */
export async function putInPlace(dataDir: string, built: string, why: string): Promise<string | null> {
  const present = join(dataDir, dataDirectoryLayout.database);
  const next = join(dataDir, nextName);
  const aside = join(dataDir, `${dataDirectoryLayout.database}.${why}-${timeStamp()}`);
  try {
    await rename(built, next);
    await syncDirectory(dataDir);
    const wasThere = await setAside(present, aside);
    await rename(next, present);
    await syncDirectory(dataDir);
    return wasThere ? aside : null;
  } catch (error) {
    throw storeFailureOfFileError(dataDir, error);
  }
}

/** Ends what a crash interrupted: a database that is whole takes its place if that is free, and goes if it is not. */
export async function finishReplacement(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith(unfinishedPrefix)) await discard(join(dataDir, name));
  }
  const next = join(dataDir, nextName);
  if (!(await exists(next))) return;
  const present = join(dataDir, dataDirectoryLayout.database);
  // Nobody was told yet that the other one is in force.
  if (await exists(present)) await discard(next);
  else await rename(next, present);
  await syncDirectory(dataDir);
}

/** The databases that were set aside, by their paths. */
export async function listSetAside(dataDir: string): Promise<readonly string[]> {
  const prefix = `${dataDirectoryLayout.database}.`;
  return (await readdir(dataDir)).filter((name) => name.startsWith(prefix)).map((name) => join(dataDir, name));
}

const unfinishedPrefix = `${dataDirectoryLayout.database}.unfinished-`;
const nextName = `${dataDirectoryLayout.database}.next`;

async function setAside(present: string, aside: string): Promise<boolean> {
  try {
    // An empty folder is no database.
    await rmdir(present);
    return false;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
  }
  await rename(present, aside);
  return true;
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

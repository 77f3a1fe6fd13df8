import { constants, createReadStream } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { isBackupUsable, listBackupFiles, momentOf, type NamedBackup } from './backup/backupFolder';
import { buildFromBackup, discard, putInPlace } from './replaceDatabase';
import { isBackupFailure, StoreFailure, storeFailureOfFileError } from './storeFailure';
import type { StoreRelease } from './storeRelease';

/** Why the present database cannot be used as it is. */
export type RecoveryReason =
  /** `opensAfterAll` tries again whether it opens. */
  | { readonly kind: 'damaged'; readonly opensAfterAll: () => Promise<boolean> }
  /** `failure` is what stands if there is no backup. */
  | { readonly kind: 'other-version'; readonly failure: StoreFailure }
  | { readonly kind: 'missing' };

/**
 * Puts a database from the newest usable backup, or an empty one where there is none, into the place of one that
 * cannot be used, which is set aside and not touched. Returns a sentence for the writer; null if nothing had to be told
 * (nothing was there, or it opens after all).
 *
 * A healthy database is never taken for a damaged one: every file of it must be readable and writable, the new database
 * must have been built and opened beside it in the same process, on the same disk, and then it is tried once more. So
 * a full or failing disk, permissions, a lack of memory and an incomplete installation end in their own failure and
 * change nothing.
 */
export async function recoverDatabase(
  dataDir: string,
  dbDir: string,
  release: StoreRelease,
  reason: RecoveryReason,
): Promise<string | null> {
  const backups = await listBackupFiles(dataDir);
  if (reason.kind === 'damaged') await proveReadable(dataDir, dbDir);
  const built = await buildFromNewest(dataDir, release, backups);
  if (reason.kind === 'other-version' && built.backup === null) {
    await discard(built.path);
    throw reason.failure;
  }
  if (reason.kind === 'damaged' && (await reason.opensAfterAll())) {
    await discard(built.path);
    return null;
  }
  const aside = await putInPlace(dataDir, built.path, reason.kind === 'damaged' ? 'damaged' : 'other-version');
  return sentence(dbDir, reason, aside, built.backup, backups.length);
}

interface Built {
  readonly path: string;
  /** Null: there was no usable one. */
  readonly backup: NamedBackup | null;
}

async function buildFromNewest(
  dataDir: string,
  release: StoreRelease,
  backups: readonly NamedBackup[],
): Promise<Built> {
  for (const backup of backups) {
    if (!(await isBackupUsable(backup.path, release.migrations))) continue;
    try {
      return { path: await buildFromBackup(dataDir, release, backup.path), backup };
    } catch (error) {
      // What the machine refuses, it would refuse for the next one too.
      if (error instanceof StoreFailure && !isBackupFailure(error)) throw error;
    }
  }
  return { path: await buildFromBackup(dataDir, release, null), backup: null };
}

/** Reads every file: what the system does not let us read or write is no damage. */
async function proveReadable(dataDir: string, dbDir: string): Promise<void> {
  try {
    const entries = await readdir(dbDir, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      // A file in the place of the folder.
      if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return [];
      throw error;
    });
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      await access(path, constants.R_OK | constants.W_OK);
      if (entry.isFile()) await finished(createReadStream(path).resume());
    }
  } catch (error) {
    throw storeFailureOfFileError(dataDir, error);
  }
}

function sentence(
  dbDir: string,
  reason: RecoveryReason,
  aside: string | null,
  backup: NamedBackup | null,
  backups: number,
): string {
  const was = {
    damaged: 'could not be opened',
    'other-version': 'had the file format of another database version',
    missing: 'was not there',
  }[reason.kind];
  const kept = aside === null ? '' : ` The old files are in ${aside}.`;
  if (backup !== null) {
    return `The story memory in ${dbDir} ${was} and was restored from the backup of ${momentOf(backup.stamp)}; what your scripts say since then is read again; what was marked Never Send since then has to be marked again.${kept}`;
  }
  const none = backups === 0 ? 'there was no backup' : `none of the ${backups} backups can be read`;
  return `The story memory in ${dbDir} ${was}, and ${none}: it is made anew from your scripts, without the chats, Never Send marks and decisions of before.${kept}`;
}

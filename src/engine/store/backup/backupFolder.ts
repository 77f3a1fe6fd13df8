import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { BACKUP_REASONS, type BackupReason, type BackupSummary } from '../../../story/storeReport';
import { dataDirectoryLayout } from '../dataDirectoryLayout';
import { errorCode, storeFailureOfFileError } from '../storeFailure';
import { failureOfQueryError } from '../queryFailure';
import type { Migration } from '../readMigrations';
import { timeStamp } from '../timeStamp';
import type { BackupHeader } from './backupFormat';
import { forgetInBackup, type ScriptFilter } from './forgetInBackup';
import { refuseUnlessKnown } from './loadBackup';
import { readBackupHeader, verifyBackup } from './readBackup';
import { unfinishedSuffix, writeBackup } from './writeBackup';

/** The folder of backups in a data directory. Whoever writes in it has the directory's lock, and writes one thing at a time. */
export function backupFolderOf(dataDir: string): string {
  return path.join(dataDir, dataDirectoryLayout.backups);
}

/** A backup by its name alone: when it was made and why. */
export interface NamedBackup {
  readonly path: string;
  readonly stamp: string;
  readonly reason: BackupReason;
}

/** The backups of a data directory, newest first. */
export async function listBackupFiles(dataDir: string): Promise<readonly NamedBackup[]> {
  const folder = backupFolderOf(dataDir);
  const found: NamedBackup[] = [];
  for (const name of await readdir(folder)) {
    const [, stamp, word] = namePattern.exec(name) ?? [];
    const reason = BACKUP_REASONS.find((known) => known === word);
    if (stamp !== undefined && reason !== undefined) found.push({ path: path.join(folder, name), stamp, reason });
  }
  return found.sort((a, b) => (a.stamp < b.stamp ? 1 : -1));
}

const namePattern = /^(\d{8}T\d{6}\.\d{3}Z)-([a-z]+)\.jsonl\.gz$/;

/** The backups of a data directory with what they say of themselves, newest first. */
export async function listBackups(dataDir: string): Promise<readonly BackupSummary[]> {
  const files = await listBackupFiles(dataDir);
  return Promise.all(
    files.map(async ({ path: file, stamp, reason }) => {
      const header = await readBackupHeader(file).catch(() => null);
      const { size: bytes } = await stat(file);
      const createdAt = header?.createdAt ?? momentOf(stamp);
      return { path: file, createdAt, reason, bytes, scripts: header?.scripts.map(nameOf) ?? null };
    }),
  );
}

/** `20261125T223015.123Z` as ISO 8601 in its long form. */
export function momentOf(stamp: string): string {
  return stamp.replace(/^(....)(..)(..)T(..)(..)/, '$1-$2-$3T$4:$5:');
}

/** The title, or the name of the file where the script has none. */
function nameOf({ title, uri }: BackupHeader['scripts'][number]): string {
  if (title !== null && title.trim() !== '') return title;
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Whether a backup can be read to its end and this release can load it. */
export async function isBackupUsable(file: string, migrations: readonly Migration[]): Promise<boolean> {
  try {
    refuseUnlessKnown(file, await verifyBackup(file), migrations);
    return true;
  } catch {
    return false;
  }
}

/** Of each reason, so that a week of daily ones does not push out the one from before an update. */
const kept = 3;

/**
 * Writes a backup into the folder. Once it is there and was read back, older ones of the same reason than the newest
 * three go: a good one always stays. Fails with `store-…`.
 */
export async function addBackup(
  dataDir: string,
  pg: PGlite,
  reason: BackupReason,
  signal?: AbortSignal,
): Promise<{ readonly path: string; readonly header: BackupHeader }> {
  const file = path.join(backupFolderOf(dataDir), `${timeStamp()}-${reason}.jsonl.gz`);
  try {
    const header = await writeBackup(pg, file, { reason, ...(signal !== undefined && { signal }) });
    const same = (await listBackupFiles(dataDir)).filter((backup) => backup.reason === reason);
    for (const old of same.slice(kept)) await rm(old.path, { force: true });
    return { path: file, header };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw failureOfQueryError(dataDir, error) ?? failureOfWriting(dataDir, error);
  }
}

/** What the database refuses as a mistake of ours is no word of the file system. */
function failureOfWriting(dataDir: string, error: unknown): unknown {
  return errorCode(error)?.startsWith('E') === true ? storeFailureOfFileError(dataDir, error) : error;
}

/** A daily backup is due when the newest one of any reason is this old. */
const dayMs = 24 * 60 * 60 * 1000;

/** Whether the newest backup is a day old, or there is none. One from the future, of a clock that went wrong, counts for nothing. */
export async function isBackupDue(dataDir: string, now: Date = new Date()): Promise<boolean> {
  const ages = (await listBackupFiles(dataDir)).map(({ stamp }) => now.getTime() - Date.parse(momentOf(stamp)));
  return !ages.some((age) => age >= 0 && age < dayMs);
}

/** Removes scripts from every backup. Returns those that could not be rewritten and may still hold them. */
export async function forgetInBackups(dataDir: string, isForgotten: ScriptFilter): Promise<readonly string[]> {
  const unchanged: string[] = [];
  for (const { path: file } of await listBackupFiles(dataDir)) {
    try {
      await forgetInBackup(file, isForgotten);
    } catch {
      unchanged.push(file);
    }
  }
  return unchanged;
}

/** Removes what a crash left of backups that were being written. */
export async function removeUnfinishedBackups(dataDir: string): Promise<void> {
  const folder = backupFolderOf(dataDir);
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinishedSuffix)) await rm(path.join(folder, name), { force: true });
  }
}

import path from 'node:path';
import { counted } from '../story/lengthText';
import type { BackupSummary, StoreReport } from '../story/storeReport';
import { createSerialQueue } from './serialQueue';
import {
  addBackup,
  backupFolderOf,
  forgetInBackups,
  isBackupDue,
  isBackupUsable,
  listBackupFiles,
  type NamedBackup,
  listBackups,
} from './store/backup/backupFolder';
import type { ScriptFilter } from './store/backup/forgetInBackup';
import { refuseUnlessKnown } from './store/backup/loadBackup';
import type { BackupHeader } from './store/backup/backupFormat';
import { readBackupHeader, verifyBackup } from './store/backup/readBackup';
import type { DataDirectoryLock } from './store/dataDirectoryLock';
import { mergeMarks, readMarks, type KeptMarks } from './store/keepMarks';
import { checkStore } from './store/checkStore';
import { rollBackLastMigration } from './store/migrate';
import { openDatabase, type OpenDatabase } from './store/openDatabase';
import type { Migration } from './store/readMigrations';
import { buildFromBackup, listSetAside, putInPlace } from './store/replaceDatabase';
import { backupMissing, storeRolledBack } from './store/storeFailure';
import { readStoreRelease } from './store/storeRelease';

/** What works on a database: it can be ended, and begun again on another one. */
export interface Tenant {
  /** Begin to end: nothing new is started, runs stop. Everything under way still gets its answers. */
  stop(): void;
  /** Called when nothing is under way any more. */
  close(): Promise<void>;
}

/** The database of a data directory with whatever works on it, replaceable while the process runs. */
export interface StoreInPlace<T extends Tenant> {
  /** Runs a piece of work on the present database; it waits while that is being replaced. */
  use<R>(work: (tenant: T) => Promise<R>): Promise<R>;
  check(): Promise<StoreReport>;
  /** The report's path is the new backup. */
  backUp(): Promise<StoreReport>;
  listBackups(): Promise<readonly BackupSummary[]>;
  /**
   * Sets the present database aside and puts one with what is in a backup into its place: a path, absolute or in the
   * folder of backups, or null for the newest one that can be read. A backup that cannot be used is refused before
   * anything is changed. What is marked never to be sent stays marked; the report says so where that was marked since.
   */
  restore(file: string | null): Promise<StoreReport>;
  /** Takes the last migration back, after a backup. The store is closed from then on: this release would migrate again. */
  rollBack(): Promise<StoreReport>;
  /** A sentence for the writer about what happened when the store was opened; given once, then null. */
  takeNotice(): string | null;
  /** Ends what works on it and closes the database. */
  close(): Promise<void>;
}

/** What a tenant may ask of the backups while it works. */
export interface TenantBackups {
  /** Writes the daily backup if it is due and there is something to keep. Aborting ends it. */
  daily(signal: AbortSignal): Promise<void>;
  /** Removes scripts from all backups. Returns the files and folders that may still hold them: what cannot be rewritten, and databases set aside. */
  forget(isForgotten: ScriptFilter): Promise<readonly string[]>;
}

export interface StoreInPlaceOptions<T extends Tenant> {
  readonly lock: DataDirectoryLock;
  /** The folder that `buildStoreAssets` filled. */
  readonly assetsDir: string;
  /** Begins the work on a database; `before` is what was ended for it, null at the first time. */
  readonly begin: (database: OpenDatabase, backups: TenantBackups, before: T | null) => Promise<T>;
  /** The database has ended by itself and answers nothing more. */
  readonly onStopped: () => void;
}

/** Opens the store. Rejects with `store-…` failures. The lock stays with the caller. */
export async function openStoreInPlace<T extends Tenant>(options: StoreInPlaceOptions<T>): Promise<StoreInPlace<T>> {
  const { lock, assetsDir, begin } = options;
  const { dataDir } = lock;
  /** Requests about the store come one after another. */
  const requests = createSerialQueue();
  /** So does whatever writes in the folder of backups; nothing in here waits for the queue above. */
  const folder = createSerialQueue();
  const underWay = new Set<Promise<unknown>>();

  const backups: TenantBackups = {
    daily: (signal) => folder.run(() => backUpIfDue(dataDir, database, signal)),
    forget: (isForgotten) =>
      folder.run(async () => [...(await forgetInBackups(dataDir, isForgotten)), ...(await listSetAside(dataDir))]),
  };
  const open = async (): Promise<OpenDatabase> => {
    const opened = await openDatabase({ lock, assetsDir });
    void opened.stopped.then(() => {
      if (opened === database) options.onStopped();
    });
    return opened;
  };
  let database = await open();
  let notice = database.notice;
  let live: T | null = await begin(database, backups, null);
  let present: Promise<T> = Promise.resolve(live);

  /** Ends what works on the database and returns it. Whoever calls this has put something else into `present`. */
  const end = async (): Promise<T | null> => {
    const ended = live;
    live = null;
    ended?.stop();
    while (underWay.size > 0) await Promise.allSettled(underWay);
    await ended?.close();
    await folder.idle();
    return ended;
  };

  /**
   * Requests wait while `work` has the directory without an open database, with the marks that were in it (null: they
   * cannot be read); then they go on with the one that is there.
   */
  const replace = async <R>(work: (marks: KeptMarks | null) => Promise<R>): Promise<R> => {
    const next = deferred<T>();
    present = next.promise;
    const ended = await end();
    const marks = await readMarks(database.pg).catch(() => null);
    await database.close();
    const [done] = await Promise.allSettled([work(marks)]);
    try {
      database = await open();
      live = await begin(database, backups, ended);
      next.resolve(live);
    } catch (error) {
      next.reject(error);
    }
    if (done.status === 'rejected') throw done.reason;
    await present;
    return done.value;
  };

  return {
    use: async (work) => {
      let [tenant, asked] = [await present, present];
      while (asked !== present) [tenant, asked] = [await present, present];
      const answer = work(tenant);
      underWay.add(answer);
      return answer.finally(() => underWay.delete(answer));
    },
    check: () =>
      requests.run(async () => {
        await present;
        return checkStore(dataDir, database.pg);
      }),
    backUp: () =>
      requests.run(async () => {
        await present;
        const backup = await folder.run(() => addBackup(dataDir, database.pg, 'command'));
        const message = `Backed up ${counted(backup.header.scripts.length, 'script')} to ${backup.path}.`;
        return { ok: true, path: backup.path, message };
      }),
    listBackups: () => listBackups(dataDir),
    restore: (file) =>
      requests.run(async () => {
        const release = await readStoreRelease(assetsDir);
        const { path: chosen, header } = await chooseBackup(dataDir, file, release.migrations);
        const { aside, marked } = await replace(async (marks) => {
          let added = 0;
          const built = await buildFromBackup(dataDir, release, chosen, async (pg) => {
            added = await mergeMarks(pg, marks ?? []);
          });
          const marked = marks === null ? MARKS_UNREADABLE : added > 0 ? MARKS_KEPT : '';
          return { aside: await putInPlace(dataDir, built, 'before-restore'), marked };
        });
        const kept = aside === null ? '' : ` What was stored before is in ${aside}.`;
        return { ok: true, path: chosen, message: `Restored the backup of ${header.createdAt}.${marked}${kept}` };
      }),
    rollBack: () =>
      requests.run(async () => {
        await present;
        const { migrations } = await readStoreRelease(assetsDir);
        const { path: backup } = await folder.run(() => addBackup(dataDir, database.pg, 'rollback'));
        present = Promise.reject(storeRolledBack(dataDir));
        present.catch(() => undefined);
        await end();
        const tag = await rollBackLastMigration(database.pg, migrations);
        await database.close();
        return { ok: true, path: backup, message: rolledBackText(tag, backup) };
      }),
    takeNotice: () => {
      const said = notice;
      notice = null;
      return said;
    },
    close: () =>
      requests.run(async () => {
        await end();
        await database.close();
      }),
  };
}

async function backUpIfDue(dataDir: string, { pg }: OpenDatabase, signal: AbortSignal): Promise<void> {
  if (signal.aborted || !(await isBackupDue(dataDir))) return;
  const found = await pg.query('SELECT 1 FROM scripts LIMIT 1');
  if (found.rows.length > 0) await addBackup(dataDir, pg, 'daily', signal);
}

/** The backup to restore, read to its end. Fails with `backup-…`. */
async function chooseBackup(
  dataDir: string,
  file: string | null,
  migrations: readonly Migration[],
): Promise<{ readonly path: string; readonly header: BackupHeader }> {
  const named = file === null ? null : path.resolve(backupFolderOf(dataDir), file);
  if (named !== null) {
    const header = await verifyBackup(named);
    refuseUnlessKnown(named, header, migrations);
    return { path: named, header };
  }
  for (const backup of afterRollback(await listBackupFiles(dataDir))) {
    if (!(await isBackupUsable(backup.path, migrations))) continue;
    return { path: backup.path, header: await readBackupHeader(backup.path) };
  }
  throw backupMissing(null);
}

/**
 * The backups, newest first, but what was written on the way up again from a rollback after all others: it has not got
 * what the rollback took, which is what is to come back.
 */
function afterRollback(backups: readonly NamedBackup[]): readonly NamedBackup[] {
  const [newest, before] = backups;
  const isCopyOfLess = newest?.reason === 'migration' && before?.reason === 'rollback';
  return isCopyOfLess ? [...backups.slice(1), newest] : backups;
}

const MARKS_KEPT = ' What was marked Never Send since then is still marked.';
const MARKS_UNREADABLE =
  ' What was marked Never Send since then could not be read and is not marked any more: mark it again before you send anything.';

function rolledBackText(tag: string | null, backup: string): string {
  return tag === null
    ? `There was no migration to take back; a backup is in ${backup}.`
    : `Took back ${tag}: open the story memory with the older WritersRoom now, because this one brings it up to date again; what was stored is in ${backup}.`;
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** A promise to be settled from outside; that it fails is no news to anybody who does not wait for it. */
function deferred<T>(): Deferred<T> {
  let [resolve, reject]: [(value: T) => void, (reason: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((fulfil, refuse) => {
    [resolve, reject] = [fulfil, refuse];
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

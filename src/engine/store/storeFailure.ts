/** Every expected way in which the database cannot serve; the codes are part of the protocol's list. */
export type StoreFailureCode =
  | 'store-busy'
  | 'store-full'
  | 'store-read-only'
  | 'store-newer'
  | 'store-other-version'
  | 'store-damaged'
  | 'store-failed'
  | 'backup-missing'
  | 'backup-unreadable'
  | 'backup-newer';

/** An expected failure of the store: a code, one sentence for the writer that says what to do, and whether trying again can help. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';

  constructor(
    readonly code: StoreFailureCode,
    message: string,
    readonly retryable: boolean,
    options?: ErrorOptions & { readonly ownerAddress?: string | null },
  ) {
    super(message, options);
    this.ownerAddress = options?.ownerAddress ?? null;
  }

  /** With `store-busy`: where the owner listens, for whoever may speak to it; null if it does not. */
  readonly ownerAddress: string | null;
}

/** Another process owns the data directory; null where the lock does not say which. `createdAt` is an ISO 8601 time. */
export function storeBusy(
  dataDir: string,
  owner: { readonly pid: number; readonly createdAt: string; readonly address: string | null } | null,
): StoreFailure {
  const who = owner === null ? 'another process' : `the process ${owner.pid} since ${owner.createdAt}`;
  return new StoreFailure(
    'store-busy',
    `The story memory in ${dataDir} is in use by ${who}: close the WritersRoom that runs there, then try again.`,
    true,
    { ownerAddress: owner?.address ?? null },
  );
}

/** A process on another computer owns the data directory, and nobody here can see whether it still lives. */
export function storeBusyElsewhere(dataDir: string, hostname: string, lockFile: string): StoreFailure {
  return new StoreFailure(
    'store-busy',
    `The story memory in ${dataDir} is in use by WritersRoom on the computer ${hostname}: close it there, or delete ${lockFile} if it does not run there any more.`,
    true,
  );
}

/** No space is left where the data directory is. */
export function storeFull(dataDir: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'store-full',
    `The disk with the story memory in ${dataDir} is full: free some space and try again; what was stored is still there.`,
    true,
    { cause },
  );
}

/** The data directory cannot be written. */
export function storeReadOnly(dataDir: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'store-read-only',
    `The story memory in ${dataDir} cannot be written: allow your user to write there, or choose another folder with WRITERSROOM_DATA.`,
    false,
    { cause },
  );
}

/** A newer WritersRoom has been here: its migration `tag` is not known to this one. */
export function storeNewer(tag: string): StoreFailure {
  return new StoreFailure(
    'store-newer',
    `The story memory was written by a newer WritersRoom (${tag}): update this one; your scripts are not affected.`,
    false,
  );
}

/** The migration `tag` was applied with another text than the one this release has. */
export function storeOtherBuild(tag: string): StoreFailure {
  return new StoreFailure(
    'store-other-version',
    `The story memory was made by an unreleased build of WritersRoom (its ${tag} is another one): move the folder "db" aside, and it is made anew from your scripts.`,
    false,
  );
}

/** The files belong to another version of the database itself; they are never opened blindly. */
export function storeOtherVersion(dbDir: string, found: string, expected: string): StoreFailure {
  return new StoreFailure(
    'store-other-version',
    `The story memory in ${dbDir} has the file format of another database version (${found}, this WritersRoom has ${expected}), and there is no backup to move it over with: run "writersroom db backup" with the WritersRoom that made it, or move that folder aside and it is made anew from your scripts.`,
    false,
  );
}

/** What is there is no database that can be opened, or a part of it cannot be read. */
export function storeDamaged(dbDir: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'store-damaged',
    `The story memory in ${dbDir} is damaged: "writersroom db restore", or "WritersRoom: Restore…" in the editor, sets it aside and takes the newest backup; your scripts are not affected.`,
    false,
    { cause },
  );
}

/** The schema could not be brought up to this release; the transaction took all of it back. */
export function storeMigrationFailed(dataDir: string, backup: string, cause: unknown): StoreFailure {
  return new StoreFailure(
    'store-failed',
    `The story memory in ${dataDir} could not be brought up to this release and is as it was: go on with the WritersRoom that made it; a backup is in ${backup}.`,
    false,
    { cause },
  );
}

/** The schema was taken back for an older release; this one would only bring it up again. */
export function storeRolledBack(dataDir: string): StoreFailure {
  return new StoreFailure(
    'store-failed',
    `The story memory in ${dataDir} was taken back for an older WritersRoom: open it with that one; this one brings it up to date again when it is started anew.`,
    false,
  );
}

/** There is no such file, or, with null, no backup at all. */
export function backupMissing(file: string | null): StoreFailure {
  return new StoreFailure(
    'backup-missing',
    file === null
      ? 'There is no backup that can be read: name one, or go on with what is stored.'
      : `There is no backup ${file}: name one of those that are there.`,
    false,
  );
}

/** The file is not whole, not what was written, or nothing of ours; `why` continues the sentence. */
export function backupUnreadable(file: string, why: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'backup-unreadable',
    `The backup ${file} cannot be used (${why}): take another one; nothing was changed.`,
    false,
    { cause },
  );
}

/** A newer WritersRoom wrote it: `what` is not known to this one. */
export function backupNewer(file: string, what: string): StoreFailure {
  return new StoreFailure(
    'backup-newer',
    `The backup ${file} was written by a newer WritersRoom (${what}): update this one, then restore it; nothing was changed.`,
    false,
  );
}

/** The path of the data directory leads to something that is no folder. */
export function storeNotAFolder(dataDir: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'store-failed',
    `The story memory cannot be kept in ${dataDir}, because that is not a folder: choose another one with WRITERSROOM_DATA.`,
    false,
    { cause },
  );
}

/** Files that come with WritersRoom are missing or broken. */
export function storeIncompleteInstallation(assetsDir: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'store-failed',
    `The database's own files in ${assetsDir} are missing or incomplete: install WritersRoom again.`,
    false,
    { cause },
  );
}

/** The server stopped in the middle of its work and takes no more; its files are as a crash leaves them, which is safe. */
export function storeStopped(dataDir: string, lastWords: string): StoreFailure {
  return new StoreFailure(
    'store-failed',
    `The story memory in ${dataDir} stopped (${lastWords}): start WritersRoom again; what was stored is still there.`,
    true,
  );
}

/** Anything else that the operating system refuses, with its own word for it. */
export function storeUnavailable(dataDir: string, cause: unknown): StoreFailure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StoreFailure(
    'store-failed',
    `The story memory in ${dataDir} could not be opened (${reason}): see to that and try again.`,
    true,
    { cause },
  );
}

/** Whether it is a backup that is at fault, and not what is stored or the machine. */
export function isBackupFailure(failure: StoreFailure): boolean {
  return failure.code === 'backup-missing' || failure.code === 'backup-unreadable' || failure.code === 'backup-newer';
}

/** What a failed file operation in the data directory means to the writer. */
export function storeFailureOfFileError(dataDir: string, error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return storeReadOnly(dataDir, error);
    case 'ENOSPC':
    case 'EDQUOT':
      return storeFull(dataDir, error);
    case 'ENOTDIR':
      return storeNotAFolder(dataDir, error);
    default:
      return storeUnavailable(dataDir, error);
  }
}

/** The `code` of a system or database error; undefined where there is none. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

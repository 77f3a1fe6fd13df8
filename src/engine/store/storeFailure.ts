/** Every expected way in which the database cannot serve; the codes are part of the protocol's list. */
export type StoreFailureCode =
  | 'store-busy'
  | 'store-full'
  | 'store-read-only'
  | 'store-newer'
  | 'store-other-version'
  | 'store-damaged'
  | 'store-failed';

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
    `The story memory in ${dbDir} has the file format of another database version (${found}, this WritersRoom has ${expected}): use the WritersRoom that made it, or move that folder aside and it is made anew from your scripts.`,
    false,
  );
}

/** What is there is no database that can be opened. */
export function storeDamaged(dbDir: string, cause?: unknown): StoreFailure {
  return new StoreFailure(
    'store-damaged',
    `The story memory in ${dbDir} cannot be opened: move that folder aside, and it is made anew from your scripts, which are not affected.`,
    false,
    { cause },
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

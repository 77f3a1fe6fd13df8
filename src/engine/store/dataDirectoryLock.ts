import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fateOf, thisProcess } from './processIdentity';
import type { ProcessIdentity } from './processIdentity';
import { errorCode, storeBusy, storeBusyElsewhere, storeFailureOfFileError, storeNotAFolder } from './storeFailure';

/** Proof that this process alone may touch the data directory; what opens the database asks for it. */
export interface DataDirectoryLock {
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  /** Whether the directory still has this lock: somebody may have moved it aside, or put another one in its place. */
  readonly isHeld: () => boolean;
  /** Lets the next one in; the database must be closed. Doing it twice does nothing. */
  readonly release: () => void;
}

export interface LockOptions {
  /** Where the owner will listen for those who find the directory taken: a socket's path or a pipe's name. Null: nowhere. */
  readonly address: string | null;
}

/** The file in the data directory that names its owner. */
export const lockFileName = 'owner.lock';

/**
 * Makes the data directory if it is missing and takes it for this process. PGlite itself lets two processes write one
 * directory and loses what one of them committed, so this file is all that stands between.
 *
 * Taking a free directory is the exclusive creation of the file. Taking over from a dead owner has to be exclusive too,
 * or two who saw the same dead one would both win: who wants the lock of the dead first creates, exclusively, a claim
 * named for that very lock, sees that the lock is still the dead one's, and renames the claim over it. If a claimant
 * dies in between, its claim is claimed in the same way.
 *
 * Dead is an owner that is neither listening nor running. One that runs and does not listen is starting or ending:
 * it is waited for, up to half a minute. Fails with `store-busy` if the owner lives, with its address if it listens;
 * `store-read-only`, `store-full` or `store-failed`.
 */
export async function lockDataDirectory(
  dataDir: string,
  { address }: LockOptions = { address: null },
): Promise<DataDirectoryLock> {
  const directory = resolve(dataDir);
  const path = join(directory, lockFileName);
  const here = await thisProcess();
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const record = { ...here, address, createdAt: new Date().toISOString(), token: randomUUID() };
    await take(directory, path, record);
    sweep(directory, record.token);
    return {
      dataDir: directory,
      isHeld: () => isHeld(path, record.token),
      release: () => release(path, record.token),
    };
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw storeNotAFolder(directory, error);
    throw storeFailureOfFileError(directory, error);
  }
}

interface LockRecord extends ProcessIdentity {
  /** Where the owner listens; null if it does not. */
  readonly address: string | null;
  readonly createdAt: string;
  /** Unlike a pid, never given out twice. */
  readonly token: string;
}

/** A lock or claim as found; `record` is null where the file does not hold one. */
interface FoundLock {
  readonly record: LockRecord | null;
  /** Changes whenever the file does. */
  readonly mark: string;
}

/** How long others wait for a claimant who lives, or for a file that is being written. */
const patienceMs = 2000;
/** How long an owner may take between having the lock and listening, or between the end of listening and its own. */
const silencePatienceMs = 30_000;
const tornPatienceMs = 1000;
const pauseMs = 20;

async function take(directory: string, path: string, record: LockRecord): Promise<void> {
  let deadline = Date.now() + patienceMs;
  const silenceDeadline = Date.now() + silencePatienceMs;
  const torn = new Map<string, number>();
  for (;;) {
    if (createExclusively(path, record)) return;
    const found = read(path);
    if (found !== null && !isBeingWritten(found, torn)) {
      if (found.record === null || !(await isSilent(directory, path, found.record, record))) {
        if (await takeOver(path, found.mark, record)) return;
      } else {
        if (Date.now() > silenceDeadline) throw storeBusy(directory, { ...found.record, address: null });
        deadline = Date.now() + patienceMs;
      }
    }
    if (Date.now() > deadline) throw storeBusy(directory, null);
    await setTimeout(pauseMs);
  }
}

/** A file without a record is either being written this moment, or what a crash left. */
function isBeingWritten(found: FoundLock, firstSeenMs: Map<string, number>): boolean {
  if (found.record !== null) return false;
  const since = firstSeenMs.get(found.mark) ?? Date.now();
  firstSeenMs.set(found.mark, since);
  return Date.now() - since < tornPatienceMs;
}

/** False: the owner is dead. True: it lives and says nothing. One that listens, or would not, refuses. */
async function isSilent(directory: string, path: string, owner: LockRecord, here: LockRecord): Promise<boolean> {
  const { address } = owner;
  const fate = await fateOf(owner, here);
  if (fate === 'elsewhere') throw storeBusyElsewhere(directory, owner.hostname, path);
  if (address !== null && (await listens(address))) throw storeBusy(directory, owner);
  if (fate === 'alive' && address === null) throw storeBusy(directory, owner);
  return fate === 'alive';
}

/**
 * Whether somebody listens there. A process that is busy does: its system takes the connection for it. So does one
 * that we are not allowed to speak to.
 */
function listens(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      resolve(!['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ENOTSOCK', 'EINVAL'].includes(errorCode(error) ?? ''));
    });
  });
}

/** True: the lock is ours. False: somebody else is at it; look again. */
async function takeOver(path: string, deadMark: string, record: LockRecord): Promise<boolean> {
  let mark = deadMark;
  for (;;) {
    const claim = `${path}.claim-${mark}`;
    if (createExclusively(claim, record)) {
      if (read(path)?.mark !== deadMark) {
        removeIfThere(claim);
        return false;
      }
      replace(claim, path);
      return read(path)?.mark === record.token;
    }
    const other = read(claim);
    if (other === null) return false;
    if (other.record !== null && (await fateOf(other.record, record)) !== 'dead') return false;
    mark = other.mark;
  }
}

/** Windows refuses for moments in which somebody reads the file. */
function replace(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (process.platform !== 'win32' || attempt === 100) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Creates the file with its whole content at once, by a hard link, or says that it is there already. */
function createExclusively(path: string, record: LockRecord): boolean {
  const draft = `${path}.draft-${record.token}`;
  writeFileSync(draft, serialize(record), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    switch (errorCode(error)) {
      case 'EEXIST':
      case 'ENOENT': // a new owner swept the draft away
        return false;
      case 'EPERM':
      case 'ENOTSUP':
      case 'ENOSYS':
        return writeExclusively(path, record);
      default:
        throw error;
    }
  } finally {
    removeIfThere(draft);
  }
}

/** For file systems without hard links. Until the content is written others see a torn file, hence the look afterwards. */
function writeExclusively(path: string, record: LockRecord): boolean {
  try {
    writeFileSync(path, serialize(record), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  return read(path)?.mark === record.token;
}

function serialize(record: LockRecord): string {
  return `${JSON.stringify(record)}\n`;
}

function read(path: string): FoundLock | null {
  let content: string;
  let tornMark: string;
  try {
    const { ino, mtimeMs, size } = statSync(path);
    tornMark = `torn-${ino}-${Math.trunc(mtimeMs)}-${size}`;
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const record = parse(content);
  return { record, mark: record?.token ?? tornMark };
}

function parse(content: string): LockRecord | null {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { pid, processStartTime, bootId, hostname, createdAt, token, address } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(pid) || (pid as number) <= 0 || typeof hostname !== 'string') return null;
  // The token becomes part of a file's name.
  if (typeof token !== 'string' || !/^[0-9a-f-]{36}$/.test(token) || typeof createdAt !== 'string') return null;
  return {
    pid: pid as number,
    processStartTime: typeof processStartTime === 'string' ? processStartTime : null,
    bootId: typeof bootId === 'string' ? bootId : null,
    hostname,
    createdAt,
    token,
    address: typeof address === 'string' ? address : null,
  };
}

/** Removes what claimants and writers who died left behind. Claims on a lock that is no more are void, so this harms nobody. */
function sweep(directory: string, token: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(`${lockFileName}.`) && !name.endsWith(token)) removeIfThere(join(directory, name));
  }
}

function isHeld(path: string, token: string): boolean {
  try {
    return read(path)?.mark === token;
  } catch {
    return false;
  }
}

function release(path: string, token: string): void {
  try {
    if (read(path)?.mark === token) removeIfThere(path);
  } catch {
    // The directory went away or cannot be read any more: the next one sees that the owner is dead.
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

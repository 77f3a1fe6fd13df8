import { statfs } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { DurableFileSystem } from './durableFileSystem';
import { sqlStates } from './queryFailure';
import { readServerAssets } from './storeAssets';
import type { StoreFailure } from './storeFailure';
import { storeDamaged, storeFull, storeIncompleteInstallation, storeStopped, storeUnavailable } from './storeFailure';

/** A server that runs on the files of a data directory. */
export interface Server {
  readonly pg: PGlite;
  /** Settles if the server stops by itself; from then on it refuses everything. */
  readonly stopped: Promise<StoreFailure>;
}

/**
 * Starts PGlite on a directory with a database of its own version in it, which nobody else has open. Fails with
 * `store-damaged`, `store-full`, or `store-failed` where the installation is incomplete or memory is short.
 */
export async function startServer(dataDir: string, dbDir: string, assetsDir: string): Promise<Server> {
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
  return code === sqlStates.diskFull ? storeFull(dataDir) : storeStopped(dataDir, message);
}

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

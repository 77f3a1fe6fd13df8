import { realpathSync } from 'node:fs';
import type { HelloParams, HelloResult } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { Prompts } from './artifacts/prompts/promptFor';
import { openEngine } from './engine';
import { openEngineLog } from './engineLog';
import { listenForClients, type Door } from './listenForClients';
import { serveClient, type ServedClient } from './serveClient';
import { lockDataDirectory } from './store/dataDirectoryLock';
import { failureOfQueryError } from './store/queryFailure';

export interface ServeOptions {
  /** Absolute. */
  readonly dataDirectory: string;
  /** The folder of the built engine: `worker.js`, `store/`. */
  readonly assetsDirectory: string;
  /** Where to listen: a socket in a folder that only this user can enter, or a named pipe. */
  readonly address: string;
  /** How long to wait for another client after the last one left, in milliseconds. */
  readonly idleMs: number;
  /** What this engine speaks and stores. A client with a newer one makes it end; an older one is turned away. */
  readonly version: EngineVersion;
  /** What models are told; left out: the prompts of this release. */
  readonly prompts?: Prompts;
}

export type EngineVersion = Pick<HelloParams, 'protocolVersion' | 'schemaVersion'>;

/** The owner of a data directory, listening. */
export interface ServedEngine {
  /** Rejects with what keeps the database from being opened; then the engine ends once all who came have heard. */
  readonly opened: Promise<void>;
  /** Settles when it has ended and given up its address and the directory. */
  readonly ended: Promise<void>;
  /** Ends it after what it is storing is stored. Never rejects. */
  end(why: string): Promise<void>;
  /** Writes what went wrong to its log. */
  readonly trouble: (error: unknown) => void;
}

/** A client that has started the engine comes within this time, in milliseconds. */
const FIRST_CLIENT_MS = 10_000;

/**
 * Takes the data directory for this process and serves whoever connects, until there is nobody. It listens before the
 * database is open, so that those who come meanwhile wait with it and hear what came of it.
 *
 * Rejects with what keeps it from taking the directory (`store-…`) or from listening.
 */
export async function serveEngine(options: ServeOptions): Promise<ServedEngine> {
  const { dataDirectory, assetsDirectory, address, idleMs, version } = options;
  const lock = await lockDataDirectory(dataDirectory, { address });
  const clients = new Set<ServedClient>();
  const log = openEngineLog(lock.dataDir, (line) => {
    for (const client of clients) client.log(line);
  });
  let door: Door | null = null;
  let leaving: Failure | null = null;
  let idle: NodeJS.Timeout | null = null;

  const asFailure = (error: unknown): Failure => {
    if (error instanceof Failure) return error;
    const condition = failureOfQueryError(dataDirectory, error);
    if (condition !== null) return new Failure(condition.code, condition.message, condition.retryable);
    log.trouble(error);
    return new Failure(
      'internal',
      'The story engine met an error it does not know. What was stored is kept; the log has the details.',
    );
  };

  /**
   * Without its lock it must touch nothing any more, neither the files nor the socket: somebody else may have them, or
   * they are elsewhere.
   */
  const endIfLost = (): void => {
    if (leaving === null && !lock.isHeld()) process.exit(1);
  };

  const welcome = async (params: HelloParams) => {
    endIfLost();
    if (leaving !== null) throw leaving.code === 'client-older' ? engineGone() : leaving;
    const order = compareVersions(params, version);
    if (order > 0) {
      void end(`a newer ${params.client} takes over`, clientOlder());
      throw new Failure('engine-older', 'The story engine is older than this window: it ends, and a newer one starts.');
    }
    if (order < 0) throw clientOlder();
    const engine = await opening;
    log.write(`${params.client} connects`);
    const info: HelloResult = {
      ...version,
      dataDirectory: realpathSync.native(lock.dataDir),
      pid: process.pid,
      notice: engine.takeNotice(),
    };
    return { engine, info };
  };

  const waitForClients = (ms: number): void => {
    if (idle !== null) clearTimeout(idle);
    if (clients.size > 0 || leaving !== null) return;
    // Who came while the engine was busy is let in first.
    idle = setTimeout(() => setImmediate(() => clients.size === 0 && void end('nobody needs it')), ms);
  };

  const end = (why: string, failure = engineGone()): Promise<void> => {
    if (leaving !== null) return ended;
    endIfLost();
    leaving = failure;
    log.write(`ends: ${why}`);
    if (idle !== null) clearTimeout(idle);
    door?.close();
    void finish(failure.code === 'client-older').then(tellEnded, tellEnded);
    return ended;
  };
  const finish = async (isSuperseded: boolean): Promise<void> => {
    try {
      const engine = await opening.catch(() => null);
      // Closing stops the runs, so that what is asked for is answered.
      const closing = engine?.close();
      await Promise.all([...clients].map((client) => client.end(isSuperseded)));
      await closing;
    } catch (error) {
      log.trouble(error);
    } finally {
      lock.release();
    }
  };
  let tellEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (tellEnded = resolve));

  try {
    door = await listenForClients({
      address,
      onWatch: endIfLost,
      onClient: (socket) => {
        const client = serveClient(socket, {
          welcome,
          leaving: () => leaving,
          asFailure,
          onLeft: () => {
            clients.delete(client);
            if (client.name !== null) log.write(`${client.name} has left`);
            waitForClients(idleMs);
          },
        });
        clients.add(client);
        if (idle !== null) clearTimeout(idle);
      },
    });
  } catch (error) {
    lock.release();
    throw new Failure(
      'no-private-folder',
      `The story engine cannot listen at ${address} (${String(error)}): see to that folder, or name another place with XDG_RUNTIME_DIR.`,
    );
  }
  log.write(`listens at ${address}`);
  const opening = openEngine({
    lock,
    assetsDirectory,
    prompts: options.prompts,
    // Those who are connected see the process end and start another.
    onStopped: () => {
      log.write('ends: the database has stopped');
      door.close();
      process.exit(1);
    },
    onTrouble: log.trouble,
  });
  const opened = opening.then(
    () => waitForClients(Math.max(idleMs, FIRST_CLIENT_MS)),
    (error: unknown) => {
      const failure = asFailure(error);
      void end(`${failure.code}: ${failure.message}`, failure);
      throw failure;
    },
  );
  return { opened, ended, end: (why) => end(why), trouble: log.trouble };
}

/** Positive: `a` is newer. */
function compareVersions(a: EngineVersion, b: EngineVersion): number {
  return a.protocolVersion - b.protocolVersion || a.schemaVersion - b.schemaVersion;
}

function engineGone(): Failure {
  return new Failure('engine-gone', 'The story engine ends. What was stored is kept. Try again.', true);
}

function clientOlder(): Failure {
  return new Failure('client-older', 'This window is older than the story engine: reload it.');
}

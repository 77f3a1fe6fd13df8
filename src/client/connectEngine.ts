import { stat } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { greetEngine, type EngineConnection } from './engineConnection';
import { isPrivateAddress, ownerAddress, realPath } from './ownerAddress';
import { startEngineProcess } from './startEngineProcess';

export interface ConnectOptions {
  /** The folder of the built engine, to start one from: `engine.js`, `worker.js`, `store/`. */
  readonly assetsDirectory: string;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Who connects, for the log: `vscode`, `cli`. */
  readonly client: string;
  /** How long an engine that is started here waits for another client after its last one left, in milliseconds. */
  readonly idleMs: number;
  /** Lines of the engine's log, as they come. */
  readonly onLog?: (line: string) => void;
}

/**
 * Connects to the engine that owns the data directory; finding none, starts one, which goes on when this process ends.
 * Whoever else starts one at the same moment gets the same: all but one of the engines find the directory taken.
 *
 * Rejects with what keeps the engine from opening the directory (`store-…`; `store-busy` if a process has it that we
 * cannot speak to), with `client-older`, `no-private-folder` or `engine-did-not-start`.
 */
export async function connectEngine(options: ConnectOptions): Promise<EngineConnection> {
  const { dataDirectory, assetsDirectory, idleMs } = options;
  const onLog = options.onLog ?? (() => undefined);
  const own = ownerAddress(dataDirectory);
  let address = own;
  let started = false;
  let endedAtOnce = 0;
  // Each turn ends with an engine, or because one came or went meanwhile. Whom so much happens to has bad luck or a bug.
  for (let turn = 0; turn < TURNS && endedAtOnce < 3; turn++) {
    const socket = await connectTo(address);
    if (socket !== null) {
      const greeted = await greetEngine(socket, { ...options, ...VERSIONS, onLog });
      if (greeted.kind === 'failed') throw greeted.failure;
      if (greeted.kind === 'welcome') {
        if (await isSameFolder(greeted.connection.info.dataDirectory, dataDirectory)) return greeted.connection;
        await greeted.connection.close();
        throw usedAsAnother(dataDirectory, greeted.connection.info);
      }
      if (greeted.kind === 'ended' && started) endedAtOnce++;
      address = own;
      started = false;
      continue;
    }
    const report = await startEngineProcess({ assetsDirectory, dataDirectory, address: own, idleMs, onLog });
    started = report?.kind === 'listening';
    if (report === null) {
      endedAtOnce++;
    } else if (report.kind === 'refused') {
      const { ownerAddress: taken, failure } = report;
      if (taken === null || !isPrivateAddress(taken)) {
        throw new Failure(failure.code, failure.message, failure.retryable);
      }
      address = taken;
    }
  }
  throw new Failure(
    'engine-did-not-start',
    'The story engine did not start. "WritersRoom: Show Log" has what it said last.',
    true,
  );
}

const VERSIONS = { protocolVersion: PROTOCOL_VERSION, schemaVersion: SCHEMA_VERSION } as const;
const TURNS = 20;

/** Null: nobody listens there. */
function connectTo(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(address);
    socket.once('connect', () => resolve(socket));
    // Also later, when whoever has the socket hears of its end by its closing.
    socket.on('error', () => resolve(null));
  });
}

/** A folder may have several names, but only one number on its device. */
async function isSameFolder(owned: string, wanted: string): Promise<boolean> {
  if (owned === realPath(wanted)) return true;
  try {
    const [a, b] = await Promise.all([stat(owned, { bigint: true }), stat(wanted, { bigint: true })]);
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}

/** A copy of a data directory also has the lock of the engine that was running on the first one. */
function usedAsAnother(dataDirectory: string, { pid, dataDirectory: owned }: EngineConnection['info']): Failure {
  return new Failure(
    'store-busy',
    `The story memory in ${dataDirectory} is in use by the process ${pid}, which has it as ${owned}: close the WritersRoom that runs there, then try again.`,
    true,
  );
}

import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { startReportSchema, type StartReport } from '../protocol/startReport';

export interface EngineProcessOptions {
  /** The folder of the built engine: `engine.js`, `worker.js`, `store/`. */
  readonly assetsDirectory: string;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Where it is to listen. */
  readonly address: string;
  /** How long it waits for another client after its last one left, in milliseconds. */
  readonly idleMs: number;
  /** Gets what the process writes to its standard error until it has reported. */
  readonly onLog: (line: string) => void;
}

/**
 * Starts an engine that outlives this process: in a session of its own, with nothing of ours open. Resolves with its
 * report, or with null if it ended without one. In desktop VS Code `process.execPath` is Electron: it runs as Node by
 * its variable.
 */
export async function startEngineProcess(options: EngineProcessOptions): Promise<StartReport | null> {
  const { assetsDirectory, dataDirectory, address, idleMs } = options;
  const args = ['--data', dataDirectory, '--socket', address, '--idle-ms', String(idleMs)];
  const child = spawn(process.execPath, [...thrift.flags, path.join(assetsDirectory, 'engine.js'), ...args], {
    // A folder that nobody wants to remove or unmount.
    cwd: path.parse(process.execPath).root,
    env: { ...withoutSecrets(process.env), ...thrift.environment, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'json',
  });
  forwardLines(child, options.onLog);
  try {
    return await reportOf(child);
  } finally {
    child.stderr?.destroy();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

/**
 * What makes memory that is free go back to the system. Compiling the database's WebAssembly takes tens of megabytes
 * for a moment on several threads, and glibc keeps them, an arena a thread (mallopt(3)); other systems have no such
 * variables. V8 lets the part of its heap for new objects grow to 32 MB a thread for the sake of throughput.
 * With a feature script analyzed that is 360 MB before and 230 after, in the same processor time.
 */
const thrift = {
  environment: { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '131072' },
  flags: ['--max-semi-space-size=4'],
} as const;

/** Keys and passwords stay in the host: a process that never sees one cannot leak it. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIALS)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)));
}

function reportOf(child: ChildProcess): Promise<StartReport | null> {
  return new Promise((resolve) => {
    child.once('message', (message) => {
      const report = startReportSchema.safeParse(message);
      resolve(report.success ? report.data : null);
    });
    child.once('close', () => resolve(null));
    child.once('error', () => resolve(null));
  });
}

function forwardLines({ stderr }: ChildProcess, onLog: (line: string) => void): void {
  let rest = '';
  stderr?.setEncoding('utf8');
  stderr?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLog(line);
  });
  stderr?.on('end', () => {
    if (rest !== '') onLog(rest);
  });
}

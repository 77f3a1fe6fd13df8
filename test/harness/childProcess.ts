import { spawn, spawnSync } from 'node:child_process';

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** True: output goes straight to our own, and is not kept. */
  readonly show?: boolean;
}

export interface RunningProcess {
  /** Everything it wrote on stdout and stderr until now. */
  readonly output: () => string;
  /** Its exit code (1 where a signal ended it). Rejects when it cannot be started. */
  readonly exited: Promise<number>;
  /** Asks it and the group it leads to end, insists after five seconds, and waits until it has. */
  readonly end: () => Promise<void>;
}

/** Starts a process in a group of its own. */
export function startProcess(command: string, args: readonly string[], options: ProcessOptions = {}): RunningProcess {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const exited = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  exited.catch(() => undefined); // Whoever awaits it hears of the error; nobody else need.
  const end = async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    signalGroup(child.pid, 'SIGTERM');
    const insist = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5_000);
    await exited.catch(() => undefined);
    clearTimeout(insist);
  };
  return { output: () => output, exited, end };
}

export interface RunOptions extends ProcessOptions {
  /** Milliseconds after which it is ended and counts as failed. */
  readonly limitMs?: number;
}

/** Runs a process to its end and returns what it wrote. Throws, with the output, on any exit code but 0. */
export async function runProcess(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const running = startProcess(command, args, options);
  const { promise: late, cancel } = limit(options.limitMs);
  try {
    const code = await Promise.race([running.exited, late]);
    if (code === 'late') throw new Error(`${command} did not end in time\n${running.output()}`);
    if (code !== 0) throw new Error(`${command} ended with code ${code}\n${running.output()}`);
    return running.output();
  } finally {
    cancel();
    await running.end();
  }
}

function limit(milliseconds: number | undefined): { promise: Promise<'late'>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<'late'>((resolve) => {
    if (milliseconds !== undefined) timer = setTimeout(() => resolve('late'), milliseconds);
  });
  return { promise, cancel: () => clearTimeout(timer) };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/T', '/F', '/PID', String(pid)]);
    else process.kill(-pid, signal);
  } catch {
    // The whole group has ended.
  }
}

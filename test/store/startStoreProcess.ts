import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryDirectory } from './storeFixture';

/** A running `storeProcess`. */
export interface StoreProcess {
  readonly process: ChildProcess;
  /** Every line it wrote until now. */
  readonly lines: readonly string[];
  /** The next line that is not given yet; undefined when it has ended without one. */
  readonly nextLine: () => Promise<string | undefined>;
  /** Its code, or the signal that ended it; by then all its lines are there. */
  readonly ended: Promise<number | string>;
}

/**
 * Bundles `storeProcess` as the engine is bundled, CommonJS in a folder without `node_modules`, and returns its path.
 * PGlite's modules ask for `import.meta.url`, which CommonJS does not have.
 */
export async function bundleStoreProcess(): Promise<string> {
  const outfile = path.join(temporaryDirectory(), 'storeProcess.js');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'storeProcess.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  return outfile;
}

/** Starts a job of the bundle; `wrapper` is a command that runs it in other circumstances, `environment` adds to ours. */
export function startStoreProcess(
  bundle: string,
  args: readonly string[],
  wrapper: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): StoreProcess {
  const [command = '', ...commandArgs] = [...wrapper, process.execPath, bundle, ...args];
  const child = spawn(command, commandArgs, {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: path.dirname(bundle),
    env: { ...process.env, ...environment },
  });
  const lines: string[] = [];
  let given = 0;
  let closed = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      closed = true;
      wake();
      resolve(code ?? signal ?? 'ended');
    });
  });
  const nextLine = async () => {
    while (given === lines.length && !closed) await new Promise<void>((resolve) => waiting.add(resolve));
    return lines[given++];
  };
  return { process: child, lines, nextLine, ended };
}

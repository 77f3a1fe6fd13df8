import assert from 'node:assert/strict';
import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failureSchema, type FailureData } from '../../src/protocol/failure';
import { enginesEnd } from '../harness/enginesEnd';
import { root } from '../harness/root';

/** The built command line, as a writer starts it. */
export const CLI = path.join(root, 'dist', 'cli.js');
export const SAMPLE = path.join(root, 'media', 'ring-for-ferry.fountain');

/** How a command ended and what it said. */
export interface CliRun {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** What stands on standard input; nothing if absent. */
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Runs it as a user who may do nothing: permissions do not bind the one who runs tests in a container. */
  readonly asNobody?: boolean;
}

/** A folder of its own for one suite: its files, its data directory, and a home that is not the writer's. */
export interface Desk {
  readonly folder: string;
  /** The data directory that commands use where none is named. */
  readonly data: string;
  /** Writes a file and returns its path. */
  file(name: string, content: string | Uint8Array): string;
  run(args: readonly string[], options?: CliOptions): Promise<CliRun>;
  /** Runs a command with `--json` that is to succeed; returns its object. */
  json(args: readonly string[], options?: CliOptions): Promise<unknown>;
  /** Runs a command that is to fail with this exit code, for people and as JSON; returns the failure. */
  fails(exitCode: number, args: readonly string[], options?: CliOptions): Promise<FailureData>;
  /** Starts a command without waiting for it. */
  start(
    args: readonly string[],
    options?: CliOptions,
  ): { readonly child: ChildProcess; readonly ended: Promise<CliRun> };
  /** Waits until every engine that its commands started has ended, as before files of the memory are touched. */
  enginesEnd(): Promise<void>;
  /** The same, and deletes the folder. */
  remove(): Promise<void>;
}

/** How long engines that a command started wait for the next one, in milliseconds. */
const IDLE_MS = 1_000;

export function createDesk(): Desk {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wr-cli-'));
  const data = path.join(folder, 'data');
  const home = path.join(folder, 'home');
  mkdirSync(home);
  chmodSync(folder, 0o755);
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    LOCALAPPDATA: home,
    TMPDIR: os.tmpdir(),
    SystemRoot: process.env.SystemRoot,
    WRITERSROOM_DATA: data,
    WRITERSROOM_IDLE_MS: String(IDLE_MS),
  };
  const nobodys = nobodysFolder();
  const start: Desk['start'] = (args, options = {}) => {
    const isNobody = options.asNobody === true && nobodys !== null;
    const spawning: SpawnOptions = {
      cwd: options.cwd ?? folder,
      env: { ...environment, ...(isNobody && { TMPDIR: nobodys }), ...options.env },
      ...(isNobody && NOBODY),
    };
    const child = spawn(process.execPath, [CLI, ...args], { ...spawning, stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => undefined);
    if (options.stdin !== undefined) child.stdin.end(options.stdin);
    return { child, ended: outcomeOf(child) };
  };
  const run: Desk['run'] = async (args, options = {}) => {
    const outcome = await start(args, { stdin: '', ...options }).ended;
    checkManners(args, outcome);
    return outcome;
  };
  return {
    folder,
    data,
    file: (name, content) => {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    run,
    json: async (args, options) => {
      const outcome = await run([...args, '--json'], options);
      assert.equal(outcome.exitCode, 0, outcome.stderr);
      return onlyObject(outcome);
    },
    fails: async (exitCode, args, options) => {
      const said = await run(args, options);
      assert.equal(said.exitCode, exitCode, said.stderr);
      assert.equal(said.stdout, '', 'nothing on standard output');
      const asJson = await run(['--json', ...args], options);
      assert.equal(asJson.exitCode, exitCode);
      const { error } = onlyObject(asJson) as { error: unknown };
      const failure = failureSchema.strict().parse(error);
      assert.match(failure.message, /^\S.*[.!]$/s, 'a sentence');
      assert.ok(said.stderr.includes(failure.message), 'the same sentence for people');
      if (exitCode === 2) assert.match(said.stderr, /\nTry: writersroom --help\n$/);
      return failure;
    },
    start,
    enginesEnd: () => enginesEnd(folder),
    remove: async () => {
      await enginesEnd(folder);
      for (const one of [folder, ...(nobodys === null ? [] : [nobodys])]) {
        rmSync(one, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

const NOBODY = { uid: 65534, gid: 65534 } as const;

/** A temporary folder for the user who may do nothing else; null where we cannot be that user. */
function nobodysFolder(): string | null {
  if (process.getuid?.() !== 0) return null;
  // Not in ours, which that user cannot enter.
  const folder = mkdtempSync('/tmp/wr-nobody-');
  chownSync(folder, NOBODY.uid, NOBODY.gid);
  return folder;
}

/** The one JSON object that stands on standard output, and nothing else. */
export function onlyObject({ stdout }: CliRun): object {
  assert.match(stdout, /^\{.*\}\n$/, 'one line, one object');
  const value = JSON.parse(stdout) as unknown;
  assert.ok(typeof value === 'object' && value !== null && !Array.isArray(value));
  return value;
}

/** Resolves with the first output that matches; fails if the command ends before. */
export function says({ child, ended }: ReturnType<Desk['start']>, pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const listen = (chunk: Buffer): void => {
      heard += chunk.toString();
      if (pattern.test(heard)) resolve();
    };
    child.stderr?.on('data', listen);
    child.stdout?.on('data', listen);
    void ended.then((outcome) => reject(new Error(`it ended without saying ${String(pattern)}: ${outcome.stderr}`)));
  });
}

/** What holds for every run: no trace of the machinery, and progress never between the results. */
export function checkManners(args: readonly string[], { stdout, stderr }: CliRun): void {
  const what = `writersroom ${args.join(' ').slice(0, 200)}\n${stderr.slice(0, 2000)}`;
  assert.doesNotMatch(stderr, /^\s+at .+[:(]/m, `no stack trace: ${what}`);
  assert.doesNotMatch(stdout, /^\s+at .+:\d+:\d+\)?$/m, `no stack trace: ${what}`);
  assert.doesNotMatch(stderr, /undefined|\[object |NaN|UnhandledPromise|Warning:/, what);
}

function outcomeOf(child: ChildProcess): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (exitCode) =>
      resolve({ exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

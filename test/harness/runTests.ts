import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { announced } from './announced';
import { runProcess } from './childProcess';
import { findChromium } from './chromium';
import { errorText } from './errorText';
import { runInExtensionHost } from './extensionHost';
import { runMochaProcess } from './mochaProcess';
import { readResults, type Outcome } from './results';
import { root } from './root';
import { makeScratch } from './scratch';
import { summarize } from './summary';
import { findVSCode, type VSCode } from './vscode';

/**
 * Runs every kind of test and prints a summary, whose last line is `N passed, N failed, N skipped`.
 * `--only plain|extension|e2e` runs one kind and what it needs, `--grep RE` the tests whose title matches; `--rounds N`
 * has those that try their luck do so N times.
 * @returns the exit code: 1 on any failure and, where `CI` is set, on any skip
 */
export async function runTests(args: readonly string[]): Promise<number> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130)); // Ends what runs.
  const { values: options } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, grep: { type: 'string' }, rounds: { type: 'string' } },
  });
  if (!['plain', 'extension', 'e2e', undefined].includes(options.only))
    throw new Error('--only plain, extension or e2e');
  const wanted = (suite: string) => (options.only ?? suite) === suite;
  const all = options.only === undefined;
  const grep = options.grep;
  const outcomes: Outcome[] = [];

  if (all) outcomes.push(await check('types', 'Checking types', checkTypes));
  if (all) outcomes.push(await check('lint', 'Checking style', checkStyle));
  outcomes.push(await check('build', 'Building', () => node('esbuild.mjs', '--quiet')));
  if (wanted('plain')) outcomes.push(await suite('plain', 'Plain tests', grep, (run) => runPlain(run, options.rounds)));
  if (wanted('extension') || wanted('e2e')) {
    const editor = await prepare('VS Code and a browser for the tests', findEditor);
    if (wanted('extension')) {
      const run = (files: SuiteRun) => runInExtensionHost(editor.get(), { ...files, limitMs: 8 * minutes });
      outcomes.push(await suite('extension', 'Tests in the extension host', grep, run));
    }
    if (wanted('e2e')) {
      const vsix = await prepare('Packaging the extension', packageExtension);
      const run = (files: SuiteRun) => {
        vsix.get();
        return runWindows(editor.get(), files);
      };
      outcomes.push(await suite('e2e', 'Tests in a window', grep, run));
    }
  }
  const { lines, exitCode } = summarize(outcomes, { skipsFail: Boolean(process.env.CI) });
  console.log(`\n${lines.join('\n')}`);
  return exitCode;
}

const minutes = 60_000;

interface SuiteRun {
  readonly files: readonly string[];
  readonly results: string;
  readonly grep?: string | undefined;
}

async function node(...args: string[]): Promise<void> {
  await runProcess(process.execPath, args, { cwd: root, limitMs: 5 * minutes });
}

async function checkTypes(): Promise<void> {
  const tsc = path.join('node_modules', 'typescript', 'bin', 'tsc');
  await node(tsc, '--noEmit');
  const webview = path.join('src', 'webview', 'tsconfig.json');
  if (existsSync(path.join(root, webview))) await node(tsc, '--noEmit', '--project', webview);
}

async function checkStyle(): Promise<void> {
  await node(path.join('node_modules', 'eslint', 'bin', 'eslint.js'), '.');
  await node(path.join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '.');
}

async function packageExtension(): Promise<void> {
  // npm names its own script; started any other way, it is on the PATH.
  const npm = process.env.npm_execpath;
  if (npm) await node(npm, 'run', 'package');
  else await runProcess('npm', ['run', 'package'], { cwd: root, limitMs: 5 * minutes });
}

async function findEditor(): Promise<VSCode> {
  const vscode = await findVSCode();
  if (vscode.kind === 'code-server') await findChromium();
  return vscode;
}

async function runPlain(run: SuiteRun, rounds: string | undefined): Promise<void> {
  const more = rounds === undefined ? {} : { environment: { WRITERSROOM_ROUNDS: rounds } };
  const jobs = Math.min(os.availableParallelism(), 4);
  await runMochaProcess({ ...run, ...more, jobs, limitMs: (17 + Number(rounds ?? 0)) * minutes });
}

async function runWindows(vscode: VSCode, run: SuiteRun): Promise<void> {
  const environment = vscode.kind === 'desktop' ? { VSCODE_EXECUTABLE: vscode.executable } : {};
  await runMochaProcess({ ...run, limitMs: 10 * minutes, environment, windows: true });
}

/** One step that is one test: passed, or failed with what it printed. */
async function check(name: string, doing: string, work: () => Promise<unknown>): Promise<Outcome> {
  try {
    await announced(doing, work);
    return { passed: 1, failed: [], skipped: [] };
  } catch (error) {
    console.error(errorText(error));
    return { passed: 0, failed: [{ title: name, message: `${doing} failed; what it printed is above.` }], skipped: [] };
  }
}

/** One step that tests need. They get its result, or its error when they ask. */
async function prepare<T>(doing: string, work: () => Promise<T>): Promise<{ get: () => T }> {
  try {
    const value = await announced(doing, work);
    return { get: () => value };
  } catch (error) {
    console.error(errorText(error));
    return {
      get: () => {
        throw error;
      },
    };
  }
}

/** Runs the test files of a kind; what keeps them from running to their end is a failure of its own. */
async function suite(
  name: 'plain' | 'extension' | 'e2e',
  doing: string,
  grep: string | undefined,
  work: (run: SuiteRun) => Promise<void>,
): Promise<Outcome> {
  const scratch = makeScratch();
  const results = path.join(scratch.folder, 'results.jsonl');
  let problem: string | undefined;
  try {
    const files = testFiles(name);
    if (files.length === 0) throw new Error('There are no test files.');
    await announced(doing, async () => work({ files, results, grep }), { prints: true });
  } catch (error) {
    problem = errorText(error);
  }
  const outcome = readResults(results, { suite: name, problem, mayBeEmpty: grep !== undefined });
  scratch.remove();
  return outcome;
}

/** The files of a kind, absolute and sorted: those in its folder, and for plain tests all that are in neither. */
function testFiles(kind: 'plain' | 'extension' | 'e2e'): string[] {
  const test = path.join(root, 'test');
  const kindOf = (file: string) => /^(extension|e2e)[\\/]/.exec(file)?.[1] ?? 'plain';
  return readdirSync(test, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && kindOf(file) === kind)
    .sort()
    .map((file) => path.join(test, file));
}

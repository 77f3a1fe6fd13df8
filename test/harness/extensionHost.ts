import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { build, type BuildOptions } from 'esbuild';
import { launchChromium } from './chromium';
import { startCodeServer, windowAddress } from './codeServer';
import type { CodeServer } from './codeServerInstall';
import { reportMark } from './extensionHostMain';
import { noColors } from './noColors';
import { addExtensionFolder, makeProfile, type Profile } from './profile';
import { root } from './root';
import { makeScratch, type Scratch } from './scratch';
import type { VSCode } from './vscode';

export interface ExtensionHostRun {
  /** Absolute paths of the test files. */
  readonly files: readonly string[];
  /** The file that the results go to. */
  readonly results: string;
  readonly grep?: string | undefined;
  /** Milliseconds for the whole run. */
  readonly limitMs: number;
  /** The extension under test; default: this repository. */
  readonly extension?: string;
}

/**
 * Runs test files inside the extension host of a VS Code window that has the extension and the sample script open.
 * Throws when the window did not run them to their end; what the tests said is in the results.
 */
export async function runInExtensionHost(vscode: VSCode, run: ExtensionHostRun): Promise<void> {
  const scratch = makeScratch();
  try {
    const window: TestWindow = {
      extension: run.extension ?? root,
      runner: await bundleTests(run.files),
      folder: await sampleFolder(scratch),
      scratch,
      limitMs: run.limitMs,
    };
    Object.assign(scratch.environment, noColors, { WRITERSROOM_TEST_RESULTS: run.results });
    if (run.grep !== undefined) scratch.environment.WRITERSROOM_TEST_GREP = run.grep;
    if (vscode.kind === 'desktop') await runOnDesktop(vscode.executable, window);
    else await runInBrowser(vscode, window);
  } finally {
    scratch.remove();
  }
}

/** Tests say themselves when what is behind is made again; those of doing so by itself switch it on. */
const QUIET = { 'writersroom.refresh.automatic': false };

interface TestWindow {
  readonly extension: string;
  /** The bundled `extensionHostMain.ts`. */
  readonly runner: string;
  readonly folder: string;
  readonly scratch: Scratch;
  readonly limitMs: number;
}

async function runInBrowser(codeServer: CodeServer, { extension, runner, folder, scratch, limitMs }: TestWindow) {
  const { environment } = scratch;
  const profile = await testProfile(scratch);
  const server = await startCodeServer(codeServer, profile, { environment, testDriver: true });
  const browser = await launchChromium(environment);
  const log: string[] = [];
  try {
    const page = await browser.newPage();
    const code = new Promise<number>((resolve, reject) => {
      page.on('crash', () => reject(new Error('The window crashed.')));
      setTimeout(() => reject(new Error(`The tests did not end within ${limitMs / 1000} s.`)), limitMs).unref();
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    code.catch(() => undefined); // Awaited below.
    await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
      const text = format(...args);
      log.push(text);
      const [, report] = text.split(reportMark);
      if (report !== undefined) console.log(report);
    });
    const options = [
      ['extensionDevelopmentPath', extension],
      ['extensionTestsPath', runner],
    ] as const;
    await page.goto(windowAddress(server, folder, options));
    if ((await code) !== 0) throw new Error('Tests failed.');
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${log.slice(-20).join('\n')}`, { cause: error });
  } finally {
    await browser.close();
    await server.end();
  }
}

async function runOnDesktop(executable: string, { extension, runner, folder, scratch }: TestWindow): Promise<void> {
  const profile = await testProfile(scratch);
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: extension,
    extensionTestsPath: runner,
    extensionTestsEnv: scratch.environment,
    launchArgs: [
      folder,
      `--user-data-dir=${profile.userData}`,
      `--extensions-dir=${profile.extensions}`,
      '--use-inmemory-secretstorage',
    ],
  });
}

/** Quiet, and with an extension that provides models: a window in a browser takes only one extension to develop. */
async function testProfile(scratch: Scratch): Promise<Profile> {
  const profile = await makeProfile(scratch.folder, QUIET);
  await addExtensionFolder(profile, await bundleModelProvider());
  return profile;
}

/** A folder to work in with a copy of the sample script. */
async function sampleFolder(scratch: Scratch): Promise<string> {
  const folder = path.join(scratch.folder, 'work');
  await mkdir(folder);
  const media = path.join(root, 'media');
  for (const name of await readdir(media)) {
    if (name.endsWith('.fountain')) await cp(path.join(media, name), path.join(folder, name));
  }
  return folder;
}

/** The extension host loads CommonJS; `vscode` is there, mocha comes from node_modules. Returns the runner's path. */
async function bundleTests(files: readonly string[]): Promise<string> {
  const folder = path.join(root, 'dist', 'test', 'extension');
  await rm(folder, { recursive: true, force: true });
  const tests = files.map((file) => [path.basename(file, '.ts'), file] as const);
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries([['index', path.join(import.meta.dirname, 'extensionHostMain.ts')], ...tests]),
    outdir: folder,
    ...inHost,
  });
  return path.join(folder, 'index.js');
}

/** The extension that provides models to the editor, which only tests have. Returns its folder. */
async function bundleModelProvider(): Promise<string> {
  const source = path.join(import.meta.dirname, '..', 'extension', 'modelProvider');
  const folder = path.join(root, 'dist', 'test', 'modelProvider');
  await build({ absWorkingDir: root, entryPoints: [path.join(source, 'main.ts')], outdir: folder, ...inHost });
  await cp(path.join(source, 'package.json'), path.join(folder, 'package.json'));
  return folder;
}

const inHost = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
  logLevel: 'warning',
} satisfies BuildOptions;

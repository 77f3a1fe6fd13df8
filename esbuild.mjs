// Builds everything into dist/: the extension, the engine with its database files, the webview and the command line.
// Runs on bare Node: it installs the dependencies first where they are missing. `node esbuild.mjs [--watch] [--production] [--quiet]`
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');

/** Installs the packages of package-lock.json unless exactly those are installed. */
export async function ensureDependencies({ quiet = false } = {}) {
  const lock = await hashOf([path.join(root, 'package-lock.json')]);
  const stamp = path.join(root, 'node_modules', '.installed-from');
  if ((await readIfThere(stamp)) === lock) return;
  if (!quiet) console.log('Installing the packages of package-lock.json (about a minute the first time) ...');
  // npm names its own script; started any other way, it is on the PATH.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm) await run(process.execPath, [npm, ...args]);
  else await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args);
  await writeFile(stamp, lock);
}

/** Builds all bundles and, where its sources changed, the database template. */
export async function build({ production = false, quiet = false } = {}) {
  const esbuild = await import('esbuild');
  const started = Date.now();
  await copyDatabaseFiles();
  await Promise.all(bundles({ production }).map((options) => esbuild.build(options)));
  await buildTemplate(esbuild, { quiet });
  if (!quiet) console.log(`Built dist/ in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function watch() {
  const esbuild = await import('esbuild');
  await build({ quiet: true });
  for (const options of bundles({ production: false })) {
    const context = await esbuild.context({ ...options, logLevel: 'info' });
    await context.watch();
  }
}

function bundles({ production }) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    logLevel: 'warning',
    legalComments: 'none',
  };
  // PGlite asks import.meta.url for its place, which a CommonJS bundle does not have.
  const node = {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.url': '__importMetaUrl' },
    banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  };
  const all = [
    { ...node, entryPoints: ['src/extension/main.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
    { ...node, entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine.js' },
    { ...node, entryPoints: ['src/engine/worker.ts'], outfile: 'dist/worker.js' },
    {
      ...node,
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: `#!/usr/bin/env node\n${node.banner.js}` },
    },
    {
      ...common,
      entryPoints: ['src/webview/main.ts'],
      outfile: 'dist/webview.js',
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
    },
  ];
  return all.filter((options) => existsSync(path.join(root, options.entryPoints[0])));
}

/** What PGlite reads at run time; a bundle cannot hold it. The same on every platform. */
async function copyDatabaseFiles() {
  const require = createRequire(import.meta.url);
  const pglite = path.dirname(require.resolve('@electric-sql/pglite'));
  const vector = path.dirname(require.resolve('@electric-sql/pglite-pgvector'));
  const target = path.join(dist, 'pglite');
  await mkdir(target, { recursive: true });
  for (const name of ['pglite.wasm', 'pglite.data', 'initdb.wasm']) await cp(path.join(pglite, name), path.join(target, name));
  await cp(path.join(vector, 'vector.tar.gz'), path.join(target, 'vector.tar.gz'));
  await rm(path.join(dist, 'migrations'), { recursive: true, force: true });
  await cp(path.join(root, 'migrations'), path.join(dist, 'migrations'), { recursive: true });
}

/** A fresh database with the schema in it, packed: first open unpacks it instead of running initdb. */
async function buildTemplate(esbuild, { quiet }) {
  const [options] = bundles({ production: false });
  const script = path.join(dist, 'buildTemplate.js');
  await esbuild.build({ ...options, sourcemap: false, external: [], entryPoints: ['src/engine/store/buildTemplate.ts'], outfile: script });
  const key = await hashOf([script, ...(await filesIn(path.join(root, 'migrations'))), path.join(dist, 'pglite', 'pglite.wasm')]);
  const stamp = path.join(dist, '.template-of');
  if ((await readIfThere(stamp)) === key) return;
  if (!quiet) console.log('Building the database template ...');
  await run(process.execPath, [script, dist]);
  await writeFile(stamp, key);
}

async function filesIn(directory) {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

async function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex');
}

async function readIfThere(file) {
  return existsSync(file) ? readFile(file, 'utf8') : null;
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with code ${code}`))));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const has = (flag) => process.argv.includes(flag);
  await ensureDependencies({ quiet: false });
  if (has('--watch')) await watch();
  else await build({ production: has('--production'), quiet: has('--quiet') });
}

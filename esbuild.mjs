// Builds everything into dist/: the extension, the engine with its database files, the webview and the command line.
// Runs on bare Node: it installs the dependencies first where they are missing. `node esbuild.mjs [--watch] [--production] [--quiet]`
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
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

/** Builds all bundles and what the database needs beside them. */
export async function build({ production = false, quiet = false } = {}) {
  const esbuild = await import('esbuild');
  const started = Date.now();
  const results = await Promise.all(
    bundles({ production }).map((options) => esbuild.build({ ...options, metafile: true })),
  );
  await writeLicenses(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
  await buildStoreAssets(esbuild, { quiet });
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

/** The files that PGlite reads at run time and a fresh database with the schema in it: the engine's own builder knows them. */
async function buildStoreAssets(esbuild, { quiet }) {
  const [node] = bundles({ production: false });
  const script = path.join(dist, 'build', 'buildStoreAssets.js');
  await esbuild.build({
    ...node,
    sourcemap: false,
    external: [],
    entryPoints: ['src/engine/store/template/main.ts'],
    outfile: script,
  });
  if (!quiet) console.log('Building the database template where its sources changed ...');
  await run(process.execPath, [
    script,
    path.join(root, 'node_modules'),
    path.join(root, 'migrations'),
    path.join(dist, 'store'),
  ]);
}

/** The licences of every package that is in a bundle, as they ask for. */
async function writeLicenses(inputs) {
  const packages = new Set(['@electric-sql/pglite-pgvector']);
  for (const input of inputs) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input)?.[1];
    if (name) packages.add(name);
  }
  const parts = await Promise.all([...packages].sort().map(licenseOf));
  await writeFile(path.join(dist, 'THIRD_PARTY_LICENSES.txt'), parts.join(`\n${'-'.repeat(72)}\n\n`));
}

async function licenseOf(name) {
  const folder = path.join(root, 'node_modules', name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(path.join(folder, file), 'utf8') : `Licensed under ${license}.`;
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
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
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with code ${code}`)),
    );
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const has = (flag) => process.argv.includes(flag);
  await ensureDependencies({ quiet: false });
  if (has('--watch')) await watch();
  else await build({ production: has('--production'), quiet: has('--quiet') });
}

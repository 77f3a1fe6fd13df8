import { createHash, randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { compileWasm } from '../compileWasm';
import { readClusterVersion, readControlFile } from '../clusterVersion';
import { migrate } from '../migrate';
import { readMigrations } from '../readMigrations';
import { readServerAssets, storeAssetFiles } from '../storeAssets';
import type { TemplateIndex } from './templateIndex';
import { readTemplateIndex } from './templateIndex';

export interface StoreAssetSources {
  /** The folder that holds `@electric-sql`. */
  readonly nodeModulesDir: string;
  readonly migrationsDir: string;
  /** Filled with the files of `storeAssetFiles`; made if it is missing. */
  readonly outDir: string;
}

/**
 * Fills a folder with all that `openDatabase` reads: PGlite's and pgvector's files, the migrations, and the template
 * of a new database with the schema in it, which saves every writer the seconds of `initdb`. Leaves a folder alone that
 * is current, and swaps each file in whole, so that two builds at once do no harm. Returns whether there was
 * something to do.
 */
export async function buildStoreAssets(sources: StoreAssetSources): Promise<boolean> {
  const { nodeModulesDir, migrationsDir, outDir } = sources;
  const pgliteDir = join(nodeModulesDir, '@electric-sql', 'pglite', 'dist');
  const vectorFile = join(nodeModulesDir, '@electric-sql', 'pglite-pgvector', 'dist', storeAssetFiles.vector);
  const madeFrom = await hashSources(pgliteDir, vectorFile, migrationsDir);
  if (await isCurrent(outDir, madeFrom)) return false;

  await mkdir(outDir, { recursive: true });
  const scratch = await mkdtemp(join(outDir, '.building-'));
  try {
    for (const name of [storeAssetFiles.server, storeAssetFiles.serverFiles, storeAssetFiles.amcheck]) {
      await cp(join(pgliteDir, name), join(scratch, name));
    }
    await cp(vectorFile, join(scratch, storeAssetFiles.vector));
    await cp(migrationsDir, join(scratch, storeAssetFiles.migrations), { recursive: true });
    await writeTemplate(scratch, pgliteDir, madeFrom);
    await publish(scratch, outDir);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return true;
}

/** Raised when the making itself changes. */
const recipeVersion = 3;

async function hashSources(pgliteDir: string, vectorFile: string, migrationsDir: string): Promise<string> {
  const hash = createHash('sha256').update(`recipe ${recipeVersion}\n`);
  for (const name of [storeAssetFiles.server, storeAssetFiles.serverFiles, storeAssetFiles.amcheck, 'initdb.wasm']) {
    hash.update(await readFile(join(pgliteDir, name)));
  }
  hash.update(await readFile(vectorFile));
  for (const { tag, up, down } of await readMigrations(migrationsDir)) hash.update(`${tag}\n${up}\n${down}\n`);
  return hash.digest('hex');
}

async function isCurrent(outDir: string, madeFrom: string): Promise<boolean> {
  try {
    return (await readTemplateIndex(outDir)).madeFrom === madeFrom;
  } catch {
    return false;
  }
}

/** The index comes last: it is what says that the others are there. */
async function publish(scratch: string, outDir: string): Promise<void> {
  const names = (await readdir(scratch)).filter((name) => name !== storeAssetFiles.templateIndex);
  for (const name of [...names, storeAssetFiles.templateIndex]) {
    const target = join(outDir, name);
    if (name === storeAssetFiles.migrations) {
      await cp(join(scratch, name), target, { recursive: true });
    } else {
      await rename(join(scratch, name), target);
    }
  }
}

async function writeTemplate(assetsDir: string, pgliteDir: string, madeFrom: string): Promise<void> {
  const dbDir = join(tmpdir(), `writersroom-template-${randomUUID()}`);
  try {
    await makeDatabase(dbDir, assetsDir, pgliteDir);
    const { directories, files, content } = await collect(dbDir);
    const version = await readClusterVersion(dbDir);
    if (version === null) throw new Error('initdb left no PG_VERSION');
    const packed = await promisify(brotliCompress)(content, {
      params: {
        // The two qualities above take six and ten times as long for the last tenth.
        [constants.BROTLI_PARAM_QUALITY]: 9,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    });
    const contentHash = createHash('sha256').update(packed).digest('hex');
    const index: TemplateIndex = { madeFrom, version, contentHash, directories, files };
    await writeFile(join(assetsDir, storeAssetFiles.templateContent), packed);
    await writeFile(join(assetsDir, storeAssetFiles.templateIndex), JSON.stringify(index));
  } finally {
    await rm(dbDir, { recursive: true, force: true });
  }
}

/**
 * A database with the schema, as small as it goes: no template databases, which only CREATE DATABASE needs, and
 * segments of the write-ahead log of 1 MB instead of 16.
 */
async function makeDatabase(dbDir: string, assetsDir: string, pgliteDir: string): Promise<void> {
  const assets = await readServerAssets(assetsDir);
  const pg = await PGlite.create({
    ...assets,
    fs: new NodeFS(dbDir),
    initdbWasmModule: await compileWasm(await readFile(join(pgliteDir, 'initdb.wasm'))),
    initDbStartParams: [`--wal-segsize=${walSegmentBytes / 1024 ** 2}`],
  });
  await migrate(pg, await readMigrations(join(assetsDir, storeAssetFiles.migrations)));
  await pg.exec('UPDATE pg_database SET datistemplate = false, datallowconn = true');
  await pg.exec('DROP DATABASE template0');
  await pg.exec('DROP DATABASE template1');
  await pg.exec('VACUUM (FREEZE, ANALYZE)');
  await pg.close();
  await layOutWal(dbDir);
}

const walSegmentBytes = 1024 ** 2;

/** All of `min_wal_size` is there from the start: see there (`startServer`) what the spares are for. */
const walSegments = 16;

/** After a clean end the server reads one segment of the log, that of the last checkpoint. The others are spares; empty ones pack to nothing. */
async function layOutWal(dbDir: string): Promise<void> {
  const control = await readControlFile(dbDir);
  if (control === null) throw new Error('initdb left no pg_control');
  const needed = control.readBigUInt64LE(32) / BigInt(walSegmentBytes);
  const log = join(dbDir, 'pg_wal');
  const names = (await readdir(log)).filter((name) => /^[0-9A-F]{24}$/.test(name));
  if (!names.includes(walSegmentName(needed))) throw new Error(`the log has no segment ${walSegmentName(needed)}`);
  for (const name of names) if (name !== walSegmentName(needed)) await rm(join(log, name));
  for (let spare = 1; spare < walSegments; spare++) {
    await writeFile(join(log, walSegmentName(needed + BigInt(spare))), Buffer.alloc(walSegmentBytes));
  }
}

/** Timeline 1, then the segment's number in two halves of eight digits; a high half holds 4 GB of segments. */
function walSegmentName(segment: bigint): string {
  const perHigh = 0x1_0000_0000n / BigInt(walSegmentBytes);
  return [1n, segment / perHigh, segment % perHigh]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
}

interface Collected {
  readonly directories: readonly string[];
  readonly files: TemplateIndex['files'];
  readonly content: Buffer;
}

async function collect(dbDir: string): Promise<Collected> {
  const directories: string[] = [];
  const files: [string, number][] = [];
  const contents: Buffer[] = [];
  const visit = async (relative: string): Promise<void> => {
    const entries = await readdir(join(dbDir, relative), { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) {
        directories.push(path);
        await visit(path);
      } else if (path !== 'postmaster.pid') {
        const bytes = await readFile(join(dbDir, path));
        files.push([path, bytes.length]);
        contents.push(bytes);
      }
    }
  };
  await visit('');
  return { directories, files, content: Buffer.concat(contents) };
}

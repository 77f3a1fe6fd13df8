import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PGliteOptions } from '@electric-sql/pglite';
import { compileWasm } from './compileWasm';

/**
 * The files that the database needs beside the code, all in one folder that the build fills (`buildStoreAssets`): a
 * bundle has no `node_modules` in which PGlite could look for them.
 */
export const storeAssetFiles = {
  server: 'pglite.wasm',
  serverFiles: 'pglite.data',
  vector: 'vector.tar.gz',
  amcheck: 'amcheck.tar.gz',
  templateIndex: 'template.json',
  templateContent: 'template.br',
  migrations: 'migrations',
} as const;

/** Options for `PGlite.create` that take everything from `assetsDir`. Rejects where a file is missing. */
export async function readServerAssets(assetsDir: string) {
  const server = await compileWasm(await readFile(join(assetsDir, storeAssetFiles.server)));
  // PGlite keeps its options: a blob of bytes would be 6 MB for good, this one is read from the file.
  const serverFiles = await openAsBlob(join(assetsDir, storeAssetFiles.serverFiles));
  return {
    pgliteWasmModule: server,
    fsBundle: serverFiles,
    extensions: {
      vector: extension('vector', join(assetsDir, storeAssetFiles.vector)),
      amcheck: extension('amcheck', join(assetsDir, storeAssetFiles.amcheck)),
    },
  } satisfies PGliteOptions;
}

/** An extension as PGlite wants it described; the packages look beside their own files. */
function extension(name: string, bundleFile: string) {
  return {
    name,
    setup: (_pg: unknown, emscriptenOpts: unknown) =>
      Promise.resolve({ emscriptenOpts, bundlePath: pathToFileURL(bundleFile) }),
  };
}

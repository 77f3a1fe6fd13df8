import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import type { OpenDatabase } from '../../src/engine/store/openDatabase';
import { openDatabase } from '../../src/engine/store/openDatabase';
import { buildStoreAssets } from '../../src/engine/store/template/buildStoreAssets';

const root = path.resolve(import.meta.dirname, '..', '..');

export const migrationsDir = path.join(root, 'migrations');

/**
 * The folder with PGlite's files and the template, built if it is missing or old. Each test process that runs beside
 * others has one of its own: who fills a folder changes it under those who read.
 */
export async function storeAssets(): Promise<string> {
  const outDir = path.join(root, 'dist', `test-store-${process.env.MOCHA_WORKER_ID ?? 'alone'}`);
  await buildStoreAssets({ nodeModulesDir: path.join(root, 'node_modules'), migrationsDir, outDir });
  return outDir;
}

/** A folder of this test process's own, gone when it ends. */
export function temporaryDirectory(): string {
  if (directories.length === 0) process.once('exit', removeDirectories);
  const directory = mkdtempSync(path.join(tmpdir(), 'writersroom-store-'));
  directories.push(directory);
  return directory;
}

const directories: string[] = [];

function removeDirectories(): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}

/** An open database in a directory of its own; `close` also lets the directory go. */
export async function openTemporaryDatabase(): Promise<{ database: OpenDatabase; close: () => Promise<void> }> {
  const lock = await lockDataDirectory(temporaryDirectory());
  const database = await openDatabase({ lock, assetsDir: await storeAssets() });
  const close = async () => {
    await database.close();
    lock.release();
  };
  return { database, close };
}

/** Locks and opens a data directory, lets `use` work on it, then closes and releases it, whatever happens. */
export async function withDatabase<T>(dataDir: string, use: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const lock = await lockDataDirectory(dataDir);
  try {
    const database = await openDatabase({ lock, assetsDir: await storeAssets() });
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  } finally {
    lock.release();
  }
}

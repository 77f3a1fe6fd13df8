import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { storeAssetFiles } from '../storeAssets';
import type { TemplateIndex } from './templateIndex';

/** The contents of the template's files, one after another. Rejects where the file is missing or is not the index's. */
export async function readTemplateContent(assetsDir: string, index: TemplateIndex): Promise<Buffer> {
  const packed = await readFile(join(assetsDir, storeAssetFiles.templateContent));
  const hash = createHash('sha256').update(packed).digest('hex');
  if (hash !== index.contentHash) throw new Error(`${storeAssetFiles.templateContent} is not the one of its index`);
  return promisify(brotliDecompress)(packed);
}

/**
 * Writes the template into `targetDir`, which must not exist, and does not return before all of it is on the disk. A
 * crash leaves half of it there, so the caller renames it afterwards. Rejects with the system's error.
 */
export async function unpackTemplate(index: TemplateIndex, content: Buffer, targetDir: string): Promise<void> {
  await mkdir(targetDir, { mode: 0o700 });
  for (const directory of index.directories) await mkdir(join(targetDir, directory), { mode: 0o700 });
  let start = 0;
  const writes = index.files.map(([path, byteLength]) => {
    const bytes = content.subarray(start, (start += byteLength));
    return { path: join(targetDir, path), bytes };
  });
  await inParallel(writes, ({ path, bytes }) => writeDurably(path, bytes));
  await inParallel([...index.directories.map((directory) => join(targetDir, directory)), targetDir], syncDirectory);
}

/** Makes a directory's entries durable; Windows has no such thing, and its rename is durable enough. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Twice as many at once as libuv has threads; more would only hold file handles. */
const parallelWrites = 8;

/** Rejects with the first failure, but not before all that was begun has ended: the caller may then clear away. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const lines = Array.from({ length: parallelWrites }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.allSettled(lines);
  await Promise.all(lines);
}

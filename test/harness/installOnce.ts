import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Fills a folder once and for all. The folder appears whole or not at all, so that an interrupted install is redone;
 * of several processes that fill it at the same time, the first to finish wins and the others take what it made.
 * @param folder its name should carry the version of what is in it
 * @param fill gets an empty folder beside it to work in; what it throws is passed on unless another process succeeded
 */
export async function installOnce(folder: string, fill: (emptyFolder: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(path.dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const part = `${folder}${partMark}${process.pid}`;
  await mkdir(part);
  try {
    await fill(part);
    await rename(part, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

const partMark = '.part-';

/** A part carries the id of the process that fills it; when that is gone, nobody will finish it. */
async function removeAbandoned(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(path.basename(folder) + partMark) ? Number(name.split(partMark).at(-1)) : undefined;
    if (pid === undefined || (pid !== process.pid && isAlive(pid))) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether a file is where it was: `unknown` where the disk it was on may not be there, or cannot be asked. */
export type FilePresence = 'present' | 'gone' | 'unknown';

/** Looks at the disk for a `file:` uri; any other kind of address is `unknown`. Never rejects. */
export async function filePresence(uri: string): Promise<FilePresence> {
  if (!uri.startsWith('file:')) return 'unknown';
  let file: string;
  try {
    file = fileURLToPath(uri);
  } catch {
    return 'unknown';
  }
  const found = await exists(file);
  if (found !== 'gone') return found;
  const folder = path.dirname(file);
  let ancestor = folder;
  for (;;) {
    const there = await exists(ancestor);
    if (there === 'present') break;
    const above = path.dirname(ancestor);
    if (there === 'unknown' || above === ancestor) return 'unknown';
    ancestor = above;
  }
  return (await mayBeUnmounted(ancestor, folder)) ? 'unknown' : 'gone';
}

/** Where systems attach disks: what is missing there may come back with its disk. */
const MOUNT_PLACES = /^\/(?:mnt|media|net|Volumes|run\/media)(?:\/|$)/u;

/** @param ancestor the nearest folder that exists */
async function mayBeUnmounted(ancestor: string, folder: string): Promise<boolean> {
  // A folder that is missing at the root itself was more likely a disk than a folder.
  if (ancestor === '/') return true;
  if (!MOUNT_PLACES.test(ancestor)) return false;
  if (ancestor !== folder) return true;
  const entries = await readdir(ancestor).catch(() => []);
  return entries.length === 0;
}

async function exists(file: string): Promise<FilePresence> {
  try {
    await stat(file);
    return 'present';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : 'unknown';
  }
}

import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure } from '../protocol/failure';

/**
 * Where the owner of a data directory listens, if a client with this environment started it: a socket outside the
 * directory, whose own path may be too long for one, named by the hash of its real path. It lies in a folder that only
 * this user can enter; that, and not the socket, keeps others out. On Windows it is a named pipe: by default nobody
 * but its user (and administrators) may write to one, which is what every request needs
 * (https://learn.microsoft.com/windows/win32/ipc/named-pipe-security-and-access-rights).
 *
 * Makes the folder. Throws `no-private-folder` where neither the runtime folder nor a temporary one can hold it.
 */
export function ownerAddress(dataDirectory: string, env: NodeJS.ProcessEnv = process.env): string {
  const hash = createHash('sha256').update(realPath(dataDirectory)).digest('hex').slice(0, 20);
  if (process.platform === 'win32') return `\\\\.\\pipe\\writersroom-${userName()}-${hash}`;
  const refused: string[] = [];
  for (const folder of folders(env)) {
    const address = path.join(folder, `${hash}.sock`);
    if (Buffer.byteLength(address) > longestPath) continue;
    if (makePrivate(folder)) return address;
    refused.push(folder);
  }
  throw new Failure(
    'no-private-folder',
    `WritersRoom needs a folder that only you can enter, and ${refused.join(' or ')} cannot be made one: delete what is there, or name another place with XDG_RUNTIME_DIR.`,
  );
}

/** Whether what listens there can only be ours: its folder belongs to us and nobody else can enter it. */
export function isPrivateAddress(address: string): boolean {
  return process.platform === 'win32' || isPrivate(path.dirname(address));
}

/** The path of a folder as the file system itself names it, also of one that does not exist yet. */
export function realPath(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : path.join(realPath(parent), path.basename(folder));
  }
}

/** `sun_path` of unix(7) has 108 bytes on Linux and 104 on macOS and the BSDs, one of them for the end. */
const longestPath = 103;

/** The runtime folder is made for sockets and is ours alone (XDG Base Directory Specification); else a temporary one. */
function folders(env: NodeJS.ProcessEnv): string[] {
  const runtime = env.XDG_RUNTIME_DIR;
  const own = `writersroom-${process.getuid?.() ?? 0}`;
  return [
    ...(runtime !== undefined && path.isAbsolute(runtime) ? [path.join(runtime, 'writersroom')] : []),
    path.join(env.TMPDIR !== undefined && path.isAbsolute(env.TMPDIR) ? env.TMPDIR : os.tmpdir(), own),
    path.join('/tmp', own),
  ];
}

/** Makes the folder if there is none; what is there is never changed, only looked at. */
function makePrivate(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch {
    // It is there, or cannot be: the look decides.
  }
  return isPrivate(folder);
}

function isPrivate(folder: string): boolean {
  try {
    const { mode, uid } = lstatSync(folder);
    const isFolder = (mode & 0o170000) === 0o040000;
    return isFolder && (mode & 0o077) === 0 && uid === process.getuid?.();
  } catch {
    return false;
  }
}

function userName(): string {
  return createHash('sha256').update(os.userInfo().username).digest('hex').slice(0, 8);
}

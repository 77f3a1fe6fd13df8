import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { gitEnvironment, PRINT_BLOB, printedBlob } from '../client/gitBlob';
import { Failure } from '../protocol/failure';

/** A file as it was in a revision of the git repository that it is in. */
export interface Revision {
  readonly file: string;
  /** As the writer gave it: `HEAD~2`, a branch, a hash, `HEAD@{yesterday}`. */
  readonly revision: string;
}

/**
 * What `FILE@REVISION` names; null for a file on the disk: one that has no `@` behind its first letter, or whose name really contains
 * it. Of several `@` the first behind a file that is there counts, else the first.
 */
export function revisionOf(argument: string): Revision | null {
  if (argument === '-' || existsSync(argument)) return null;
  const name = argument.length - path.basename(argument).length;
  const splits: Revision[] = [];
  // A revision may hold slashes (a branch), so the name ends anywhere.
  for (let at = argument.indexOf('@', 1); at !== -1; at = argument.indexOf('@', at + 1)) {
    const file = argument.slice(0, at);
    if (!file.endsWith('/') && at + 1 < argument.length) splits.push({ file, revision: argument.slice(at + 1) });
  }
  const [first] = splits;
  return splits.find(({ file }) => existsSync(file)) ?? splits.find(({ file }) => file.length > name) ?? first ?? null;
}

/**
 * The bytes of a file in a revision, as git stores them; of a symbolic link those of the file it leads to. Runs git three times, without a shell. Rejects with `git-missing`,
 * `revision-unknown` (not a repository, no such revision), `file-missing` (not in that revision), and with an `AbortError` once
 * `signal` is aborted.
 */
export async function readRevision({ file, revision }: Revision, signal: AbortSignal): Promise<Uint8Array> {
  const folder = path.dirname(path.resolve(file));
  const name = path.basename(file);
  if (revision.startsWith('-')) throw new Failure('revision-unknown', `${revision} is no revision of git.`);
  if (!existsSync(folder)) throw new Failure('file-missing', `There is no folder ${path.dirname(file)}.`);
  if ((await git(folder, ['rev-parse', '--git-dir'], signal)) === null) {
    throw new Failure('revision-unknown', `${file} is in no git repository, so there is no ${revision} of it.`);
  }
  const commit = await git(folder, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], signal);
  if (commit === null) throw new Failure('revision-unknown', `git knows no revision ${revision} of ${file}.`);
  const printed = await git(folder, PRINT_BLOB, signal, `${commit.toString('utf8').trim()}:./${name}\n`);
  const bytes = printed === null || name.includes('\n') ? null : printedBlob(printed);
  if (bytes === null) throw new Failure('file-missing', `There was no file ${file} in revision ${revision}.`);
  return bytes;
}

const MOST_BYTES = 256 * 1024 * 1024;

/** What git prints; null where it ends with a failure. */
function git(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  input: string | null = null,
): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: MOST_BYTES, signal, windowsHide: true } as const;
    const child = execFile('git', ['-C', folder, ...args], { ...options, env: gitEnvironment() }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (typeof error.code === 'number') resolve(null);
      else if (signal.aborted) reject(signal.reason as Error);
      else {
        const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not on this machine' : 'could not be run';
        reject(new Failure('git-missing', `git ${why}. Install it, or name two files.`));
      }
    });
    // Where git has ended already, what it ended with says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { gitEnvironment, PRINT_BLOB, printedBlob } from '../../client/gitBlob';
import { Failure } from '../../protocol/failure';

/** A commit that touched a file. */
export interface FileCommit {
  /** Full hash. */
  readonly hash: string;
  readonly date: Date;
  readonly author: string;
  readonly subject: string;
  /** What the file was called in it, from the root of the repository. */
  readonly path: string;
}

/** So many commits are offered, newest first. */
const MOST_COMMITS = 200;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The commits that touched a file, under this name and those it had before, newest first; empty where there is none. Rejects with `git-missing`
 * where git cannot be run, with `revision-unknown` where the file is in no repository or the folder is not trusted.
 */
export async function commitsOf(file: vscode.Uri, signal: AbortSignal): Promise<readonly FileCommit[]> {
  mustBeTrusted();
  const { folder, name } = placeOf(file);
  if ((await git(folder, ['rev-parse', '--git-dir'], signal)) === null) {
    throw new Failure('revision-unknown', `${name} is in no git repository, so there are no commits of it.`);
  }
  const format = '--format=%x1e%H%x1f%cI%x1f%an%x1f%s';
  const which = ['--follow', '--name-only', `--max-count=${MOST_COMMITS}`];
  const printed = await git(folder, ['log', '-z', ...which, format, '--', name], signal);
  const commits: FileCommit[] = [];
  for (const record of (printed?.toString('utf8') ?? '').split('\u001e').slice(1)) {
    const [facts = '', path = ''] = record.split('\0');
    const [hash = '', date = '', author = '', ...subject] = facts.trim().split('\u001f');
    // A merge names no file: it is called as in the commit behind it.
    const named = path.replace(/^\n/u, '') || (commits.at(-1)?.path ?? '');
    if (named !== '') commits.push({ hash, date: new Date(date), author, subject: subject.join(' '), path: named });
  }
  return commits;
}

/**
 * The bytes of a file in a commit, under `path` from the root of the repository or, without, under its name of now. Rejects as
 * `commitsOf` does, and with `file-missing` where it is not in that commit.
 */
export async function fileInCommit(
  file: vscode.Uri,
  { hash: commit, path: earlier }: { readonly hash: string; readonly path?: string },
  signal: AbortSignal,
): Promise<Uint8Array> {
  mustBeTrusted();
  const { folder, name } = placeOf(file);
  if (!/^[\da-f]{4,64}$/u.test(commit)) throw new Failure('revision-unknown', `${commit} is no commit of git.`);
  const wanted = `${commit}:${earlier ?? `./${name}`}`;
  const printed = wanted.includes('\n') ? null : await git(folder, PRINT_BLOB, signal, `${wanted}\n`);
  const bytes = printed === null ? null : printedBlob(printed);
  if (bytes === null) throw new Failure('file-missing', `There was no ${name} in commit ${commit.slice(0, 7)}.`);
  return bytes;
}

/** What stands in a repository decides what git runs. */
function mustBeTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new Failure(
    'revision-unknown',
    'git is not run in a folder that you have not said you trust. Trust the folder, or compare with a file.',
  );
}

function placeOf(file: vscode.Uri): { readonly folder: string; readonly name: string } {
  return { folder: path.dirname(file.fsPath), name: path.basename(file.fsPath) };
}

/** What git prints; null where it ends with a failure. Without a shell; a name is never a pattern or an option. */
async function git(
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  input: string | null = null,
): Promise<Buffer | null> {
  const program = await gitProgram();
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: MOST_BYTES, signal, windowsHide: true } as const;
    const all = ['--literal-pathspecs', '-C', folder, ...args];
    const child = execFile(program, all, { ...options, env: gitEnvironment() }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (typeof error.code === 'number') resolve(null);
      else reject(new Failure('git-missing', 'git could not be run. Install it, or compare with a file.'));
    });
    // Where git has ended already, what it ended with says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** The git that the editor's own extension has found; else the one of the PATH. */
async function gitProgram(): Promise<string> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (extension === undefined) return 'git';
  try {
    return (await extension.activate()).getAPI(1).git.path;
  } catch {
    return 'git'; // Switched off, or it has found none.
  }
}

interface GitExtension {
  getAPI(version: 1): { readonly git: { readonly path: string } };
}

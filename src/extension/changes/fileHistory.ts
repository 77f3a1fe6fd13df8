import { execFile } from 'node:child_process';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { Failure } from '../../protocol/failure';

/** A commit that touched a file. */
export interface FileCommit {
  /** Full hash. */
  readonly hash: string;
  readonly date: Date;
  readonly author: string;
  readonly subject: string;
}

/** So many commits are offered, newest first. */
const MOST_COMMITS = 200;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * The commits that touched a file under this name, newest first; empty where there is none. Rejects with `git-missing`
 * where git cannot be run, with `revision-unknown` where the file is in no repository or the folder is not trusted.
 */
export async function commitsOf(file: vscode.Uri, signal: AbortSignal): Promise<readonly FileCommit[]> {
  mustBeTrusted();
  const { folder, name } = placeOf(file);
  if ((await git(folder, ['rev-parse', '--git-dir'], signal)) === null) {
    throw new Failure('revision-unknown', `${name} is in no git repository, so there are no commits of it.`);
  }
  const format = `--format=%H%x1f%cI%x1f%an%x1f%s`;
  const printed = await git(folder, ['log', '-z', `--max-count=${MOST_COMMITS}`, format, '--', name], signal);
  const lines = (printed?.toString('utf8') ?? '').split('\0').filter((line) => line !== '');
  return lines.map((line) => {
    const [hash = '', date = '', author = '', ...subject] = line.trim().split('\u001f');
    return { hash, date: new Date(date), author, subject: subject.join(' ') };
  });
}

/** The bytes of a file in a commit. Rejects as `commitsOf` does, and with `file-missing` where it is not in that commit. */
export async function fileInCommit(file: vscode.Uri, commit: string, signal: AbortSignal): Promise<Uint8Array> {
  mustBeTrusted();
  const { folder, name } = placeOf(file);
  if (!/^[\da-f]{4,64}$/u.test(commit)) throw new Failure('revision-unknown', `${commit} is no commit of git.`);
  const bytes = await git(folder, ['cat-file', 'blob', `${commit}:./${name}`], signal);
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
async function git(folder: string, args: readonly string[], signal: AbortSignal): Promise<Buffer | null> {
  const program = await gitProgram();
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: MOST_BYTES, signal, windowsHide: true } as const;
    execFile(program, ['--literal-pathspecs', '-C', folder, ...args], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (typeof error.code === 'number') resolve(null);
      else reject(new Failure('git-missing', 'git could not be run. Install it, or compare with a file.'));
    });
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

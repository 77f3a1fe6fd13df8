/**
 * The environment in which git finds the repository that a folder is in: without the variables that say which one to take. In a
 * hook of git they are set.
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_ONE_REPOSITORY.has(name.toUpperCase())));
}

/** As `git rev-parse --local-env-vars` lists them, but for those that only configure git. */
const OF_ONE_REPOSITORY: ReadonlySet<string> = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_PREFIX',
  'GIT_GRAFT_FILE',
  'GIT_SHALLOW_FILE',
  'GIT_IMPLICIT_WORK_TREE',
]);

/** Makes git read from its input which file to print; of a symbolic link the file that it leads to in the same commit. */
export const PRINT_BLOB = ['cat-file', '--batch', '--follow-symlinks'] as const;

/** The file in what `PRINT_BLOB` printed for one line of input; null where it is missing, or no file. */
export function printedBlob(printed: Buffer): Buffer | null {
  const end = printed.indexOf('\n');
  const size = /^[\da-f]+ blob (\d+)$/u.exec(printed.toString('latin1', 0, Math.max(0, end)))?.[1];
  return size === undefined ? null : printed.subarray(end + 1, end + 1 + Number(size));
}

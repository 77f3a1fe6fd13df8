import path from 'node:path';
import { runProcess } from './childProcess';
import { noColors } from './noColors';
import { root } from './root';
import { makeScratch } from './scratch';

export interface MochaProcess {
  /** Absolute paths of the test files. */
  readonly files: readonly string[];
  /** The file that the results go to. */
  readonly results: string;
  readonly grep?: string | undefined;
  /** Milliseconds for the whole run. */
  readonly limitMs: number;
  /** Set beside that of the scratch. */
  readonly environment?: NodeJS.ProcessEnv;
  /** True for tests that open windows. */
  readonly windows?: boolean;
  /** Files that run at a time; one if absent. */
  readonly jobs?: number;
}

/** Runs test files in a process with a home, temporary folder and data directory of its own. Throws when a test failed or the process broke off. */
export async function runMochaProcess(run: MochaProcess): Promise<void> {
  const scratch = makeScratch();
  const flags = [
    ...['--results', run.results],
    ...(run.grep === undefined ? [] : ['--grep', run.grep]),
    ...(run.windows ? ['--windows'] : []),
    ...(run.jobs === undefined ? [] : ['--jobs', String(run.jobs)]),
  ];
  try {
    await runProcess(
      process.execPath,
      ['--import', 'tsx', path.join(import.meta.dirname, 'mochaMain.ts'), ...flags, ...run.files],
      {
        cwd: root,
        env: { ...scratch.environment, ...noColors, ...run.environment },
        show: true,
        limitMs: run.limitMs,
      },
    );
  } finally {
    scratch.remove();
  }
}

import Mocha from 'mocha';
import { ResultsReporter } from './reporter';

export interface MochaRun {
  /** Absolute paths of the test files. */
  readonly files: readonly string[];
  /** The file that the results go to. */
  readonly results: string;
  /** Run only tests whose full title matches this regular expression. */
  readonly grep?: string | undefined;
  /** Milliseconds that one test may take. */
  readonly timeoutMs: number;
  readonly hooks?: Mocha.RootHookObject;
  /** Files that run at a time, each in a process of its own kind. One where absent: all in this process. */
  readonly jobs?: number;
}

/** Runs test files and resolves with the number of failures. */
export async function runMocha({ files, results, grep, timeoutMs, hooks, jobs = 1 }: MochaRun): Promise<number> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: timeoutMs,
    forbidOnly: Boolean(process.env.CI),
    reporter: ResultsReporter,
    reporterOptions: { results },
    ...(grep === undefined ? {} : { grep: new RegExp(grep) }),
    ...(hooks === undefined ? {} : { rootHooks: hooks }),
    ...(jobs > 1 ? { parallel: true, jobs } : {}),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => mocha.run(resolve));
}

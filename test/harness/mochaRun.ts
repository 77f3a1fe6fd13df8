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
}

/** Runs test files in this process and resolves with the number of failures. */
export async function runMocha({ files, results, grep, timeoutMs, hooks }: MochaRun): Promise<number> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: timeoutMs,
    forbidOnly: Boolean(process.env.CI),
    reporter: ResultsReporter,
    reporterOptions: { results },
    ...(grep === undefined ? {} : { grep: new RegExp(grep) }),
    ...(hooks === undefined ? {} : { rootHooks: hooks }),
  });
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return new Promise((resolve) => mocha.run(resolve));
}

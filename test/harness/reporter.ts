import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { ResultRecord } from './results';

/** Mocha's readable report, and beside it the results in the file `reporterOptions.results`, each as it comes. */
export class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { results } = options.reporterOptions as { results: string };
    const write = (record: ResultRecord) => appendFileSync(results, `${JSON.stringify(record)}\n`);
    runner.on('pass', (test) => write({ kind: 'passed', title: titleOf(test) }));
    runner.on('pending', (test) => write({ kind: 'skipped', title: titleOf(test) }));
    runner.on('fail', (test, error: unknown) =>
      write({ kind: 'failed', title: titleOf(test), message: messageOf(error) }),
    );
    runner.on('end', () => write({ kind: 'end' }));
  }
}

function titleOf(test: Mocha.Runnable): string {
  return test.titlePath().join(' › ').replaceAll(/\s+/g, ' ');
}

/** From another process an error comes as an object that has the fields of one. */
function messageOf(error: unknown): string {
  const { message } = Object(error) as { readonly message?: unknown };
  return !(error instanceof Error) && typeof message === 'string' ? message : String(error);
}

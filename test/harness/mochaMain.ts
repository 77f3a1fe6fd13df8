// Runs test files in a process of their own: node --import tsx mochaMain.ts --results FILE [--grep RE] [--windows] [--jobs N] TEST...
import path from 'node:path';
import { parseArgs } from 'node:util';
import { failedWindows } from './failedWindows';
import { runMocha } from './mochaRun';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    results: { type: 'string', default: '' },
    grep: { type: 'string' },
    windows: { type: 'boolean' },
    jobs: { type: 'string' },
  },
});

void runMocha({
  files: positionals.map((file) => path.resolve(file)),
  results: values.results,
  grep: values.grep,
  timeoutMs: values.windows ? 180_000 : 60_000,
  jobs: Number(values.jobs ?? 1),
  ...(values.windows ? { hooks: failedWindows } : {}),
}).then((failures) => {
  process.exitCode = failures > 0 ? 1 : 0;
  setTimeout(lingering, 10_000).unref();
});

/** A test that leaves something running would keep the process from ending. */
function lingering(): void {
  console.error(`The tests ended, but left running: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}

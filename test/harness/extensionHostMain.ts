// Bundled to dist/test/extension/index.js beside the test files; VS Code calls `run` inside the extension host.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { runMocha } from './mochaRun';

/** Begins every line of the report, to tell them from what VS Code itself writes to the same console. */
export const reportMark = '\u2063';

export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(reportMark + format(...args));
  const failures = await runMocha({
    files: readdirSync(__dirname)
      .filter((name) => name.endsWith('.test.js'))
      .map((name) => path.join(__dirname, name)),
    results: process.env.WRITERSROOM_TEST_RESULTS ?? '',
    grep: process.env.WRITERSROOM_TEST_GREP,
    timeoutMs: 60_000,
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}

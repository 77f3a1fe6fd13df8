import { existsSync } from 'node:fs';
import { benchAnalysis } from './analysis';
import { benchChat } from './chat';
import { benchDay } from './day';
import { benchExam } from './exam/exam';
import { benchKeystroke } from './keystroke';
import { benchMatcher } from './matcher';
import { benchModels } from './models';
import { benchPages } from './pages';
import { benchPanel } from './panel';
import { benchReader } from './reader/reader';
import { benchStore } from './store';

/** `npm run bench [-- NAME … FILE …]`: every benchmark, or those named, on the files. Judge by the ratios. */
const BENCHMARKS: Readonly<Record<string, (files: readonly string[]) => Promise<void>>> = {
  analysis: benchAnalysis,
  chat: benchChat,
  day: benchDay,
  exam: benchExam,
  keystroke: benchKeystroke,
  matcher: benchMatcher,
  models: benchModels,
  pages: benchPages,
  panel: benchPanel,
  reader: benchReader,
  store: benchStore,
};

void (async () => {
  const args = process.argv.slice(2);
  const files = args.filter((arg) => !(arg in BENCHMARKS));
  const unknown = files.filter((file) => !existsSync(file));
  if (unknown.length > 0) {
    console.error(`Neither a benchmark (${Object.keys(BENCHMARKS).join(', ')}) nor a file: ${unknown.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const named = args.filter((arg) => arg in BENCHMARKS);
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    await bench(files);
  }
})();

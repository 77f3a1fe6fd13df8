import { benchAnalysis } from './analysis';
import { benchExam } from './exam/exam';
import { benchReader } from './reader/reader';

/**
 * `npm run bench [-- NAME …] [FILE …]`: every benchmark, or those named; scripts to measure where a benchmark takes some. Judge
 * by the ratios.
 */
const BENCHMARKS: Readonly<Record<string, (files: readonly string[]) => Promise<void>>> = {
  reader: benchReader,
  analysis: benchAnalysis,
  exam: benchExam,
};

void (async () => {
  const given = process.argv.slice(2);
  const named = given.filter((name) => name in BENCHMARKS);
  const files = given.filter((name) => !(name in BENCHMARKS));
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    await bench(files);
  }
})();

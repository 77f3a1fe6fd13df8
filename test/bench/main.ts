import { benchAnalysis } from './analysis';
import { benchExam } from './exam/exam';
import { benchPages } from './pages';

/** `npm run bench [-- NAME … FILE …]`: every benchmark, or those named, on the files. Figures are medians; judge by the ratios. */
const BENCHMARKS: Readonly<Record<string, (files: readonly string[]) => Promise<void>>> = {
  analysis: benchAnalysis,
  exam: benchExam,
  pages: benchPages,
};

void (async () => {
  const args = process.argv.slice(2);
  const named = args.filter((arg) => arg in BENCHMARKS);
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    await bench(args.filter((arg) => !(arg in BENCHMARKS)));
  }
})();

import { benchAnalysis } from './analysis';
import { benchExam } from './exam/exam';

/** `npm run bench [-- NAME …]`: every benchmark, or those named. Figures are medians; judge by the ratios. */
const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
  analysis: benchAnalysis,
  exam: benchExam,
};

void (async () => {
  const named = process.argv.slice(2);
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    await bench();
  }
})();

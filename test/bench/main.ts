import { benchAnalysis } from './analysis';
import { benchMatcher } from './matcher';

/** `npm run bench [-- NAME … FILE …]`: every benchmark, or those named; files are scripts to measure on. Judge by the ratios. */
const BENCHMARKS: Readonly<Record<string, (files: readonly string[]) => Promise<void>>> = {
  analysis: benchAnalysis,
  matcher: benchMatcher,
};

void (async () => {
  const named = process.argv.slice(2).filter((argument) => argument in BENCHMARKS);
  const files = process.argv.slice(2).filter((argument) => !(argument in BENCHMARKS));
  for (const [name, bench] of Object.entries(BENCHMARKS)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.log(`\n${name}`);
    await bench(files);
  }
})();

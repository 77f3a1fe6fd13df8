// `npm test`: needs nothing but Node and npm, installs the rest. Options: see harness/runTests.ts.
import { createRequire } from 'node:module';
try {
  const { ensureDependencies } = await import('../esbuild.mjs');
  const started = Date.now();
  console.log('Installing what package-lock.json names ...');
  await ensureDependencies({ quiet: true });
  console.log(`Installing what package-lock.json names: ${((Date.now() - started) / 1000).toFixed(1)} s`);
  await import('tsx'); // From here on Node reads TypeScript.
  const { runTests } = createRequire(import.meta.url)('./harness/runTests.ts');
  process.exitCode = await runTests(process.argv.slice(2));
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}

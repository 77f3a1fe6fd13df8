import { argv } from 'node:process';
import { buildStoreAssets } from './buildStoreAssets';

/** A step of the build: `node template.js NODE_MODULES MIGRATIONS OUT` fills OUT with what the database needs at run time. */
const [, , nodeModulesDir, migrationsDir, outDir] = argv;
if (nodeModulesDir === undefined || migrationsDir === undefined || outDir === undefined) {
  console.error('usage: template NODE_MODULES MIGRATIONS OUT');
  process.exitCode = 2;
} else {
  void buildStoreAssets({ nodeModulesDir, migrationsDir, outDir }).then((built) => {
    console.log(built ? `database template written to ${outDir}` : `database template in ${outDir} is current`);
  });
}

import { runEngineProcess } from '../../src/engine/runEngineProcess';

/* An engine as an earlier release had it: bundled by the test in the place of `engine.js`, it takes the same arguments. */
const argument = (name: string): string => process.argv[process.argv.indexOf(name) + 1] ?? '';
void runEngineProcess({
  dataDirectory: argument('--data'),
  assetsDirectory: __dirname,
  address: argument('--socket'),
  idleMs: Number(argument('--idle-ms')),
  version: { protocolVersion: 1, schemaVersion: 0 },
});

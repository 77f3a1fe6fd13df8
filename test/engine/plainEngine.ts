import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../../src/protocol/engineContract';
import { runEngineProcess } from '../../src/engine/runEngineProcess';
import { PLAIN_PROMPTS } from '../models/plainPrompts';

/* The engine with the prompts of the tests: bundled by the test in the place of `engine.js`, it takes the same arguments. */
const argument = (name: string): string => process.argv[process.argv.indexOf(name) + 1] ?? '';
void runEngineProcess({
  dataDirectory: argument('--data'),
  assetsDirectory: __dirname,
  address: argument('--socket'),
  idleMs: Number(argument('--idle-ms')),
  version: { protocolVersion: PROTOCOL_VERSION, schemaVersion: SCHEMA_VERSION },
  prompts: PLAIN_PROMPTS,
});

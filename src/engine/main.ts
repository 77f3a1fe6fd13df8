import { parseArgs } from 'node:util';
import { PROTOCOL_VERSION, SCHEMA_VERSION } from '../protocol/engineContract';
import { runEngineProcess } from './runEngineProcess';

/*
 * The engine process: the database and everything made from it, for whoever connects. It ends by itself when nobody
 * needs it any more.
 */
const { values } = parseArgs({
  options: { data: { type: 'string' }, socket: { type: 'string' }, 'idle-ms': { type: 'string' } },
});
const { data, socket, 'idle-ms': idleMs } = values;
if (data === undefined || socket === undefined || idleMs === undefined) {
  console.error('The story engine is started by the editor extension or by the writersroom command.');
  process.exit(2);
}
void runEngineProcess({
  dataDirectory: data,
  assetsDirectory: __dirname,
  address: socket,
  idleMs: Number(idleMs),
  version: { protocolVersion: PROTOCOL_VERSION, schemaVersion: SCHEMA_VERSION },
});

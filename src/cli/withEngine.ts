import { dataDirectory } from '../client/dataDirectory';
import { startEngine, type EngineConnection } from '../client/engineConnection';
import type { SyncResult } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ScriptFile } from './readScriptFile';

/** A script that the engine has stored as its file says. */
export interface SyncedScript {
  readonly engine: EngineConnection;
  readonly scriptId: string;
  readonly synced: Extract<SyncResult, { kind: 'synced' }>;
}

/** Starts an engine for one piece of work on one script, and ends it. A script from standard input is forgotten after. */
export async function withScript<T>(
  script: ScriptFile,
  data: string | null,
  work: (script: SyncedScript) => Promise<T>,
): Promise<T> {
  const log: string[] = [];
  const engine = await startEngine({
    assetsDirectory: __dirname,
    dataDirectory: dataDirectory(data === null ? process.env : { WRITERSROOM_DATA: data }),
    client: 'cli',
    onLog: (line) => log.push(line),
  }).catch((error: unknown) => {
    if (log.length > 0) process.stderr.write(`${log.join('\n')}\n`);
    throw error;
  });
  try {
    const synced = await engine.sync({
      uri: script.uri,
      format: script.format,
      name: script.name,
      version: 0,
      text: { kind: 'whole', text: script.text },
    });
    if (synced.kind !== 'synced') throw new Failure('internal', 'The story engine did not take the text.');
    const result = await work({ engine, scriptId: synced.scriptId, synced });
    await engine.closeScript({ uri: script.uri, forget: script.transient });
    return result;
  } finally {
    await engine.close();
  }
}

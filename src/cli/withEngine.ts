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

/** Starts an engine for one piece of work, and ends it. What the writer must know about its opening goes to standard error. */
export async function withEngine<T>(data: string | null, work: (engine: EngineConnection) => Promise<T>): Promise<T> {
  const log: string[] = [];
  const engine = await startEngine({
    assetsDirectory: __dirname,
    dataDirectory: dataDirectoryOf(data),
    client: 'cli',
    onLog: (line) => log.push(line),
  }).catch((error: unknown) => {
    if (log.length > 0) process.stderr.write(`${log.join('\n')}\n`);
    throw error;
  });
  if (engine.info.notice !== null) process.stderr.write(`${engine.info.notice}\n`);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

/** The data directory of a command; null: the default of every host. */
export function dataDirectoryOf(data: string | null): string {
  return dataDirectory(data === null ? process.env : { WRITERSROOM_DATA: data });
}

/** `withEngine` for work on one script, which is stored first. A script from standard input is forgotten after. */
export function withScript<T>(
  script: ScriptFile,
  data: string | null,
  work: (script: SyncedScript) => Promise<T>,
): Promise<T> {
  return withEngine(data, async (engine) => {
    const synced = await engine.sync({
      uri: script.uri,
      format: 'fountain',
      name: script.name,
      version: 0,
      text: { kind: 'whole', text: script.text },
    });
    if (synced.kind !== 'synced') throw new Failure('internal', 'The story engine did not take the text.');
    const result = await work({ engine, scriptId: synced.scriptId, synced });
    await engine.closeScript({ uri: script.uri, forget: script.transient });
    return result;
  });
}

import { connectEngine } from '../client/connectEngine';
import { dataDirectory } from '../client/dataDirectory';
import type { EngineConnection } from '../client/engineConnection';
import { idleTimeMs } from '../client/idleTime';
import type { SyncResult } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ScriptFile } from './readScriptFile';

/** A script that the engine has stored as its file says, or as it stands in an editor that has it open. */
export interface SyncedScript {
  readonly engine: EngineConnection;
  readonly scriptId: string;
  readonly synced: Extract<SyncResult, { kind: 'synced' }>;
}

/** Where the memory is, and where sentences for standard error go. */
export interface EngineSession {
  /** The data directory; null: that of the environment. */
  readonly data: string | null;
  readonly say: (sentence: string) => void;
}

/**
 * Does one piece of work on one script with the engine that owns the data directory, which goes on afterwards. If that
 * engine ends meanwhile, all of it is done again with the next one: what was stored is there and not made twice. A
 * script from standard input is forgotten after.
 */
export async function withScript<T>(
  script: ScriptFile,
  session: EngineSession,
  work: (script: SyncedScript) => Promise<T>,
): Promise<T> {
  for (let engines = 1; ; engines++) {
    try {
      return await withOneEngine(script, session, work);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'engine-gone' || engines === MOST_ENGINES) throw error;
    }
  }
}

/** So many engines may end under one command before it gives up. */
const MOST_ENGINES = 3;

async function withOneEngine<T>(
  script: ScriptFile,
  { data, say }: EngineSession,
  work: (script: SyncedScript) => Promise<T>,
): Promise<T> {
  const log: string[] = [];
  const engine = await connectEngine({
    assetsDirectory: __dirname,
    dataDirectory: dataDirectory(data === null ? process.env : { WRITERSROOM_DATA: data }),
    client: 'cli',
    idleMs: idleTimeMs(),
    onLog: (line) => log.push(line),
  }).catch((error: unknown) => {
    if (log.length > 0) process.stderr.write(`${log.join('\n')}\n`);
    throw error;
  });
  try {
    const synced = await engine.sync({
      uri: script.uri,
      format: 'fountain',
      name: script.name,
      version: 0,
      source: script.transient ? 'pipe' : 'file',
      text: { kind: 'whole', text: script.text },
    });
    if (synced.kind !== 'synced') throw new Failure('internal', 'The story engine did not take the text.');
    if (synced.from === 'buffer') {
      say(`${script.name} is open in an editor with changes that are not in the file: this is about the text there.`);
    }
    const result = await work({ engine, scriptId: synced.scriptId, synced });
    await engine.closeScript({ uri: script.uri, forget: script.transient });
    return result;
  } finally {
    await engine.close();
  }
}

import { connectEngine } from '../client/connectEngine';
import { dataDirectory } from '../client/dataDirectory';
import type { EngineConnection } from '../client/engineConnection';
import { idleTimeMs } from '../client/idleTime';
import type { SyncResult } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ScriptFile } from './readScriptFile';
import { untilAborted } from './untilAborted';
import { writeText } from './writeText';

/** A script that the engine has stored as its file says, or as it stands in an editor that has it open. */
export interface SyncedScript {
  readonly engine: EngineConnection;
  readonly scriptId: string;
  readonly synced: Extract<SyncResult, { kind: 'synced' }>;
}

/** Where the memory is, where sentences for standard error go, and what ends the waiting. */
export interface EngineSession {
  /** The data directory; null: that of the environment. */
  readonly data: string | null;
  readonly say: (sentence: string) => void;
  /** Aborted by Ctrl-C: connecting and storing the text reject. */
  readonly signal: AbortSignal;
}

/**
 * Does one piece of work with the engine that owns the data directory, which goes on afterwards. If that engine ends
 * meanwhile, all of it is done again with the next one: what was stored is there and not made twice.
 */
export async function withEngine<T>(
  session: EngineSession,
  work: (engine: EngineConnection) => Promise<T>,
): Promise<T> {
  for (let engines = 1; ; engines++) {
    try {
      return await withOneEngine(session, work);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'engine-gone' || engines === MOST_ENGINES) throw error;
    }
  }
}

/** `withEngine` for work on one script, which is stored first. A script from standard input is forgotten after. */
export function withScript<T>(
  script: ScriptFile,
  session: EngineSession,
  work: (script: SyncedScript) => Promise<T>,
): Promise<T> {
  return withEngine(session, async (engine) => {
    const syncing = engine.sync({
      uri: script.uri,
      format: script.format,
      name: script.name,
      version: 0,
      source: script.transient ? 'pipe' : 'file',
      text: { kind: 'whole', text: script.text },
    });
    const synced = await untilAborted(session.signal, syncing);
    if (synced.kind !== 'synced') throw new Failure('internal', 'The story engine did not take the text.');
    if (synced.from === 'buffer') {
      session.say(
        `${script.name} is open in an editor with changes that are not in the file: this is about the text there.`,
      );
    }
    try {
      return await work({ engine, scriptId: synced.scriptId, synced });
    } finally {
      // What was cancelled is not waited for: leaving closes it too.
      const closing = session.signal.aborted || engine.closeScript({ uri: script.uri, forget: script.transient });
      await Promise.resolve(closing).catch(() => undefined);
    }
  });
}

/** The data directory of a command; null: the default of every host. */
export function dataDirectoryOf(data: string | null): string {
  return dataDirectory(data === null ? process.env : { WRITERSROOM_DATA: data });
}

/** So many engines may end under one command before it gives up. */
const MOST_ENGINES = 3;

async function withOneEngine<T>(
  { data, say, signal }: EngineSession,
  work: (engine: EngineConnection) => Promise<T>,
): Promise<T> {
  const log: string[] = [];
  const connecting = connectEngine({
    assetsDirectory: __dirname,
    dataDirectory: dataDirectoryOf(data),
    client: 'cli',
    idleMs: idleTimeMs(),
    onLog: (line) => log.push(line),
  });
  const engine = await untilAborted(signal, connecting).catch((error: unknown) => {
    connecting.then((late) => late.close()).catch(() => undefined);
    if (log.length > 0 && !signal.aborted) writeText(process.stderr, `${log.join('\n')}\n`);
    throw error;
  });
  if (engine.info.notice !== null) say(engine.info.notice);
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

import path from 'node:path';
import { cleanText } from '../screenplay/cleanText';
import type { AnalysisProgress, AnalyzeParams, SearchParams, SyncParams, SyncResult } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { AnalysisResult, RunReport, ScriptView } from '../story/analysisResult';
import type { ChatMessageRequest, ChatMessageResponse, Conversation } from '../story/chatMessage';
import { planDueWork } from '../story/plan';
import type { SearchResult } from '../story/searchResult';
import type { StatusResult } from '../story/statusResult';
import { DECLARATIONS } from './artifacts/declarations';
import { askScript, latestConversation } from './chat/scriptChat';
import { createScriptSearch, type ScriptSearch } from './chat/scriptSearch';
import { createOfflineWorker } from './pipeline/offlineWorker';
import { readingsById, snapshotOf, type OpenScript } from './pipeline/openScript';
import { runDueWork, type RunOptions, type RunSession } from './pipeline/runDueWork';
import { syncScript } from './pipeline/syncScript';
import { statusOf } from './scriptStatus';
import { viewScript } from './scriptView';
import { createSerialQueue, type SerialQueue } from './serialQueue';
import { lockDataDirectory } from './store/dataDirectoryLock';
import { maintainDatabase } from './store/maintainDatabase';
import { openDatabase } from './store/openDatabase';
import { deleteScript } from './store/scriptQueries';

export interface EngineOptions {
  readonly dataDirectory: string;
  /** The folder of the built engine: `worker.js`, `store/`. */
  readonly assetsDirectory: string;
  /** Something a view of this script shows has changed. */
  readonly onScriptChanged: (event: { readonly scriptId: string; readonly uri: string }) => void;
  /** The database has ended by itself and answers nothing more: the process should end too. */
  readonly onStopped?: () => void;
  /** Something failed that nobody waits for; for the log. */
  readonly onTrouble?: (error: unknown) => void;
}

/** The engine without its transport: one method a request of the contract. */
export interface Engine {
  sync(params: SyncParams): Promise<SyncResult>;
  analyze(
    params: AnalyzeParams,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: AnalysisProgress) => void },
  ): Promise<AnalysisResult>;
  readScript(scriptId: string): Promise<ScriptView>;
  readStatus(scriptId: string): Promise<StatusResult>;
  search(params: SearchParams): Promise<SearchResult>;
  ask(request: ChatMessageRequest): Promise<ChatMessageResponse>;
  latestConversation(scriptId: string): Promise<Conversation | null>;
  closeScript(uri: string, forget: boolean): Promise<void>;
  /** Waits for what is being stored, then closes the database and gives up the data directory. */
  close(): Promise<void>;
}

/** Work that nobody waits for begins this long after the last thing that asked for it. */
const UPKEEP_DELAY_MS = 1_000;

/** One script that a host has open. Writes to it come one after another; runs likewise, beside them. */
interface Session {
  readonly uri: string;
  readonly writes: SerialQueue;
  readonly runs: SerialQueue;
  search: ScriptSearch;
  /** Runs under way or waiting. */
  waitingRuns: number;
  /** Null until the first sync is stored. */
  open: OpenScript | null;
}

/**
 * Opens the database of a data directory and takes it for this process. Rejects with `store-…` failures: busy, full,
 * read-only, of a newer or another version, damaged.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { dataDirectory, assetsDirectory, onScriptChanged, onTrouble } = options;
  const lock = await lockDataDirectory(dataDirectory);
  const assetsDir = path.join(assetsDirectory, 'store');
  const database = await openDatabase({ lock, assetsDir }).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const { db } = database;
  const upkeep = createSerialQueue();
  /** PGlite has no background processes: what they do is done when nobody waits. */
  const maintain = (): void => {
    if (upkeepWaits || closing.signal.aborted) return;
    upkeepWaits = true;
    setTimeout(() => {
      void upkeep
        .run(() => (closing.signal.aborted ? Promise.resolve(null) : maintainDatabase(database.pg)))
        .catch((error: unknown) => onTrouble?.(error))
        .finally(() => (upkeepWaits = false));
    }, UPKEEP_DELAY_MS).unref();
  };
  let upkeepWaits = false;
  void database.stopped.then(() => options.onStopped?.());
  const worker = createOfflineWorker(path.join(assetsDirectory, 'worker.js'));
  const sessions = new Map<string, Session>();
  const closing = new AbortController();

  const sessionOf = (uri: string): Session => {
    let session = sessions.get(uri);
    if (session === undefined) {
      session = {
        uri,
        writes: createSerialQueue(),
        runs: createSerialQueue(),
        search: createScriptSearch(db),
        waitingRuns: 0,
        open: null,
      };
      sessions.set(uri, session);
    }
    return session;
  };
  const openSession = (scriptId: string): { session: Session; open: OpenScript } => {
    for (const session of sessions.values()) {
      if (session.open?.id === scriptId) return { session, open: session.open };
    }
    throw new Failure('script-unknown', 'This script is not open in the story engine. Open it again.', true);
  };

  const sync = (params: SyncParams): Promise<SyncResult> => {
    const session = sessionOf(params.uri);
    return session.writes.run(async () => {
      const { open } = session;
      if (open !== null && params.version < open.version) return { kind: 'outdated' };
      const text = resolveText(open, params);
      if (text === null) return { kind: 'send-whole' };
      const { uri, format, name, version } = params;
      const outcome = await syncScript(db, open, { uri, format, name, version, text: cleanText(text) });
      session.open = outcome.open;
      if (outcome.changed) onScriptChanged({ scriptId: outcome.open.id, uri });
      maintain();
      const { id: scriptId, state, reading } = outcome.open;
      return {
        kind: 'synced',
        scriptId,
        state,
        hash: reading.hash,
        pages: reading.pages,
        eighths: reading.eighths,
        scenes: {
          all: reading.scenes.length,
          added: outcome.added,
          rewritten: outcome.rewritten,
          moved: outcome.moved,
          removed: outcome.removed,
        },
        changed: outcome.changed,
      };
    });
  };

  /** One run on a script after those before it; it sees every sync that comes while it runs. */
  const run = (session: Session, options: RunOptions): Promise<RunReport> => {
    const scriptId = session.open?.id;
    const current = (): OpenScript => {
      // Forgotten and opened again, it is another script.
      if (session.open === null || session.open.id !== scriptId) {
        throw new Failure('script-unknown', 'This script was closed.', true);
      }
      return session.open;
    };
    const runSession: RunSession = {
      db,
      worker,
      current,
      exclusively: (work) =>
        session.writes.run(async () => {
          const { open, result } = await work(current());
          session.open = open;
          return result;
        }),
      ...(onTrouble !== undefined && { onTrouble }),
      onStored: () => {
        onScriptChanged({ scriptId: current().id, uri: session.uri });
        maintain();
      },
    };
    session.waitingRuns++;
    return session.runs
      .run(() => runDueWork(runSession, { ...options, signal: AbortSignal.any([options.signal, closing.signal]) }))
      .finally(() => session.waitingRuns--);
  };

  const analyze: Engine['analyze'] = async ({ scriptId, kinds, subject, remake }, { signal, onProgress }) => {
    const { session } = openSession(scriptId);
    const report = await run(session, {
      signal,
      remake,
      ...(kinds !== undefined && { kinds }),
      ...(subject !== undefined && { subject }),
      onProgress: ({ newest, ...progress }) => {
        const scene = session.open === null ? undefined : readingsById(session.open).get(newest);
        const name = scene === undefined ? newest : `${scene.label} ${scene.block.heading}`.trim();
        onProgress({ ...progress, subject: name === '' ? null : name });
      },
    });
    return { ...(await viewScript(db, openSession(scriptId).open)), run: report };
  };

  /**
   * Searching and asking make nothing but embeddings that are missing or behind, and wait for no run: while one is
   * under way they use what is there.
   */
  const embedMissing = async (scriptId: string): Promise<void> => {
    const { session, open } = openSession(scriptId);
    if (session.waitingRuns > 0) return;
    if (planDueWork(snapshotOf(open), DECLARATIONS, { kinds: ['embedding'] }).length === 0) return;
    await run(session, { kinds: ['embedding'], signal: closing.signal });
  };

  return {
    sync,
    analyze,
    readScript: (scriptId) => viewScript(db, openSession(scriptId).open),
    readStatus: (scriptId) => statusOf(db, openSession(scriptId).open),
    search: async ({ scriptId, query, limit }) => {
      await embedMissing(scriptId);
      const { session, open } = openSession(scriptId);
      return session.search.search(open, query, limit);
    },
    ask: async (request) => {
      await embedMissing(request.scriptId);
      const { session, open } = openSession(request.scriptId);
      return askScript(db, { open, view: await viewScript(db, open), search: session.search }, request);
    },
    latestConversation: (scriptId) => latestConversation(db, openSession(scriptId).open.id),
    closeScript: async (uri, forget) => {
      // The session stays: a script opened again right away waits for what is being written.
      const session = sessionOf(uri);
      await session.writes.run(async () => {
        session.open = null;
        session.search = createScriptSearch(db);
        if (forget) await deleteScript(db, uri);
      });
    },
    close: async () => {
      closing.abort();
      for (const session of sessions.values()) {
        await session.runs.idle();
        await session.writes.idle();
      }
      await upkeep.idle();
      await worker.close();
      await database.close();
      lock.release();
    },
  };
}

/** The whole text after a sync request; null if it builds on a text the engine does not have. */
function resolveText(open: OpenScript | null, { text }: SyncParams): string | null {
  if (text.kind === 'whole') return text.text;
  if (open?.version !== text.baseVersion) return null;
  const base = open.reading.text;
  if (text.start > text.end || text.end > base.length) return null;
  const result = base.slice(0, text.start) + text.insert + base.slice(text.end);
  return result.length === text.length ? result : null;
}

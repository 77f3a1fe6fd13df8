import path from 'node:path';
import { cleanText } from '../screenplay/cleanText';
import type {
  AnalysisProgress,
  AnalyzeParams,
  CloseResult,
  SearchParams,
  SyncParams,
  SyncResult,
} from '../protocol/engineContract';
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
import type { OpenDatabase } from './store/openDatabase';
import { deleteScript, findScript } from './store/scriptQueries';
import { openStoreInPlace, type StoreInPlace, type Tenant, type TenantBackups } from './storeInPlace';

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
export interface Engine extends ScriptRequests, Omit<StoreInPlace<Tenant>, 'use'> {}

/** What is asked about scripts. */
interface ScriptRequests {
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
  /** With `forget`, everything stored of the script is deleted. */
  closeScript(uri: string, forget: boolean): Promise<CloseResult>;
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
  const { dataDirectory, assetsDirectory } = options;
  const lock = await lockDataDirectory(dataDirectory);
  const store = await openStoreInPlace<Scripts>({
    lock,
    assetsDir: path.join(assetsDirectory, 'store'),
    begin: async (database, backups, before) => {
      const scripts = workOn(database, backups, options);
      // What hosts have open stays open, on whatever is stored of it now; its id may be another one.
      for (const text of before?.openTexts() ?? []) {
        const result = await scripts.sync(text);
        if (result.kind === 'synced') options.onScriptChanged({ scriptId: result.scriptId, uri: text.uri });
      }
      return scripts;
    },
    onStopped: () => options.onStopped?.(),
  }).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  return {
    ...store,
    sync: (params) => store.use((scripts) => scripts.sync(params)),
    analyze: (params, how) => store.use((scripts) => scripts.analyze(params, how)),
    readScript: (scriptId) => store.use((scripts) => scripts.readScript(scriptId)),
    readStatus: (scriptId) => store.use((scripts) => scripts.readStatus(scriptId)),
    search: (params) => store.use((scripts) => scripts.search(params)),
    ask: (request) => store.use((scripts) => scripts.ask(request)),
    latestConversation: (scriptId) => store.use((scripts) => scripts.latestConversation(scriptId)),
    closeScript: (uri, forget) => store.use((scripts) => scripts.closeScript(uri, forget)),
  };
}

/** The scripts that hosts have open, and all that is done with them on one database. */
interface Scripts extends ScriptRequests, Tenant {
  /** What would open them again on another database. */
  openTexts(): readonly SyncParams[];
}

function workOn(database: OpenDatabase, backups: TenantBackups, options: EngineOptions): Scripts {
  const { assetsDirectory, onScriptChanged } = options;
  const { db } = database;
  const upkeep = createSerialQueue();
  /** PGlite has no background processes: what they do is done when nobody waits. */
  const maintain = (): void => {
    if (upkeepWaits || closing.signal.aborted) return;
    upkeepWaits = true;
    setTimeout(() => {
      void upkeep
        .run(async () => {
          if (closing.signal.aborted) return;
          await maintainDatabase(database.pg);
          const runs = [...sessions.values()].some(({ waitingRuns }) => waitingRuns > 0);
          if (!runs) await backups.daily(closing.signal);
        })
        .catch((error: unknown) => {
          if (!closing.signal.aborted) options.onTrouble?.(error);
        })
        .finally(() => (upkeepWaits = false));
    }, UPKEEP_DELAY_MS).unref();
  };
  let upkeepWaits = false;
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

  const analyze: Scripts['analyze'] = async ({ scriptId, kinds, subject, remake }, { signal, onProgress }) => {
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
      return session.writes.run(async () => {
        session.open = null;
        session.search = createScriptSearch(db);
        if (!forget) return { stillIn: [] };
        const script = await findScript(db, uri);
        await deleteScript(db, uri);
        return { stillIn: await backups.forget((kept) => kept.uri === uri || kept.id === script?.id) };
      });
    },
    openTexts: () => [...sessions.values()].flatMap(({ open }) => (open === null ? [] : [syncParamsOf(open)])),
    stop: () => closing.abort(),
    close: async () => {
      for (const session of sessions.values()) {
        await session.runs.idle();
        await session.writes.idle();
      }
      await upkeep.idle();
      await worker.close();
    },
  };
}

/** The request that stores what is open now. */
function syncParamsOf({ uri, format, name, version, reading }: OpenScript): SyncParams {
  return { uri, format, name, version, text: { kind: 'whole', text: reading.text } };
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

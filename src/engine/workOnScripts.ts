import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { cleanText } from '../screenplay/cleanText';
import type {
  AcceptedEditParams,
  AnalysisProgress,
  AnalyzeParams,
  CloseResult,
  PlaceProposalParams,
  MarkParams,
  ScriptChanged,
  SearchParams,
  SyncParams,
  SyncResult,
} from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { AnalysisResult, RunReport, ScriptView } from '../story/analysisResult';
import {
  chatMessageRequestSchema,
  OFFLINE_MODEL,
  type ChatEvent,
  type ChatMessageRequest,
  type ChatMessageResponse,
  type ContextPreview,
  type Conversation,
  type ConversationEntry,
  type ExportedConversation,
  type ProposalPlace,
} from '../story/chatMessage';
import type { NeverSend } from '../story/neverSend';
import { planDueWork } from '../story/plan';
import type { SearchResult } from '../story/searchResult';
import type { StatusResult } from '../story/statusResult';
import { DECLARATIONS } from './artifacts/declarations';
import type { ChatModels } from './chat/chatModels';
import {
  changeConversation,
  deleteConversation,
  exportConversation,
  latestConversation,
  listConversations,
  readConversation,
} from './chat/conversations';
import { placeProposal } from './chat/placeProposal';
import { askModel } from './chat/askModel';
import { previewContext } from './chat/previewContext';
import { askScript, type AskedScript } from './chat/scriptChat';
import { createScriptSearch, type ScriptSearch } from './chat/scriptSearch';
import { createOfflineWorker } from './pipeline/offlineWorker';
import { readingsById, snapshotOf, type OpenScript } from './pipeline/openScript';
import { runDueWork, type RunOptions, type RunSession } from './pipeline/runDueWork';
import { syncScript, type SyncOutcome } from './pipeline/syncScript';
import { statusOf } from './scriptStatus';
import { viewScript } from './scriptView';
import { createSerialQueue, type SerialQueue } from './serialQueue';
import { heirOf, takesOver, type HeldText } from './scriptHolders';
import { writeAcceptedEdit } from './store/acceptedEditQueries';
import { maintainDatabase } from './store/maintainDatabase';
import type { OpenDatabase } from './store/openDatabase';
import { findMarks, writeMark, type MarkTarget } from './store/privacyMarkQueries';
import { deleteScript, deleteScriptsOf } from './store/scriptQueries';
import type { Tenant, TenantBackups } from './storeInPlace';

/** One client as the scripts know it: how it is told. */
export interface ClientKey {
  readonly onScriptChanged: (event: ScriptChanged) => void;
}

/** What is asked about scripts. */
export interface ScriptRequests {
  analyze(
    params: AnalyzeParams,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: AnalysisProgress) => void },
  ): Promise<AnalysisResult>;
  readScript(scriptId: string): Promise<ScriptView>;
  readStatus(scriptId: string): Promise<StatusResult>;
  search(params: SearchParams): Promise<SearchResult>;
  ask(request: ChatMessageRequest, options?: AskOptions): Promise<ChatMessageResponse>;
  previewContext(request: ChatMessageRequest, options?: AskOptions): Promise<ContextPreview>;
  latestConversation(scriptId: string): Promise<Conversation | null>;
  listConversations(scriptId: string): Promise<readonly ConversationEntry[]>;
  readConversation(scriptId: string, conversationId: string): Promise<Conversation | null>;
  /** Rejects with `conversation-unknown`, as do deleting and exporting. */
  changeConversation(
    scriptId: string,
    conversationId: string,
    change: { readonly title?: string; readonly archived?: boolean },
  ): Promise<void>;
  deleteConversation(scriptId: string, conversationId: string): Promise<void>;
  exportConversation(scriptId: string, conversationId: string): Promise<ExportedConversation>;
  placeProposal(params: PlaceProposalParams): Promise<ProposalPlace>;
  /** Rejects with `scene-unknown`. */
  noteAcceptedEdit(params: AcceptedEditParams): Promise<void>;
  markNeverSend(params: MarkParams): Promise<NeverSend>;
}

/** How a question is asked. */
export interface AskOptions {
  /** Aborting stops the answer: what had come is kept. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ChatEvent) => void;
  /** The models of the client that asks; without them only the database answers. */
  readonly models?: ChatModels;
  /** The text of an earlier draft or commit by its name; null: there is none. */
  readonly draftText?: (name: string) => Promise<string | null>;
}

/** The scripts that clients have open, and all that is done with them on one database. */
export interface Scripts extends ScriptRequests, Tenant {
  sync(client: ClientKey, params: SyncParams): Promise<SyncResult>;
  /** With `forget`, everything stored of the script is deleted. */
  closeScript(client: ClientKey, uri: string, forget: boolean): Promise<CloseResult>;
  /** Closes what this client has open. */
  leave(client: ClientKey): Promise<void>;
  /** Who has which text open; of each script the text that is the stored one first. */
  heldTexts(): readonly { readonly client: ClientKey; readonly params: SyncParams }[];
}

export interface WorkOptions {
  /** The folder of the built engine: `worker.js`. */
  readonly assetsDirectory: string;
  /** Those who are told of changes, and whose requests are taken. */
  readonly clients: ReadonlySet<ClientKey>;
  /** Something failed that nobody waits for; for the log. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** What comes from a pipe is kept no longer than its client is there; what a crash left of it goes with the next start. */
const PIPE_SCHEME = 'stdin:';

/** Work that nobody waits for begins this long after the last thing that asked for it. */
const UPKEEP_DELAY_MS = 1_000;

/** One script that clients have open. Writes to it come one after another; runs likewise, beside them. */
interface Session {
  readonly uri: string;
  readonly writes: SerialQueue;
  readonly runs: SerialQueue;
  search: ScriptSearch;
  /** Runs under way or waiting. */
  waitingRuns: number;
  /** Null until the first sync is stored. */
  open: OpenScript | null;
  readonly held: Map<ClientKey, HeldText>;
  /** Whose text `open` is. */
  author: ClientKey | null;
}

/** Begins the work on a database; `before` is what was ended for it, whose texts stay open: null at the first time. */
export async function workOnScripts(
  database: OpenDatabase,
  backups: TenantBackups,
  before: Scripts | null,
  { assetsDirectory, clients, onTrouble }: WorkOptions,
): Promise<Scripts> {
  const { db } = database;
  await deleteScriptsOf(db, PIPE_SCHEME);
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
          if (!closing.signal.aborted) onTrouble?.(error);
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
        held: new Map(),
        author: null,
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

  const tell = ({ uri, open, held }: Session): void => {
    if (open === null) return;
    for (const client of clients) {
      const from = held.get(client)?.text === open.reading.text ? 'sent' : 'buffer';
      client.onScriptChanged({ scriptId: open.id, uri, from, forgotten: false });
    }
  };

  const sync = (client: ClientKey, params: SyncParams): Promise<SyncResult> => {
    const session = sessionOf(params.uri);
    return session.writes.run(async () => {
      if (!clients.has(client)) throw new Failure('engine-gone', 'This client has left the story engine.', true);
      const before = session.held.get(client);
      if (before !== undefined && params.version < before.version) return { kind: 'outdated' };
      const resolved = resolveText(before ?? null, params);
      if (resolved === null) return { kind: 'send-whole' };
      const { uri, format, name, version, source = 'saved' } = params;
      const next = { source, version, text: cleanText(resolved) };
      const previous = session.open;
      if (previous !== null && !takesOver(session, client, next)) {
        session.held.set(client, next);
        return asSynced(previous, NOTHING_CHANGED, previous.reading.text === next.text);
      }
      const outcome = await syncScript(db, previous, { uri, format, name, version, text: next.text });
      Object.assign(session, { open: outcome.open, author: client });
      session.held.set(client, next);
      const replaced = previous !== null && previous.reading.text !== next.text && session.held.size > 1;
      if (outcome.changed || replaced) tell(session);
      maintain();
      return asSynced(outcome.open, outcome, true);
    });
  };

  /** Without forgetting, the script stays open for the others, with the text of an editor that is left. */
  const close = async (
    session: Session,
    client: ClientKey,
    asked: { readonly forget: boolean },
  ): Promise<CloseResult> => {
    const { open, held, uri } = session;
    const mine = held.get(client);
    held.delete(client);
    // Two may have been given the same by a pipe: the last one takes it along.
    const forget = mine?.source === 'pipe' ? held.size === 0 : asked.forget;
    if (forget || held.size === 0) {
      Object.assign(session, { open: null, author: null, search: createScriptSearch(db) });
      held.clear();
      if (forget) return forgetScript(uri);
    } else if (session.author === client && open !== null) {
      session.author = heirOf(held);
      const next = session.author === null ? undefined : held.get(session.author);
      if (next === undefined || next.text === open.reading.text) return NOWHERE;
      session.open = (await syncScript(db, open, { ...open, version: next.version, text: next.text })).open;
      tell(session);
    }
    return NOWHERE;
  };
  const forgetScript = async (uri: string): Promise<CloseResult> => {
    const scriptId = await deleteScript(db, uri);
    for (const one of clients) {
      if (scriptId !== null) one.onScriptChanged({ scriptId, uri, from: 'buffer', forgotten: true });
    }
    return { stillIn: await backups.forget((kept) => kept.uri === uri || kept.id === scriptId) };
  };

  // The session stays: a script opened again right away waits for what is being written.
  const closeScript: Scripts['closeScript'] = (client, uri, forget) => {
    const session = sessionOf(uri);
    return session.writes.run(() =>
      forget || session.held.has(client) ? close(session, client, { forget }) : Promise.resolve(NOWHERE),
    );
  };

  const leave = async (client: ClientKey): Promise<void> => {
    for (const session of sessions.values()) {
      await session.writes.run(async () => {
        if (session.held.has(client)) await close(session, client, { forget: false });
      });
    }
  };

  /** A folder's mark is every script's in it. */
  const markNeverSend = async ({ scriptId, target, on }: MarkParams): Promise<NeverSend> => {
    const { session, open: asked } = openSession(scriptId);
    if (target.kind === 'scene' && !readingsById(asked).has(target.sceneId)) {
      throw new Failure('scene-unknown', 'This scene is not in the script any more.');
    }
    await session.writes.run(() => writeMark(db, markTarget(scriptId, target), on));
    const concerned = target.kind === 'folder' ? [...sessions.values()] : [session];
    for (const one of concerned) {
      await one.writes.run(async () => {
        if (one.open === null) return;
        const marks = await findMarks(db, one.open.id, one.uri);
        const isSame = isDeepStrictEqual(marks, one.open.marks);
        one.open = { ...one.open, marks };
        if (!isSame) tell(one);
      });
    }
    const { open } = openSession(scriptId);
    const live = readingsById(open);
    return { ...open.marks, sceneIds: open.marks.sceneIds.filter((id) => live.has(id)) };
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
      db: db,
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
        tell(session);
        maintain();
      },
    };
    const signal = AbortSignal.any([options.signal, closing.signal]);
    let waits = true;
    session.waitingRuns++;
    const running = session.runs
      .run(() => {
        waits = false;
        return runDueWork(runSession, { ...options, signal });
      })
      .finally(() => session.waitingRuns--);
    // What is cancelled while it waits for another client's run need not wait for its end.
    const stopped = new Promise<RunReport>((resolve) => {
      const stop = (): void => {
        if (waits) resolve(runDueWork(runSession, { ...options, signal }));
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
    return Promise.race([running, stopped]);
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

  const askedAbout = async (scriptId: string): Promise<AskedScript> => {
    await embedMissing(scriptId);
    const { session, open } = openSession(scriptId);
    return { open, view: await viewScript(db, open), search: session.search };
  };
  const withStop = (options: AskOptions = {}): AskOptions & { readonly signal: AbortSignal } => ({
    ...options,
    signal: options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]),
  });

  // What clients have open stays open, on whatever is stored of it now; its id may be another one.
  for (const { client, params } of before?.heldTexts() ?? []) {
    if (clients.has(client)) await sync(client, params);
  }
  if (before !== null) for (const session of sessions.values()) tell(session);

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
    ask: async (params, options) => {
      const request = chatMessageRequestSchema.parse(params);
      const asked = await askedAbout(request.scriptId);
      if (request.model === OFFLINE_MODEL) return askScript(db, asked, request);
      const scriptNow = async (): Promise<AskedScript> => {
        const { session, open } = openSession(request.scriptId);
        return { open, view: await viewScript(db, open), search: session.search };
      };
      return askModel(db, asked, request, { ...withStop(options), scriptNow });
    },
    previewContext: async (params, options) => {
      const request = chatMessageRequestSchema.parse(params);
      const asked = await askedAbout(request.scriptId);
      return previewContext(db, asked, request, withStop(options));
    },
    latestConversation: (scriptId) => latestConversation(db, openSession(scriptId).open.id),
    listConversations: (scriptId) => listConversations(db, openSession(scriptId).open.id),
    readConversation: (scriptId, id) => readConversation(db, openSession(scriptId).open.id, id),
    changeConversation: (scriptId, id, change) => changeConversation(db, openSession(scriptId).open.id, id, change),
    deleteConversation: (scriptId, id) => deleteConversation(db, openSession(scriptId).open.id, id),
    exportConversation: (scriptId, id) => {
      const { open } = openSession(scriptId);
      return exportConversation(db, open.id, id, open.reading.title ?? open.name);
    },
    placeProposal: ({ scriptId, ...proposal }) => Promise.resolve(placeProposal(openSession(scriptId).open, proposal)),
    noteAcceptedEdit: async ({ scriptId, sceneId, hashBefore, hashAfter, lines, modelCallId }) => {
      const scene = readingsById(openSession(scriptId).open).get(sceneId);
      if (scene === undefined) {
        throw new Failure('scene-unknown', 'The scene of this edit is not in the script any more.');
      }
      await writeAcceptedEdit(db, {
        sceneId,
        hashBefore,
        hashAfter: hashAfter ?? scene.hash,
        lines,
        modelCallId,
      });
    },
    markNeverSend,
    closeScript,
    leave,
    heldTexts: () => [...sessions.values()].flatMap(textsOf),
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

/** Of a script that was closed without forgetting it, or whose rows are gone from everywhere. */
const NOWHERE: CloseResult = { stillIn: [] };

function markTarget(scriptId: string, target: MarkParams['target']): MarkTarget {
  switch (target.kind) {
    case 'script':
      return { kind: 'script', scriptId };
    case 'scene':
      return { kind: 'scenes', scriptId, sceneIds: [target.sceneId] };
    case 'folder':
      return target;
  }
}

function textsOf({ uri, open, held, author }: Session): ReturnType<Scripts['heldTexts']> {
  if (open === null) return [];
  const { format, name } = open;
  const texts = [...held].map(([client, { source, version, text }]) => ({
    client,
    params: { uri, format, name, version, source, text: { kind: 'whole' as const, text } },
  }));
  return texts.sort((a, b) => Number(b.client === author) - Number(a.client === author));
}

/** What a sync says that has changed nothing. */
const NOTHING_CHANGED = { added: 0, rewritten: 0, moved: 0, removed: 0, changed: false } as const;

function asSynced(open: OpenScript, outcome: Omit<SyncOutcome, 'open'>, isOwn: boolean): SyncResult {
  const { id: scriptId, state, reading } = open;
  const { added, rewritten, moved, removed, changed } = outcome;
  return {
    kind: 'synced',
    scriptId,
    from: isOwn ? 'sent' : 'buffer',
    state,
    hash: reading.hash,
    pages: reading.pages,
    eighths: reading.eighths,
    scenes: { all: reading.scenes.length, added, rewritten, moved, removed },
    changed,
  };
}

/** The whole text after a sync request; null if it builds on a text of this client that the engine does not have. */
function resolveText(before: HeldText | null, { text }: SyncParams): string | null {
  if (text.kind === 'whole') return text.text;
  if (before?.version !== text.baseVersion) return null;
  const base = before.text;
  if (text.start > text.end || text.end > base.length) return null;
  const result = base.slice(0, text.start) + text.insert + base.slice(text.end);
  return result.length === text.length ? result : null;
}

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { canonicalUri } from '../protocol/canonicalUri';
import { cleanText } from '../screenplay/cleanText';
import type {
  AcceptedEditParams,
  AliasParams,
  AlwaysUnderParams,
  AnalysisProgress,
  AnalyzeParams,
  CloseResult,
  FilesResult,
  FollowParams,
  FollowResult,
  MarkParams,
  MoveParams,
  MoveResult,
  PinParams,
  PlaceProposalParams,
  ScriptChanged,
  SearchParams,
  StatusParams,
  SyncParams,
  SyncResult,
  WaitingParams,
} from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { AnalysisResult, RunReport, ScriptView } from '../story/analysisResult';
import {
  chatMessageRequestSchema,
  OFFLINE_MODEL,
  type AskedMessage,
  type ChatEvent,
  type ChatMessageRequest,
  type ChatMessageResponse,
  type ContextPreview,
  type Conversation,
  type ConversationEntry,
  type ExportedConversation,
  type ProposalPlace,
} from '../story/chatMessage';
import type { Allowance, Ledger } from '../story/ledger';
import type { NeverSend } from '../story/neverSend';
import type { TextModel } from '../models/textModel';
import { planDueWork, type ModelChoice, type PlanOptions } from '../story/plan';
import type { AnalysisPrice } from '../story/price';
import type { AliasResult, PinResult, ScriptDecisions } from '../story/scriptDecisions';
import { artifactKey, OFFLINE } from '../story/scriptSnapshot';
import type { SearchResult } from '../story/searchResult';
import type { SinceAnalysis } from '../story/sinceAnalysis';
import type { StatusResult } from '../story/statusResult';
import { aliasDecision, namedCharacters } from './aliasDecision';
import { DECLARATIONS } from './artifacts/declarations';
import { PROMPTS, type Prompts } from './artifacts/prompts/promptFor';
import { conversationSummaryOf } from './conversationSummaryOf';
import { hostChatModels } from './hostChatModels';
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
import { openScript, type OpenScript } from './pipeline/openScript';
import { priceDueWork } from './pipeline/priceDueWork';
import { runDueWork, type ModelWork, type RunOptions, type RunSession } from './pipeline/runDueWork';
import { isStopped, planUnasked, type Unasked } from './pipeline/unaskedWork';
import { writeStandings } from './pipeline/writeStandings';
import { knowsScript, syncScript, type ScriptText, type SyncOutcome } from './pipeline/syncScript';
import { moveStoredScript } from './moveStoredScript';
import { respellAddresses } from './respellAddresses';
import { createScriptFiles } from './scriptFiles';
import { pinArtifact } from './pinArtifact';
import { readAllowance, readLedger } from './readLedger';
import { createDecisionReader } from './scriptDecisions';
import { readMadeRows } from './madeRows';
import { statusOf } from './scriptStatus';
import { createScriptViewer, type ScriptViewer, type Viewed } from './scriptViewer';
import { sinceAnalysis } from './sinceAnalysis';
import type { OpenTextModel } from './hostTextModel';
import { createSerialQueue, type SerialQueue } from './serialQueue';
import { heirOf, takesOver, type HeldText } from './scriptHolders';
import { writeAcceptedEdit } from './store/acceptedEditQueries';
import { deleteReplaced, listAddresses, listAddressesAt, moveFolderMarks } from './store/addressQueries';
import { writeFailure } from './store/failureQueries';
import { maintainDatabase } from './store/maintainDatabase';
import type { OpenDatabase } from './store/openDatabase';
import { findMarks, writeMark, type MarkTarget } from './store/privacyMarkQueries';
import { deleteScript, deleteScriptsOf, writeAlwaysUnder } from './store/scriptQueries';
import type { Tenant, TenantBackups } from './storeInPlace';
import { settleWaiting } from './waitingVersions';

/** One client as the scripts know it: how it is told. */
export interface ClientKey {
  readonly onScriptChanged: (event: ScriptChanged) => void;
}

/** How a client's models are asked what they can do and cost. */
export interface ModelsOfClient {
  readonly signal?: AbortSignal;
  /** Without it there are none. */
  readonly openModel?: OpenTextModel;
}

/** What is asked about scripts. */
export interface ScriptRequests {
  analyze(
    params: AnalyzeParams,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (progress: AnalysisProgress) => void;
      /** The models of the client that asks; without it there are none. */
      readonly openModel?: OpenTextModel;
    },
  ): Promise<AnalysisResult>;
  priceAnalysis(params: AnalyzeParams, options?: ModelsOfClient): Promise<AnalysisPrice>;
  readScript(scriptId: string): Promise<ScriptView>;
  readStatus(scriptId: string, options?: ModelsOfClient & Pick<StatusParams, 'models'>): Promise<StatusResult>;
  readSinceAnalysis(scriptId: string): Promise<SinceAnalysis>;
  /** What the writer has decided, and what waits for a decision. */
  readDecisions(scriptId: string): Promise<ScriptDecisions>;
  /** Everybody in the script afterwards, with their names. */
  decideAlias(params: AliasParams): Promise<AliasResult>;
  setPin(params: PinParams): Promise<PinResult>;
  settleWaiting(params: WaitingParams): Promise<null>;
  search(params: SearchParams): Promise<SearchResult>;
  ask(request: ChatMessageRequest, options?: AskOptions): Promise<ChatMessageResponse>;
  previewContext(request: ChatMessageRequest, options?: AskOptions): Promise<ContextPreview>;
  latestConversation(scriptId: string): Promise<Conversation | null>;
  readLedger(scriptId: string): Promise<Ledger>;
  readAllowance(scriptId: string): Promise<Allowance>;
  setAlwaysUnder(params: AlwaysUnderParams): Promise<Allowance>;
  markNeverSend(params: MarkParams): Promise<NeverSend>;
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
}

/** How a question is asked. */
export interface AskOptions {
  /** Aborting stops the answer: what had come is kept. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ChatEvent) => void;
  /** The models of the client that asks; without them only the database answers. */
  readonly openModel?: OpenTextModel;
  /** In their place: models with a ledger of their own. */
  readonly models?: ChatModels;
  /** The text of an earlier draft or commit by its name; null: there is none. */
  readonly draftText?: (name: string) => Promise<string | null>;
}

/** The scripts that clients have open, and all that is done with them on one database. */
export interface Scripts extends ScriptRequests, Tenant {
  sync(client: ClientKey, params: SyncParams): Promise<SyncResult>;
  /** View and status; of what this client has, only what differs. */
  follow(client: ClientKey, params: FollowParams): Promise<FollowResult>;
  /** What is known of the script, or of the scripts in the folder, at `from` moves to `to`. */
  moveScripts(params: MoveParams): Promise<MoveResult>;
  /** Which of these files are stored scripts; that one has vanished, or is there again, is written. */
  lookAtFiles(uris: readonly string[]): Promise<FilesResult>;
  /** With `forget`, everything stored of the script is deleted; with a `version`, nothing is closed that was sent since. */
  closeScript(client: ClientKey, uri: string, forget: boolean, version?: number): Promise<CloseResult>;
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
  /** What models are told; left out: the prompts of this release. */
  readonly prompts?: Prompts | undefined;
}

/** What comes from a pipe is kept no longer than its client is there; what a crash left of it goes with the next start. */
const PIPE_SCHEME = 'stdin:';

/** How often it is looked which files are still there, in milliseconds. */
const SWEEP_EVERY_MS = 24 * 60 * 60 * 1000;

/** Work that nobody waits for begins this long after the last thing that asked for it. */
const UPKEEP_DELAY_MS = 1_000;

/** One script that clients have open. Writes to it come one after another; runs likewise, beside them. */
interface Session {
  readonly uri: string;
  readonly writes: SerialQueue;
  readonly runs: SerialQueue;
  search: ScriptSearch;
  readonly decisions: ReturnType<typeof createDecisionReader>;
  viewer: ScriptViewer;
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
  { assetsDirectory, clients, onTrouble, prompts = PROMPTS }: WorkOptions,
): Promise<Scripts> {
  const { db } = database;
  await deleteScriptsOf(db, PIPE_SCHEME);
  await respellAddresses(db);
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
          if (Date.now() - sweptAt > SWEEP_EVERY_MS) {
            sweptAt = Date.now();
            await files.sweep(closing.signal);
          }
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
  let sweptAt = 0;
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
        decisions: createDecisionReader(db),
        viewer: createScriptViewer(db),
        waitingRuns: 0,
        open: null,
        held: new Map(),
        author: null,
      };
      sessions.set(uri, session);
    }
    return session;
  };
  const files = createScriptFiles(db, (uri) => {
    const session = sessions.get(uri);
    return session !== undefined && (session.open !== null || session.held.size > 0);
  });
  /**
   * Scripts come in from the store one at a time, so that what is not open stays so while it is looked whether it has
   * moved. Waited for with the `writes` of sessions in hand, never the other way round.
   */
  const arrivals = createSerialQueue();
  const moves = createSerialQueue();

  const openSession = (scriptId: string): { session: Session; open: OpenScript } => {
    for (const session of sessions.values()) {
      if (session.open?.id === scriptId) return { session, open: session.open };
    }
    throw new Failure('script-unknown', 'This script is not open in the story engine. Open it again.', true);
  };

  const view = ({ session, open }: ReturnType<typeof openSession>): Promise<Viewed> => session.viewer.view(open);

  const tell = ({ uri, open, held }: Session): void => {
    if (open === null) return;
    for (const client of clients) {
      const from = held.get(client)?.text === open.reading.text ? 'sent' : 'buffer';
      client.onScriptChanged({ scriptId: open.id, uri, from, forgotten: false });
    }
  };

  const sync = (client: ClientKey, asked: SyncParams): Promise<SyncResult> => {
    const params = { ...asked, uri: canonicalUri(asked.uri) };
    const session = sessionOf(params.uri);
    return session.writes.run(async () => {
      if (!clients.has(client)) throw new Failure('engine-gone', 'This client has left the story engine.', true);
      const before = session.held.get(client);
      if (before !== undefined && params.version < before.version) return { kind: 'outdated' };
      const resolved = resolveText(before ?? null, params);
      if (resolved === null) return { kind: 'send-whole' };
      const { uri, format, name, version, source = 'saved', thresholds } = params;
      const next = { source, version, text: cleanText(resolved) };
      const previous = session.open;
      if (previous !== null && !takesOver(session, client, next)) {
        session.held.set(client, next);
        return asSynced(previous, NOTHING_CHANGED, previous.reading.text === next.text);
      }
      const script = { uri, format, name, version, text: next.text, thresholds };
      if (previous === null && params.onlyKnown === true && !(await knowsScript(db, script, files.isGone))) {
        return { kind: 'unknown' };
      }
      const outcome = await (previous === null ? arrive(session, script) : syncScript(db, previous, script));
      Object.assign(session, { open: outcome.open, author: client });
      session.held.set(client, next);
      const replaced = previous !== null && previous.reading.text !== next.text && session.held.size > 1;
      if (outcome.changed || replaced) tell(session);
      maintain();
      return asSynced(outcome.open, outcome, true);
    });
  };

  const arrive = (session: Session, script: ScriptText): Promise<SyncOutcome> =>
    arrivals.run(async () => {
      const outcome = await syncScript(db, null, script, { isGone: files.isGone });
      session.open = outcome.open;
      return outcome;
    });

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
      const fresh = { search: createScriptSearch(db), viewer: createScriptViewer(db) };
      Object.assign(session, { open: null, author: null, ...fresh });
      held.clear();
      if (forget) return forgetScript(uri);
      if (open !== null) await files.look([uri]);
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
    const replaced = new Set(await deleteReplaced(db, uri));
    // A backup may have a script at this uri that has moved since, and is not to be forgotten.
    const elsewhere = new Set((await listAddresses(db)).map(({ id }) => id));
    for (const one of clients) {
      if (scriptId !== null) one.onScriptChanged({ scriptId, uri, from: 'buffer', forgotten: true });
    }
    return {
      stillIn: await backups.forget(
        ({ id, uri: at }) => id === scriptId || replaced.has(id) || (canonicalUri(at) === uri && !elsewhere.has(id)),
      ),
    };
  };

  // The session stays: a script opened again right away waits for what is being written.
  const closeScript: Scripts['closeScript'] = (client, uri, forget, version) => {
    const session = sessionOf(canonicalUri(uri));
    return session.writes.run(async () => {
      const held = session.held.get(client);
      const isSentSince = version !== undefined && held?.version !== version;
      return (forget || held !== undefined) && !isSentSince ? close(session, client, { forget }) : NOWHERE;
    });
  };

  const moveScripts: Scripts['moveScripts'] = (asked) =>
    moves.run(async () => {
      const [from, to] = [canonicalUri(asked.from), canonicalUri(asked.to)];
      if (from === to) return { moved: 0 };
      await moveFolderMarks(db, from, to);
      const stored = (await listAddressesAt(db, [from])).map(({ uri }) => uri);
      let moved = 0;
      for (const uri of stored) if (await moveOne(uri, `${to}${uri.slice(from.length)}`)) moved++;
      return { moved };
    });
  const moveOne = (from: string, to: string): Promise<boolean> => {
    const [left, reached] = [sessionOf(from), sessionOf(to)];
    return left.writes.run(() =>
      reached.writes.run(async () => {
        const { open, held, author } = reached;
        if (!(await arrivals.run(() => moveStoredScript(db, from, to)))) return false;
        // Who still has the old address open has another script there from now on.
        Object.assign(left, { open: null, author: null, search: createScriptSearch(db) });
        left.held.clear();
        const text = author === null ? open?.reading.text : held.get(author)?.text;
        if (open === null || text === undefined) return true;
        reached.open = null;
        reached.search = createScriptSearch(db);
        await arrive(reached, { ...open, text });
        tell(reached);
        return true;
      }),
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
    if (target.kind === 'scene' && !asked.readings().has(target.sceneId)) {
      throw new Failure('subject-unknown', 'This scene is not in the script any more.');
    }
    await session.writes.run(() => writeMark(db, markTarget(scriptId, target), on));
    const concerned = target.kind === 'folder' ? [...sessions.values()] : [session];
    for (const one of concerned) {
      await one.writes.run(async () => {
        if (one.open === null) return;
        const marks = { ...(await findMarks(db, one.open.id, one.uri)), joined: one.open.marks.joined };
        if (isDeepStrictEqual(marks, one.open.marks)) return;
        const before = one.open;
        const after = openScript({ ...before, marks }, before);
        // What a model makes reads other scenes now.
        await db.transaction((tx) => writeStandings(tx, after, before));
        one.open = after;
        tell(one);
      });
    }
    const { open } = openSession(scriptId);
    const live = open.readings();
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
        session.writes.run(
          async () => {
            const { open, result } = await work(current());
            session.open = open;
            return result;
          },
          { background: true },
        ),
      ...(onTrouble !== undefined && { onTrouble }),
      keepFailure: (failure) =>
        session.writes.run(async () => {
          const open = current();
          await writeFailure(db, open.id, failure);
          const failures = new Map(open.failures).set(artifactKey(failure.kind, failure.subject), failure);
          session.open = { ...open, failures };
          tell(session);
        }),
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

  /** One decision of the writer, after what is being written; every view is told. */
  const decide = <T>(
    scriptId: string,
    work: (open: OpenScript) => Promise<{ readonly open: OpenScript; readonly result: T }>,
  ): Promise<T> => {
    const { session } = openSession(scriptId);
    return session.writes.run(async () => {
      const { open, result } = await work(openSession(scriptId).open);
      session.open = open;
      tell(session);
      maintain();
      return result;
    });
  };
  const decideAlias: Scripts['decideAlias'] = ({ scriptId, ...asked }) =>
    decide(scriptId, async (open) => {
      const text = { ...open, text: open.reading.text };
      const after = (await syncScript(db, open, text, { decision: aliasDecision(open, asked) })).open;
      return { open: after, result: { characters: namedCharacters(after) } };
    });

  /** The models that are named, opened at the client that asked; undefined where rules make everything. */
  const openModels = async (
    choice: ModelChoice | null | undefined,
    { limits, agreed }: Pick<AnalyzeParams, 'limits' | 'agreed'>,
    { signal = closing.signal, openModel }: ModelsOfClient,
  ): Promise<ModelWork | undefined> => {
    const named = [...new Set(choice ? [choice.cards, choice.story] : [])].filter((model) => model !== OFFLINE);
    if (named.length === 0) return undefined;
    if (openModel === undefined) throw new Failure('model-unable', 'No model can be asked from here.');
    const models = new Map<string, TextModel>();
    for (const model of named) models.set(model, await openModel(model, signal));
    return {
      models,
      prompts,
      limits: limits ?? { runUsd: null, dayUsd: null },
      agreed: agreed === undefined ? null : new Set(agreed),
      countTokens: (texts) => worker.countTokens(texts),
    };
  };

  const planOf = ({
    kinds,
    subject,
    subjects,
    upstream,
    remake,
    models,
  }: AnalyzeParams): Omit<PlanOptions, 'isHeldBack'> => ({
    remake,
    ...(kinds !== undefined && { kinds }),
    ...(subject !== undefined && { subject }),
    ...(subjects !== undefined && { subjects }),
    ...(upstream !== undefined && { upstream }),
    ...(models !== undefined && { models }),
  });

  const analyze: Scripts['analyze'] = async (params, { signal, onProgress, openModel }) => {
    const { session } = openSession(params.scriptId);
    const { scriptId } = params;
    const client = { signal, ...(openModel !== undefined && { openModel }) };
    const unasked = params.asked === false ? await planUnasked(db, scriptId) : null;
    const modelWork = signal.aborted
      ? undefined
      : unasked === null
        ? await openModels(params.models, params, client).catch((error: unknown) => {
            // Cancelled while a model was asked what it can do: nothing is made.
            if (signal.aborted) return undefined;
            throw error;
          })
        : await mayAlways(unasked, params, client);
    const models = modelWork === undefined ? null : (params.models ?? null);
    const report = await run(session, {
      ...planOf({ ...params, models, ...(unasked !== null && { upstream: true, remake: false }) }),
      signal,
      ...(modelWork !== undefined && { modelWork }),
      ...(unasked !== null && { isHeldBack: unasked.isHeldBack }),
      onProgress: ({ newest, ...progress }) => {
        const scene = session.open === null ? undefined : session.open.readings().get(newest);
        const name = scene === undefined ? newest : `${scene.label} ${scene.block.heading}`.trim();
        onProgress({ ...progress, subject: name === '' ? null : name });
      },
    });
    return { ...(await view(openSession(scriptId))).view, run: report };
  };

  /** The models of a run that nobody asked for: only where all of it costs no more than the writer always allows. */
  const mayAlways = async (
    { alwaysUnderUsd, isHeldBack }: Unasked,
    params: AnalyzeParams,
    client: ModelsOfClient,
  ): Promise<ModelWork | undefined> => {
    const { open } = openSession(params.scriptId);
    if (alwaysUnderUsd === null || isStopped(open, params.models, new Date())) return undefined;
    const limits = { runUsd: alwaysUnderUsd, dayUsd: params.limits?.dayUsd ?? null };
    // A model that cannot be asked now leaves it to the rules: nobody waits for it.
    const work = await openModels(params.models, { ...params, limits }, client).catch(() => undefined);
    if (work === undefined) return undefined;
    const plan = { ...planOf(params), upstream: true, remake: false, isHeldBack: isHeldBack(open, open.snapshot()) };
    const { costUsd } = (await priceDueWork(db, open, plan, work)).price;
    return costUsd !== null && costUsd.top <= alwaysUnderUsd ? work : undefined;
  };

  /**
   * Searching and asking make nothing but embeddings that are missing or behind, and wait for no run: while one is
   * under way they use what is there.
   */
  const embedMissing = async (scriptId: string): Promise<void> => {
    const { session, open } = openSession(scriptId);
    if (session.waitingRuns > 0) return;
    const missing = planDueWork(open.snapshot(), DECLARATIONS, { kinds: ['embedding'] }, open.standings());
    if (missing.length === 0) return;
    await run(session, { kinds: ['embedding'], signal: closing.signal });
  };

  const askedNow = async (scriptId: string): Promise<AskedScript> => {
    const { session, open } = openSession(scriptId);
    return { open, view: (await session.viewer.view(open)).view, search: session.search };
  };
  const askedAbout = async (scriptId: string): Promise<AskedScript> => {
    await embedMissing(scriptId);
    return askedNow(scriptId);
  };
  const withChat = <O extends AskOptions>(options: O, { dayLimitUsd, limitUsd }: AskedMessage): O => {
    const { models, openModel } = options;
    if (models !== undefined || openModel === undefined) return options;
    return {
      ...options,
      models: hostChatModels(db, openModel, { questionUsd: limitUsd, dayUsd: dayLimitUsd }, (texts) =>
        worker.countTokens(texts),
      ),
    };
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
    readScript: async (scriptId) => (await view(openSession(scriptId))).view,
    priceAnalysis: async (params, client = {}) => {
      const work = await openModels(params.models, params, client);
      return (await priceDueWork(db, openSession(params.scriptId).open, planOf(params), work)).price;
    },
    readStatus: async (scriptId, { models = null, ...client } = {}) => {
      const work = await openModels(models, {}, client);
      const found = openSession(scriptId);
      if (work === undefined) return (await view(found)).status;
      const { open } = found;
      return statusOf(open, await readMadeRows(db, open.id), await priceDueWork(db, open, { models }, work));
    },
    follow: (client, { scriptId, known }) => {
      const { session, open } = openSession(scriptId);
      return session.viewer.follow(client, open, known);
    },
    readSinceAnalysis: (scriptId) => sinceAnalysis(db, openSession(scriptId).open),
    readDecisions: (scriptId) => {
      const { session, open } = openSession(scriptId);
      return session.decisions(open);
    },
    decideAlias,
    setPin: ({ scriptId, ...asked }) => decide(scriptId, (open) => pinArtifact(db, open, asked)),
    settleWaiting: ({ scriptId, ...asked }) =>
      decide(scriptId, async (open) => ({ open: await settleWaiting(db, open, asked), result: null })),
    search: async ({ scriptId, query, limit }) => {
      await embedMissing(scriptId);
      const { session, open } = openSession(scriptId);
      return session.search.search(open, query, limit);
    },
    ask: async (params, options) => {
      const request = chatMessageRequestSchema.parse(params);
      const asked = await askedAbout(request.scriptId);
      if (request.model === OFFLINE_MODEL) return askScript(db, asked, request);
      const scriptNow = (): Promise<AskedScript> => askedNow(request.scriptId);
      const chat = withChat(withStop(options), request);
      return askModel(db, asked, request, {
        ...chat,
        summaryPrompt: conversationSummaryOf,
        scriptNow,
        sinceAnalysis: () => sinceAnalysis(db, asked.open),
        onTrouble,
      });
    },
    previewContext: async (params, options) => {
      const request = chatMessageRequestSchema.parse(params);
      const asked = await askedAbout(request.scriptId);
      return previewContext(db, asked, request, withChat(withStop(options), request));
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
      const scene = openSession(scriptId).open.readings().get(sceneId);
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
    readLedger: (scriptId) => readLedger(db, openSession(scriptId).open),
    readAllowance: (scriptId) => readAllowance(db, openSession(scriptId).open.id),
    setAlwaysUnder: async ({ scriptId, usd }) => {
      const { session, open } = openSession(scriptId);
      await session.writes.run(() => writeAlwaysUnder(db, open.id, usd));
      return readAllowance(db, open.id);
    },
    moveScripts,
    lookAtFiles: (uris) => files.look(uris.map(canonicalUri)),
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
      return { ...target, uri: canonicalUri(target.uri) };
  }
}

function textsOf({ uri, open, held, author }: Session): ReturnType<Scripts['heldTexts']> {
  if (open === null) return [];
  const { format, name, thresholds } = open;
  const texts = [...held].map(([client, { source, version, text }]) => ({
    client,
    params: { uri, format, name, version, source, thresholds, text: { kind: 'whole' as const, text } },
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

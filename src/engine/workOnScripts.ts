import path from 'node:path';
import type {
  AcceptedEditParams,
  AliasParams,
  AlwaysUnderParams,
  FollowParams,
  FollowResult,
  MarkParams,
  PinParams,
  PlaceProposalParams,
  SearchParams,
  WaitingParams,
} from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import type { ScriptView } from '../story/analysisResult';
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
import type { AliasResult, PinResult, ScriptDecisions } from '../story/scriptDecisions';
import type { SearchResult } from '../story/searchResult';
import type { SinceAnalysis } from '../story/sinceAnalysis';
import { aliasDecision, namedCharacters } from './aliasDecision';
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
import { markNeverSend } from './neverSendMarks';
import { createOpenScripts, type ClientKey, type OpenScripts } from './openScripts';
import { agreedOf } from './pipeline/notAgreedTo';
import { createOfflineWorker } from './pipeline/offlineWorker';
import type { OpenScript } from './pipeline/openScript';
import { syncScript } from './pipeline/syncScript';
import { respellAddresses } from './respellAddresses';
import { pinArtifact } from './pinArtifact';
import { readAllowance, readLedger } from './readLedger';
import { createScriptRuns, type ScriptRuns } from './scriptRuns';
import { sinceAnalysis } from './sinceAnalysis';
import type { OpenTextModel } from './hostTextModel';
import { writeAcceptedEdit } from './store/acceptedEditQueries';
import { maintainDatabase } from './store/maintainDatabase';
import type { OpenDatabase } from './store/openDatabase';
import { deleteScriptsOf, writeAlwaysUnder } from './store/scriptQueries';
import type { Tenant, TenantBackups } from './storeInPlace';
import { createUpkeep } from './upkeep';
import { settleWaiting } from './waitingVersions';

/** What is asked about scripts. */
export interface ScriptRequests extends Pick<ScriptRuns, 'analyze' | 'priceAnalysis' | 'readStatus'> {
  readScript(scriptId: string): Promise<ScriptView>;
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
}

/** The scripts that clients have open, and all that is done with them on one database. */
export interface Scripts
  extends
    ScriptRequests,
    Tenant,
    Pick<OpenScripts, 'sync' | 'closeScript' | 'leave' | 'moveScripts' | 'lookAtFiles' | 'heldTexts'> {
  /** View and status; of what this client has, only what differs. */
  follow(client: ClientKey, params: FollowParams): Promise<FollowResult>;
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
  const worker = createOfflineWorker(path.join(assetsDirectory, 'worker.js'));
  const closing = new AbortController();
  const upkeep = createUpkeep(
    {
      maintain: () => maintainDatabase(database.pg),
      sweep: () => scripts.sweep(closing.signal),
      backUp: async () => {
        if (scripts.all().every(({ waitingRuns }) => waitingRuns === 0)) await backups.daily(closing.signal);
      },
    },
    closing.signal,
    onTrouble,
  );
  const scripts = createOpenScripts({ db, clients, backups, onWritten: () => upkeep.soon() });
  const runs = createScriptRuns({
    db,
    scripts,
    worker,
    prompts,
    ended: closing.signal,
    onStored: () => upkeep.soon(),
    onTrouble,
  });

  const opened = (scriptId: string): OpenScript => scripts.find(scriptId).open;
  const view = async (scriptId: string): Promise<ScriptView> => {
    const { viewer, open } = scripts.find(scriptId);
    return (await viewer.view(open)).view;
  };
  const decideAlias: Scripts['decideAlias'] = ({ scriptId, ...asked }) =>
    scripts.decide(scriptId, async (open) => {
      const text = { ...open, text: open.reading.text };
      const after = (await syncScript(db, open, text, { decision: aliasDecision(open, asked) })).open;
      return { open: after, result: { characters: namedCharacters(after) } };
    });

  const askedNow = async (scriptId: string): Promise<AskedScript> => {
    const { open, viewer, search } = scripts.find(scriptId);
    return { open, view: (await viewer.view(open)).view, search };
  };
  const askedAbout = async (scriptId: string): Promise<AskedScript> => {
    await runs.embedMissing(scriptId);
    return askedNow(scriptId);
  };
  const withChat = <O extends AskOptions>(options: O, request: AskedMessage): O => {
    const { models, openModel } = options;
    if (models !== undefined || openModel === undefined) return options;
    const held = { questionUsd: request.limitUsd, dayUsd: request.dayLimitUsd, agreed: agreedOf(request) };
    return { ...options, models: hostChatModels(db, openModel, held, (texts) => worker.countTokens(texts)) };
  };
  const withStop = (options: AskOptions = {}): AskOptions & { readonly signal: AbortSignal } => ({
    ...options,
    signal: options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]),
  });

  /** The questions that are being asked again: twice in the place of one answer would be two. */
  const askedAgain = new Set<string>();
  const askInTurn: typeof ask = async (request, options) => {
    const { retryOf, remember } = request;
    if (retryOf === null || !remember) return ask(request, options);
    if (askedAgain.has(retryOf)) {
      throw new Failure('conversation-busy', 'This question is being asked again in another window already.');
    }
    askedAgain.add(retryOf);
    try {
      return await ask(request, options);
    } finally {
      askedAgain.delete(retryOf);
    }
  };
  const ask = async (request: AskedMessage, options: AskOptions | undefined): Promise<ChatMessageResponse> => {
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
  };

  // What clients have open stays open, on whatever is stored of it now; its id may be another one.
  for (const { client, params } of before?.heldTexts() ?? []) {
    if (clients.has(client)) await scripts.sync(client, params);
  }
  if (before !== null) for (const script of scripts.all()) scripts.tell(script);

  return {
    analyze: (params, options) => runs.analyze(params, options),
    priceAnalysis: (params, client) => runs.priceAnalysis(params, client),
    readStatus: (scriptId, client) => runs.readStatus(scriptId, client),
    sync: (client, params) => scripts.sync(client, params),
    closeScript: (client, uri, forget, version) => scripts.closeScript(client, uri, forget, version),
    leave: (client) => scripts.leave(client),
    moveScripts: (params) => scripts.moveScripts(params),
    lookAtFiles: (uris) => scripts.lookAtFiles(uris),
    markNeverSend: (params) => markNeverSend(db, scripts, params),
    heldTexts: () => scripts.heldTexts(),
    readScript: view,
    follow: (client, { scriptId, known }) => {
      const { viewer, open } = scripts.find(scriptId);
      return viewer.follow(client, open, known);
    },
    readSinceAnalysis: (scriptId) => sinceAnalysis(db, opened(scriptId)),
    readDecisions: (scriptId) => {
      const { decisions, open } = scripts.find(scriptId);
      return decisions(open);
    },
    decideAlias,
    setPin: ({ scriptId, ...asked }) => scripts.decide(scriptId, (open) => pinArtifact(db, open, asked)),
    settleWaiting: ({ scriptId, ...asked }) =>
      scripts.decide(scriptId, async (open) => ({ open: await settleWaiting(db, open, asked), result: null })),
    search: async ({ scriptId, query, limit }) => {
      await runs.embedMissing(scriptId);
      const { search, open } = scripts.find(scriptId);
      return search.search(open, query, limit);
    },
    ask: async (params, options) => {
      const request = chatMessageRequestSchema.parse(params);
      return scripts.use(request.scriptId, () => askInTurn(request, options));
    },
    previewContext: async (params, options) => {
      const request = chatMessageRequestSchema.parse(params);
      const asked = await askedAbout(request.scriptId);
      return previewContext(db, asked, request, withChat(withStop(options), request));
    },
    latestConversation: (scriptId) => latestConversation(db, opened(scriptId).id),
    listConversations: (scriptId) => listConversations(db, opened(scriptId).id),
    readConversation: (scriptId, id) => readConversation(db, opened(scriptId).id, id),
    changeConversation: (scriptId, id, change) => changeConversation(db, opened(scriptId).id, id, change),
    deleteConversation: (scriptId, id) => deleteConversation(db, opened(scriptId).id, id),
    exportConversation: (scriptId, id) => {
      const { open } = scripts.find(scriptId);
      return exportConversation(db, open.id, id, open.reading.title ?? open.name);
    },
    placeProposal: ({ scriptId, ...proposal }) => Promise.resolve(placeProposal(opened(scriptId), proposal)),
    noteAcceptedEdit: async ({ scriptId, sceneId, hashBefore, hashAfter, lines, modelCallId }) => {
      const scene = opened(scriptId).readings().get(sceneId);
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
    readLedger: (scriptId) => readLedger(db, opened(scriptId)),
    readAllowance: (scriptId) => readAllowance(db, opened(scriptId).id),
    setAlwaysUnder: async ({ scriptId, usd }) => {
      await scripts.find(scriptId).writes.run(() => writeAlwaysUnder(db, scriptId, usd));
      return readAllowance(db, scriptId);
    },
    stop: () => closing.abort(),
    close: async () => {
      await scripts.idle();
      await upkeep.idle();
      await worker.close();
    },
  };
}

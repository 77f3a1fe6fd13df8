import type { Socket } from 'node:net';
import {
  CancellationTokenSource,
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  createMessageConnection,
  type MessageConnection,
  type RequestType,
} from 'vscode-jsonrpc/node';
import {
  analysisProgress,
  analyzeScript,
  archiveConversation,
  askScript,
  backUpStore,
  chatProgress,
  checkStore,
  closeScript,
  conversationChanged,
  decideAlias,
  deleteConversation,
  exportConversation,
  hello,
  latestConversation,
  listBackups,
  listConversations,
  logLine,
  lookAtFiles,
  moveScripts,
  markNeverSend,
  readDecisions,
  priceAnalysis,
  noteAcceptedEdit,
  placeProposal,
  previewContext,
  readAllowance,
  readConversation,
  readLedger,
  readScript,
  followScript,
  readSinceAnalysis,
  readStatus,
  renameConversation,
  restoreStore,
  rollBackStore,
  scriptChanged,
  searchScript,
  setAlwaysUnder,
  setPin,
  settleWaiting,
  superseded,
  syncScript,
  type AliasParams,
  type AlwaysUnderParams,
  type AcceptedEditParams,
  type AnalysisProgress,
  type AnalyzeParams,
  type ArchiveConversationParams,
  type CloseParams,
  type CloseResult,
  type ConversationChanged,
  type FilesResult,
  type ConversationParams,
  type HelloParams,
  type FollowParams,
  type FollowResult,
  type HelloResult,
  type MoveParams,
  type MoveResult,
  type MarkParams,
  type PinParams,
  type PlaceProposalParams,
  type RenameConversationParams,
  type ScriptChanged,
  type SearchParams,
  type SyncParams,
  type SyncResult,
  type WaitingParams,
} from '../protocol/engineContract';
import { Failure, failureSchema, type FailureData } from '../protocol/failure';
import type { AnalysisResult, ScriptView } from '../story/analysisResult';
import type { NeverSend } from '../story/neverSend';
import type { AliasResult, PinResult, ScriptDecisions } from '../story/scriptDecisions';
import type {
  ChatEvent,
  ChatMessageRequest,
  ChatMessageResponse,
  ContextPreview,
  Conversation,
  ConversationEntry,
  ExportedConversation,
  ProposalPlace,
} from '../story/chatMessage';
import type { SearchResult } from '../story/searchResult';
import type { Allowance, Ledger } from '../story/ledger';
import type { AnalysisPrice } from '../story/price';
import type { SinceAnalysis } from '../story/sinceAnalysis';
import type { StatusResult } from '../story/statusResult';
import type { BackupSummary, StoreReport } from '../story/storeReport';
import { answerModelRequests } from './answerModelRequests';
import type { ModelHost } from './modelHost';

/**
 * A running engine, seen from one of its clients. Every request rejects with a `Failure`: once the engine has ended
 * `engine-gone`, after which connecting again finds or starts another; `client-older` if a newer client took over.
 */
export interface EngineConnection {
  readonly info: HelloResult;
  sync(params: SyncParams): Promise<SyncResult>;
  /** Aborting ends the run after what is being stored; the result then says `run.cancelled`. */
  analyze(
    params: AnalyzeParams,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (progress: AnalysisProgress) => void },
  ): Promise<AnalysisResult>;
  readScript(scriptId: string): Promise<ScriptView>;
  /** What a run would make and cost, and which scenes it would send; nothing is made, nothing is sent. */
  priceAnalysis(params: AnalyzeParams, options?: Cancelling): Promise<AnalysisPrice>;
  /** With `models`, what is due by them and what they ask for it. */
  readStatus(scriptId: string, models?: AnalyzeParams['models'], options?: Cancelling): Promise<StatusResult>;
  /** What changed since what is stored was made. */
  readSinceAnalysis(scriptId: string): Promise<SinceAnalysis>;
  /** What the writer has decided, and what waits for a decision. */
  readDecisions(scriptId: string): Promise<ScriptDecisions>;
  decideAlias(params: AliasParams): Promise<AliasResult>;
  setPin(params: PinParams): Promise<PinResult>;
  settleWaiting(params: WaitingParams): Promise<null>;
  /** View and status together; of what is `known` only what differs. */
  followScript(params: FollowParams): Promise<FollowResult>;
  search(params: SearchParams): Promise<SearchResult>;
  /** Aborting stops the answer: what had come is answered, `stopped`. Without a model it is there at once. */
  ask(
    request: ChatMessageRequest,
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: ChatEvent) => void },
  ): Promise<ChatMessageResponse>;
  /** What a question would send; sends nothing. */
  previewContext(request: ChatMessageRequest, options?: { readonly signal?: AbortSignal }): Promise<ContextPreview>;
  /** The conversation last spoken in; null if there is none. */
  latestConversation(scriptId: string): Promise<Conversation | null>;
  /** What is known of the script, or of the scripts in the folder, at `from` moves to `to`. */
  moveScripts(params: MoveParams): Promise<MoveResult>;
  /** Which of these files, or of the files in these folders, are stored scripts. */
  lookAtFiles(uris: readonly string[]): Promise<FilesResult>;
  /** Resolves with what is marked then. */
  markNeverSend(params: MarkParams): Promise<NeverSend>;
  /** What of the script was sent to models, newest first. */
  readLedger(scriptId: string): Promise<Ledger>;
  readAllowance(scriptId: string): Promise<Allowance>;
  /** What a run may cost without being asked for, in US dollars; null: nothing. */
  setAlwaysUnder(params: AlwaysUnderParams): Promise<Allowance>;
  /** Last spoken in first; archived ones too. */
  listConversations(scriptId: string): Promise<readonly ConversationEntry[]>;
  /** Null: the script has none of this id. */
  readConversation(params: ConversationParams): Promise<Conversation | null>;
  /** Rejects with `conversation-unknown`, as do the next three. */
  renameConversation(params: RenameConversationParams): Promise<null>;
  archiveConversation(params: ArchiveConversationParams): Promise<null>;
  deleteConversation(params: ConversationParams): Promise<null>;
  exportConversation(params: ConversationParams): Promise<ExportedConversation>;
  /** Where a proposed edit goes now, or why it is refused. */
  placeProposal(params: PlaceProposalParams): Promise<ProposalPlace>;
  /** To be called once the lines are in the text and synced. Rejects with `scene-unknown`. */
  noteAcceptedEdit(params: AcceptedEditParams): Promise<null>;
  closeScript(params: CloseParams): Promise<CloseResult>;
  /** Checks the database and its backups; `ok` says whether all is well. */
  checkStore(): Promise<StoreReport>;
  backUpStore(): Promise<StoreReport>;
  /** Newest first. */
  listBackups(): Promise<readonly BackupSummary[]>;
  /** Null: the newest backup that can be read. */
  restoreStore(file: string | null): Promise<StoreReport>;
  rollBackStore(): Promise<StoreReport>;
  /** From now on these models are asked; before, and without them, there are none. */
  onModelRequests(host: ModelHost): void;
  /** Returns the function that ends the listening. */
  onScriptChanged(listener: (event: ScriptChanged) => void): () => void;
  /** By another client. Returns the function that ends the listening. */
  onConversationChanged(listener: (event: ConversationChanged) => void): () => void;
  /** Called once when the engine has ended, with what requests are rejected with from then on. */
  onGone(listener: (failure: Failure) => void): () => void;
  /**
   * Leaves. What was running for this client is stopped, what it had open is closed, and the engine goes on for others,
   * or ends after a while. Never rejects.
   */
  close(): Promise<void>;
}

/** Aborted, the engine stops at it, and the request rejects with the signal's reason. */
export interface Cancelling {
  readonly signal?: AbortSignal;
}

export interface GreetOptions extends HelloParams {
  readonly onLog: (line: string) => void;
}

/** What came of saying hello: `ended` if the engine ended before it answered, `older` if it ends because it is older. */
export type Greeted =
  | { readonly kind: 'welcome'; readonly connection: EngineConnection }
  | { readonly kind: 'ended' }
  | { readonly kind: 'older' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Says hello on a socket that is connected. Unless it is welcome, the socket is closed. Never rejects. */
export async function greetEngine(socket: Socket, { onLog, ...params }: GreetOptions): Promise<Greeted> {
  const channel = openChannel(socket);
  channel.connection.onNotification(logLine, ({ line }) => onLog(line));
  try {
    const { protocolVersion, schemaVersion, client } = params;
    const info = await ask(channel, hello, { protocolVersion, schemaVersion, client });
    return { kind: 'welcome', connection: connect(channel, info) };
  } catch (error) {
    const failure = asFailure(error, channel);
    await channel.close();
    if (failure.code === 'engine-gone') return { kind: 'ended' };
    return failure.code === 'engine-older' ? { kind: 'older' } : { kind: 'failed', failure };
  }
}

/** JSON-RPC on a socket. */
interface Channel {
  readonly connection: MessageConnection;
  /** Requests under way. */
  pending: number;
  /** What requests are rejected with once the socket is closed. */
  readonly gone: () => Failure;
  /** Settles when the socket is closed and what came before is read. */
  readonly ended: Promise<void>;
  readonly close: () => Promise<void>;
}

function openChannel(socket: Socket): Channel {
  const reader = new SocketMessageReader(socket);
  // Of a message that breaks off it would ask for the rest for ever, by a timer that keeps this process from ending.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
  let isSuperseded = false;
  connection.onError(() => undefined);
  connection.onNotification(superseded, () => void (isSuperseded = true));
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  const channel: Channel = {
    connection,
    pending: 0,
    gone: () => (isSuperseded ? clientOlder() : engineGone()),
    ended: closed.then(async () => {
      // What came before the end is read a message a turn; an answer that is there is not to be lost.
      for (let turn = 0; turn < 100 && (turn < 5 || channel.pending > 0); turn++) await new Promise(setImmediate);
      connection.dispose();
    }),
    close: async () => {
      socket.destroySoon();
      await channel.ended;
    },
  };
  connection.listen();
  return channel;
}

function connect(channel: Channel, info: HelloResult): EngineConnection {
  const { connection } = channel;
  const goneListeners = new Set<(failure: Failure) => void>();
  const changeListeners = new Set<(event: ScriptChanged) => void>();
  const conversationListeners = new Set<(event: ConversationChanged) => void>();
  let closing = false;
  connection.onNotification(scriptChanged, (event) => {
    for (const listener of changeListeners) listener(event);
  });
  connection.onNotification(conversationChanged, (event) => {
    for (const listener of conversationListeners) listener(event);
  });
  void channel.ended.then(() => {
    if (!closing) for (const listener of goneListeners) listener(channel.gone());
  });

  return {
    info,
    sync: (params) => ask(channel, syncScript, params),
    analyze: (params, { signal, onProgress } = {}) => analyze(channel, params, signal, onProgress),
    readScript: (scriptId) => ask(channel, readScript, { scriptId }),
    priceAnalysis: (params, { signal } = {}) => unlessAborted(signal, ask(channel, priceAnalysis, params, signal)),
    readStatus: (scriptId, models, { signal } = {}) => {
      const params = { scriptId, ...(models !== undefined && { models }) };
      return unlessAborted(signal, ask(channel, readStatus, params, signal));
    },
    readSinceAnalysis: (scriptId) => ask(channel, readSinceAnalysis, { scriptId }),
    readDecisions: (scriptId) => ask(channel, readDecisions, { scriptId }),
    decideAlias: (params) => ask(channel, decideAlias, params),
    setPin: (params) => ask(channel, setPin, params),
    settleWaiting: (params) => ask(channel, settleWaiting, params),
    followScript: (params) => ask(channel, followScript, params),
    search: (params) => ask(channel, searchScript, params),
    ask: (request, { signal, onEvent } = {}) => askQuestion(channel, request, signal, onEvent),
    previewContext: (request, { signal } = {}) => ask(channel, previewContext, request, signal),
    latestConversation: (scriptId) => ask(channel, latestConversation, { scriptId }),
    moveScripts: (params) => ask(channel, moveScripts, params),
    lookAtFiles: (uris) => ask(channel, lookAtFiles, { uris }),
    markNeverSend: (params) => ask(channel, markNeverSend, params),
    readLedger: (scriptId) => ask(channel, readLedger, { scriptId }),
    readAllowance: (scriptId) => ask(channel, readAllowance, { scriptId }),
    setAlwaysUnder: (params) => ask(channel, setAlwaysUnder, params),
    listConversations: (scriptId) => ask(channel, listConversations, { scriptId }),
    readConversation: (params) => ask(channel, readConversation, params),
    renameConversation: (params) => ask(channel, renameConversation, params),
    archiveConversation: (params) => ask(channel, archiveConversation, params),
    deleteConversation: (params) => ask(channel, deleteConversation, params),
    exportConversation: (params) => ask(channel, exportConversation, params),
    placeProposal: (params) => ask(channel, placeProposal, params),
    noteAcceptedEdit: (params) => ask(channel, noteAcceptedEdit, params),
    closeScript: (params) => ask(channel, closeScript, params),
    checkStore: () => ask(channel, checkStore, null),
    backUpStore: () => ask(channel, backUpStore, null),
    listBackups: () => ask(channel, listBackups, null),
    restoreStore: (file) => ask(channel, restoreStore, { file }),
    rollBackStore: () => ask(channel, rollBackStore, null),
    onModelRequests: (host) => answerModelRequests(connection, host),
    onScriptChanged: (listener) => subscribe(changeListeners, listener),
    onConversationChanged: (listener) => subscribe(conversationListeners, listener),
    onGone: (listener) => subscribe(goneListeners, listener),
    close: async () => {
      closing = true;
      await channel.close();
    },
  };
}

async function analyze(
  channel: Channel,
  params: AnalyzeParams,
  signal: AbortSignal | undefined,
  onProgress: ((progress: AnalysisProgress) => void) | undefined,
): Promise<AnalysisResult> {
  const progressToken = crypto.randomUUID();
  const listening = onProgress && channel.connection.onProgress(analysisProgress, progressToken, onProgress);
  try {
    return await ask(channel, analyzeScript, { ...params, progressToken }, signal);
  } finally {
    listening?.dispose();
  }
}

/** What comes of a request; aborted, its signal's reason in place of any failure. */
async function unlessAborted<R>(signal: AbortSignal | undefined, answer: Promise<R>): Promise<R> {
  try {
    return await answer;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

async function askQuestion(
  channel: Channel,
  request: ChatMessageRequest,
  signal: AbortSignal | undefined,
  onEvent: ((event: ChatEvent) => void) | undefined,
): Promise<ChatMessageResponse> {
  const progressToken = crypto.randomUUID();
  const listening = onEvent && channel.connection.onProgress(chatProgress, progressToken, onEvent);
  try {
    return await ask(channel, askScript, { ...request, progressToken }, signal);
  } finally {
    listening?.dispose();
  }
}

/** One request. JSON-RPC errors come back as the `Failure` they carry. */
async function ask<P, R>(
  channel: Channel,
  type: RequestType<P, R, FailureData>,
  params: P,
  signal?: AbortSignal,
): Promise<R> {
  const source = new CancellationTokenSource();
  // A cancellation that overtakes its request is lost (vscode-jsonrpc writes a request a few microtasks later).
  const cancel = (): void => void setImmediate(() => source.cancel());
  signal?.addEventListener('abort', cancel, { once: true });
  channel.pending++;
  try {
    const answer = channel.connection.sendRequest<R>(type.method, params, source.token);
    // A request is cancelled after it was sent: what was cancelled before still gives its partial answer.
    if (signal?.aborted === true) cancel();
    return await answer;
  } catch (error) {
    throw asFailure(error, channel);
  } finally {
    channel.pending--;
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}

function asFailure(error: unknown, channel: Channel): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ResponseError && !TRANSPORT_CODES.includes(error.code)) {
    const data = failureSchema.safeParse(error.data);
    if (data.success) return new Failure(data.data.code, data.data.message, data.data.retryable);
    return new Failure('internal', `The story engine failed: ${error.message}`);
  }
  return channel.gone();
}

/** By which a request fails whose answer cannot come. */
const TRANSPORT_CODES: readonly number[] = [
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
  ErrorCodes.ConnectionInactive,
];

function engineGone(): Failure {
  return new Failure('engine-gone', 'The story engine ended unexpectedly. What was stored is kept. Try again.', true);
}

function clientOlder(): Failure {
  return new Failure('client-older', 'This window is older than the story engine: reload it.');
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

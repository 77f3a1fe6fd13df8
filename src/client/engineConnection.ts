import { fork, type ChildProcess } from 'node:child_process';
import {
  CancellationTokenSource,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  createMessageConnection,
  type MessageConnection,
  type RequestType,
} from 'vscode-jsonrpc/node';
import {
  PROTOCOL_VERSION,
  analysisProgress,
  analyzeScript,
  askScript,
  backUpStore,
  checkStore,
  closeScript,
  hello,
  latestConversation,
  listBackups,
  readScript,
  readStatus,
  restoreStore,
  rollBackStore,
  scriptChanged,
  searchScript,
  shutdown,
  syncScript,
  type AnalysisProgress,
  type AnalyzeParams,
  type CloseParams,
  type CloseResult,
  type HelloResult,
  type ScriptChanged,
  type SearchParams,
  type SyncParams,
  type SyncResult,
} from '../protocol/engineContract';
import { Failure, failureSchema, type FailureData } from '../protocol/failure';
import type { AnalysisResult, ScriptView } from '../story/analysisResult';
import type { ChatMessageRequest, ChatMessageResponse, Conversation } from '../story/chatMessage';
import type { SearchResult } from '../story/searchResult';
import type { StatusResult } from '../story/statusResult';
import type { BackupSummary, StoreReport } from '../story/storeReport';

export interface StartEngineOptions {
  /** The folder of the built engine: `engine.js`, `worker.js`, `store/`. */
  readonly assetsDirectory: string;
  readonly dataDirectory: string;
  /** Who asks, for the log: `vscode`, `cli`. */
  readonly client: string;
  /** What the engine writes to its log, in lines as they come. */
  readonly onLog?: (line: string) => void;
}

/** A running engine, seen from a host. Every request rejects with a `Failure`; `engine-gone` once the process has ended. */
export interface EngineConnection {
  readonly info: HelloResult;
  sync(params: SyncParams): Promise<SyncResult>;
  /** Aborting ends the run after what is being stored; the result then says `run.cancelled`. */
  analyze(
    params: AnalyzeParams,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (progress: AnalysisProgress) => void },
  ): Promise<AnalysisResult>;
  readScript(scriptId: string): Promise<ScriptView>;
  readStatus(scriptId: string): Promise<StatusResult>;
  search(params: SearchParams): Promise<SearchResult>;
  /** Aborting stops waiting for the answer; without a model it is there at once. */
  ask(request: ChatMessageRequest, options?: { readonly signal?: AbortSignal }): Promise<ChatMessageResponse>;
  /** The conversation last spoken in; null if there is none. */
  latestConversation(scriptId: string): Promise<Conversation | null>;
  closeScript(params: CloseParams): Promise<CloseResult>;
  /** Checks the database and its backups; `ok` says whether all is well. */
  checkStore(): Promise<StoreReport>;
  backUpStore(): Promise<StoreReport>;
  /** Newest first. */
  listBackups(): Promise<readonly BackupSummary[]>;
  /** Null: the newest backup that can be read. */
  restoreStore(file: string | null): Promise<StoreReport>;
  rollBackStore(): Promise<StoreReport>;
  /** Returns the function that ends the listening. */
  onScriptChanged(listener: (event: ScriptChanged) => void): () => void;
  /** Called once when the process has ended without being asked to. */
  onGone(listener: () => void): () => void;
  /** Ends the engine after what it is storing is stored. Never rejects. */
  close(): Promise<void>;
}

/**
 * Starts the engine in a process of its own and says hello. Rejects with the engine's own failure (`store-busy`, …) or
 * with `engine-did-not-start`. In desktop VS Code `process.execPath` is Electron: it runs as Node by its variable.
 */
export async function startEngine(options: StartEngineOptions): Promise<EngineConnection> {
  const child = fork(`${options.assetsDirectory}/engine.js`, ['--data', options.dataDirectory], {
    execArgv: [],
    env: { ...withoutSecrets(process.env), ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  });
  forwardLines(child, options.onLog ?? (() => undefined));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.onError(() => undefined);
  connection.listen();

  try {
    const info = await Promise.race([
      ask(connection, hello, { protocolVersion: PROTOCOL_VERSION, client: options.client }),
      ended.then(() => Promise.reject(didNotStart())),
    ]);
    return connect(child, connection, info, ended);
  } catch (error) {
    connection.dispose();
    child.disconnect();
    await ended;
    throw error;
  }
}

/** Keys and passwords stay in the host: a process that never sees one cannot leak it. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const secret = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIALS)$/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.test(name)));
}

function connect(
  child: ChildProcess,
  connection: MessageConnection,
  info: HelloResult,
  ended: Promise<void>,
): EngineConnection {
  const goneListeners = new Set<() => void>();
  const changeListeners = new Set<(event: ScriptChanged) => void>();
  let closing = false;
  connection.onNotification(scriptChanged, (event) => {
    for (const listener of changeListeners) listener(event);
  });
  void ended.then(() => {
    connection.dispose();
    if (!closing) for (const listener of goneListeners) listener();
  });

  return {
    info,
    sync: (params) => ask(connection, syncScript, params),
    analyze: (params, { signal, onProgress } = {}) => analyze(connection, params, signal, onProgress),
    readScript: (scriptId) => ask(connection, readScript, { scriptId }),
    readStatus: (scriptId) => ask(connection, readStatus, { scriptId }),
    search: (params) => ask(connection, searchScript, params),
    ask: (request, { signal } = {}) => ask(connection, askScript, request, signal),
    latestConversation: (scriptId) => ask(connection, latestConversation, { scriptId }),
    closeScript: (params) => ask(connection, closeScript, params),
    checkStore: () => ask(connection, checkStore, null),
    backUpStore: () => ask(connection, backUpStore, null),
    listBackups: () => ask(connection, listBackups, null),
    restoreStore: (file) => ask(connection, restoreStore, { file }),
    rollBackStore: () => ask(connection, rollBackStore, null),
    onScriptChanged: (listener) => subscribe(changeListeners, listener),
    onGone: (listener) => subscribe(goneListeners, listener),
    close: async () => {
      closing = true;
      await ask(connection, shutdown, null).catch(() => undefined);
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

async function analyze(
  connection: MessageConnection,
  params: AnalyzeParams,
  signal: AbortSignal | undefined,
  onProgress: ((progress: AnalysisProgress) => void) | undefined,
): Promise<AnalysisResult> {
  const progressToken = crypto.randomUUID();
  const listening = onProgress && connection.onProgress(analysisProgress, progressToken, onProgress);
  try {
    return await ask(connection, analyzeScript, { ...params, progressToken }, signal);
  } finally {
    listening?.dispose();
  }
}

/** One request. JSON-RPC errors come back as the `Failure` they carry. */
async function ask<P, R>(
  connection: MessageConnection,
  type: RequestType<P, R, FailureData>,
  params: P,
  signal?: AbortSignal,
): Promise<R> {
  const source = new CancellationTokenSource();
  // A cancellation that overtakes its request is lost (vscode-jsonrpc writes a request a few microtasks later).
  const cancel = (): void => void setImmediate(() => source.cancel());
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const answer = connection.sendRequest<R>(type.method, params, source.token);
    // A request is cancelled after it was sent: what was cancelled before still gives its partial answer.
    if (signal?.aborted === true) cancel();
    return await answer;
  } catch (error) {
    throw asFailure(error);
  } finally {
    signal?.removeEventListener('abort', cancel);
    source.dispose();
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected) {
    const data = failureSchema.safeParse(error.data);
    if (data.success) return new Failure(data.data.code, data.data.message, data.data.retryable);
    return new Failure('internal', `The story engine failed: ${error.message}`);
  }
  return new Failure('engine-gone', 'The story engine ended unexpectedly. What was stored is kept. Try again.', true);
}

function didNotStart(): Failure {
  return new Failure(
    'engine-did-not-start',
    'The story engine did not start. "WritersRoom: Show Log" has what it said last.',
    true,
  );
}

function forwardLines(child: ChildProcess, onLog: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLog(line);
    });
    stream?.on('end', () => {
      if (rest !== '') onLog(rest);
    });
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

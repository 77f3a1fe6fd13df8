import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  ErrorCodes,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  createMessageConnection,
  type CancellationToken,
  type RequestType,
} from 'vscode-jsonrpc/node';
import * as z from 'zod';
import {
  acceptedEditParamsSchema,
  aliasParamsSchema,
  alwaysUnderParamsSchema,
  analysisProgress,
  analyzeParamsSchema,
  analyzeScript,
  archiveConversation,
  archiveConversationParamsSchema,
  askScript,
  backUpStore,
  chatProgress,
  checkStore,
  closeParamsSchema,
  closeScript,
  conversationChanged,
  decideAlias,
  followParamsSchema,
  followScript,
  filesParamsSchema,
  conversationParamsSchema,
  deleteConversation,
  exportConversation,
  hello,
  helloParamsSchema,
  latestConversation,
  listBackups,
  listConversations,
  logLine,
  lookAtFiles,
  moveParamsSchema,
  moveScripts,
  markNeverSend,
  markParamsSchema,
  pinParamsSchema,
  readDecisions,
  priceAnalysis,
  noteAcceptedEdit,
  placeProposal,
  placeProposalParamsSchema,
  previewContext,
  readAllowance,
  readConversation,
  readLedger,
  readScript,
  readSinceAnalysis,
  readStatus,
  renameConversation,
  renameConversationParamsSchema,
  restoreParamsSchema,
  restoreStore,
  rollBackStore,
  scriptChanged,
  scriptParamsSchema,
  searchParamsSchema,
  searchScript,
  setAlwaysUnder,
  setPin,
  settleWaiting,
  statusParamsSchema,
  superseded,
  syncParamsSchema,
  syncScript,
  waitingParamsSchema,
  type HelloParams,
  type HelloResult,
} from '../protocol/engineContract';
import { Failure, type FailureData } from '../protocol/failure';
import { chatMessageRequestSchema } from '../story/chatMessage';
import type { Engine, EngineClient } from './engine';
import { hostTextModels } from './hostTextModel';

/** What one connection asks of the owner. */
export interface ClientHost {
  /** Whether this client may come in, and to what; rejects with what keeps it out. */
  welcome(params: HelloParams): Promise<{ readonly engine: Engine; readonly info: HelloResult }>;
  /** Why nothing is answered any more; null while the engine serves. */
  leaving(): Failure | null;
  /** Something failed: as the client is told. */
  asFailure(error: unknown): Failure;
  /** The connection is closed and what it had open as well. */
  onLeft(): void;
}

/** One client's connection. */
export interface ServedClient {
  /** As it called itself; null until it was welcome. */
  readonly name: string | null;
  log(line: string): void;
  /** Ends it after what it asked for is answered; `isSuperseded`: because a newer client takes over. */
  end(isSuperseded: boolean): Promise<void>;
}

/**
 * Answers the requests of the contract on one socket. What is asked before hello is refused. When the socket closes,
 * however, the client's runs stop and what it has open is closed.
 */
export function serveClient(socket: Socket, host: ClientHost): ServedClient {
  const reader = new SocketMessageReader(socket);
  // Of a message that breaks off it would ask for the rest for ever.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new SocketMessageWriter(socket));
  const left = new AbortController();
  const openModel = hostTextModels(connection, left.signal);
  let client: EngineClient | null = null;
  let name: string | null = null;
  let answering = 0;
  let onAnswered: () => void = () => undefined;

  const greeted = (): EngineClient => {
    const leaving = host.leaving();
    if (leaving !== null) throw leaving;
    if (client === null) throw new Failure('bad-request', 'The connection was not opened with hello.');
    return client;
  };
  const send = (sending: () => Promise<void>): void => {
    if (!left.signal.aborted) sending().catch(() => undefined);
  };

  /** Registers a request: params checked by its schema, cancellation as an AbortSignal, failures as JSON-RPC errors. */
  const handle = <P, Q extends P, R>(
    type: RequestType<P, R, FailureData>,
    schema: z.ZodType<Q>,
    run: (params: Q, signal: AbortSignal) => Promise<R>,
  ): void => {
    connection.onRequest(type.method, async (raw: unknown, token: CancellationToken) => {
      const params = schema.safeParse(raw);
      if (!params.success) return failed(badRequest(type.method, params.error));
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      // What was cancelled before it was read has a token that never fires.
      if (token.isCancellationRequested) abort.abort();
      const signal = AbortSignal.any([abort.signal, left.signal]);
      answering++;
      try {
        return await run(params.data, signal);
      } catch (error) {
        if (signal.aborted && error === signal.reason) return cancelled();
        return failed(error instanceof Failure ? error : (host.leaving() ?? host.asFailure(error)));
      } finally {
        listening.dispose();
        if (--answering === 0) onAnswered();
      }
    });
  };

  handle(hello, helloParamsSchema, async (params) => {
    const { engine, info } = await host.welcome(params);
    name = params.client;
    client ??= engine.connect(
      (event) => send(() => connection.sendNotification(scriptChanged, event)),
      (event) => send(() => connection.sendNotification(conversationChanged, event)),
    );
    // It left while the engine was opening.
    if (left.signal.aborted) await client.leave();
    return info;
  });
  handle(syncScript, syncParamsSchema, (params) => greeted().sync(params));
  handle(analyzeScript, analyzeParamsSchema.loose(), async (params, signal) => {
    const token = typeof params.progressToken === 'string' ? params.progressToken : null;
    const result = await greeted().analyze(params, {
      signal,
      openModel,
      onProgress: (progress) => {
        if (token !== null) send(() => connection.sendProgress(analysisProgress, token, progress));
      },
    });
    // Cut short by the end of the engine, and by nobody's wish.
    const leaving = host.leaving();
    if (result.run.cancelled && !signal.aborted && leaving !== null) throw leaving;
    return result;
  });
  handle(readScript, scriptParamsSchema, ({ scriptId }) => greeted().readScript(scriptId));
  handle(priceAnalysis, analyzeParamsSchema, (params, signal) =>
    greeted().priceAnalysis(params, { signal, openModel }),
  );
  handle(readStatus, statusParamsSchema, ({ scriptId, models = null }, signal) =>
    greeted().readStatus(scriptId, { models, signal, openModel }),
  );
  handle(readSinceAnalysis, scriptParamsSchema, ({ scriptId }) => greeted().readSinceAnalysis(scriptId));
  handle(readDecisions, scriptParamsSchema, ({ scriptId }) => greeted().readDecisions(scriptId));
  handle(decideAlias, aliasParamsSchema, (params) => greeted().decideAlias(params));
  handle(setPin, pinParamsSchema, (params) => greeted().setPin(params));
  handle(settleWaiting, waitingParamsSchema, (params) => greeted().settleWaiting(params));
  handle(followScript, followParamsSchema, (params) => greeted().follow(params));
  handle(searchScript, searchParamsSchema, (params) => greeted().search(params));
  const askParamsSchema = chatMessageRequestSchema.extend({ progressToken: z.string().optional() });
  handle(askScript, askParamsSchema, ({ progressToken, ...request }, signal) =>
    greeted().ask(request, {
      signal,
      openModel,
      onEvent: (event) => {
        if (progressToken !== undefined) send(() => connection.sendProgress(chatProgress, progressToken, event));
      },
    }),
  );
  handle(previewContext, chatMessageRequestSchema, (params, signal) =>
    greeted().previewContext(params, { signal, openModel }),
  );
  handle(latestConversation, scriptParamsSchema, ({ scriptId }) => greeted().latestConversation(scriptId));
  handle(moveScripts, moveParamsSchema, (params) => greeted().moveScripts(params));
  handle(lookAtFiles, filesParamsSchema, ({ uris }) => greeted().lookAtFiles(uris));
  handle(markNeverSend, markParamsSchema, (params) => greeted().markNeverSend(params));
  handle(readLedger, scriptParamsSchema, ({ scriptId }) => greeted().readLedger(scriptId));
  handle(readAllowance, scriptParamsSchema, ({ scriptId }) => greeted().readAllowance(scriptId));
  handle(setAlwaysUnder, alwaysUnderParamsSchema, (params) => greeted().setAlwaysUnder(params));
  handle(listConversations, scriptParamsSchema, ({ scriptId }) => greeted().listConversations(scriptId));
  handle(readConversation, conversationParamsSchema, ({ scriptId, conversationId }) =>
    greeted().readConversation(scriptId, conversationId),
  );
  handle(renameConversation, renameConversationParamsSchema, async ({ scriptId, conversationId, title }) => {
    await greeted().changeConversation(scriptId, conversationId, { title });
    return null;
  });
  handle(archiveConversation, archiveConversationParamsSchema, async ({ scriptId, conversationId, archived }) => {
    await greeted().changeConversation(scriptId, conversationId, { archived });
    return null;
  });
  handle(deleteConversation, conversationParamsSchema, async ({ scriptId, conversationId }) => {
    await greeted().deleteConversation(scriptId, conversationId);
    return null;
  });
  handle(exportConversation, conversationParamsSchema, ({ scriptId, conversationId }) =>
    greeted().exportConversation(scriptId, conversationId),
  );
  handle(placeProposal, placeProposalParamsSchema, (params) => greeted().placeProposal(params));
  handle(noteAcceptedEdit, acceptedEditParamsSchema, async (params) => {
    await greeted().noteAcceptedEdit(params);
    return null;
  });
  handle(closeScript, closeParamsSchema, ({ uri, forget, version }) => greeted().closeScript(uri, forget, version));
  handle(checkStore, z.null(), () => greeted().check());
  handle(backUpStore, z.null(), () => greeted().backUp());
  handle(listBackups, z.null(), () => greeted().listBackups());
  handle(restoreStore, restoreParamsSchema, ({ file }) => greeted().restore(file));
  handle(rollBackStore, z.null(), () => greeted().rollBack());

  socket.on('error', () => undefined);
  socket.once('close', () => {
    left.abort();
    connection.dispose();
    void (client?.leave() ?? Promise.resolve())
      .catch((error: unknown) => host.asFailure(error))
      .finally(() => host.onLeft());
  });
  connection.onError(() => undefined);
  connection.listen();

  return {
    get name() {
      return name;
    },
    log: (line) => {
      if (client !== null) send(() => connection.sendNotification(logLine, { line }));
    },
    end: async (isSuperseded) => {
      if (answering > 0) await new Promise<void>((resolve) => (onAnswered = resolve));
      // The answer is handed to the writer some microtasks after it is given; what is sent after it is written after it.
      await new Promise(setImmediate);
      const last = isSuperseded
        ? connection.sendNotification(superseded, null)
        : connection.sendNotification(logLine, { line: 'The story engine ends.' });
      const patience = setTimeout(UNREAD_MS, null, { ref: false });
      await Promise.race([last.catch(() => undefined), patience]);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.destroySoon();
      await Promise.race([closed, patience]);
    },
  };
}

/** How long an engine that ends waits for a client that does not read, in milliseconds. */
const UNREAD_MS = 2_000;

function failed(failure: Failure): ResponseError<FailureData> {
  return new ResponseError(ErrorCodes.InternalError, failure.message, failure.toData());
}

/** What its own client cancelled is no failure: that one says itself what came of it. */
function cancelled(): ResponseError<undefined> {
  return new ResponseError(REQUEST_CANCELLED, 'The request was cancelled.');
}

/** As the Language Server Protocol has it. */
const REQUEST_CANCELLED = -32_800;

function badRequest(method: string, { issues }: z.ZodError): Failure {
  const wrong = issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return new Failure('bad-request', `The request ${method} is not one this story engine takes (${wrong}).`);
}

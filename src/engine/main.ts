import { parseArgs } from 'node:util';
import {
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  createMessageConnection,
  type CancellationToken,
  type RequestType,
} from 'vscode-jsonrpc/node';
import * as z from 'zod';
import {
  PROTOCOL_VERSION,
  analysisProgress,
  analyzeParamsSchema,
  analyzeScript,
  askScript,
  backUpStore,
  checkStore,
  closeParamsSchema,
  closeScript,
  hello,
  helloParamsSchema,
  latestConversation,
  listBackups,
  readScript,
  readStatus,
  restoreParamsSchema,
  restoreStore,
  rollBackStore,
  scriptChanged,
  scriptParamsSchema,
  searchParamsSchema,
  searchScript,
  shutdown,
  syncParamsSchema,
  syncScript,
} from '../protocol/engineContract';
import { Failure, type FailureData } from '../protocol/failure';
import { chatMessageRequestSchema } from '../story/chatMessage';
import { openEngine, type Engine } from './engine';
import { failureOfQueryError } from './store/queryFailure';

/*
 * The engine process: the database and everything made from it, for one host on the process's own channel. It ends
 * when the host asks or is gone. What it prints is its log.
 */
const { values } = parseArgs({ options: { data: { type: 'string' } } });
const dataDirectory = values.data;
if (dataDirectory === undefined || process.send === undefined) {
  console.error('The story engine is started by the editor extension or by the writersroom command.');
  process.exit(2);
}

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
let opening: Promise<Engine> | null = null;

handle(hello, helloParamsSchema, async ({ protocolVersion }) => {
  if (protocolVersion !== PROTOCOL_VERSION) {
    throw new Failure('protocol-mismatch', 'This window and the story engine are of different versions. Reload it.');
  }
  opening ??= openEngine({
    dataDirectory,
    assetsDirectory: __dirname,
    onScriptChanged: (event) => void connection.sendNotification(scriptChanged, event),
    // The host sees the process end and starts another.
    onStopped: () => process.exit(1),
    onTrouble: logError,
  });
  const notice = (await opening).takeNotice();
  return { protocolVersion: PROTOCOL_VERSION, dataDirectory, pid: process.pid, notice };
});
handle(syncScript, syncParamsSchema, async (params) => (await engine()).sync(params));
handle(analyzeScript, analyzeParamsSchema.loose(), async (params, signal) => {
  const token = typeof params.progressToken === 'string' ? params.progressToken : null;
  return (await engine()).analyze(params, {
    signal,
    onProgress: (progress) => {
      if (token !== null) void connection.sendProgress(analysisProgress, token, progress);
    },
  });
});
handle(readScript, scriptParamsSchema, async ({ scriptId }) => (await engine()).readScript(scriptId));
handle(readStatus, scriptParamsSchema, async ({ scriptId }) => (await engine()).readStatus(scriptId));
handle(searchScript, searchParamsSchema, async (params) => (await engine()).search(params));
handle(askScript, chatMessageRequestSchema, async (params) => (await engine()).ask(params));
handle(latestConversation, scriptParamsSchema, async ({ scriptId }) => (await engine()).latestConversation(scriptId));
handle(closeScript, closeParamsSchema, async ({ uri, forget }) => (await engine()).closeScript(uri, forget));
handle(checkStore, z.null(), async () => (await engine()).check());
handle(backUpStore, z.null(), async () => (await engine()).backUp());
handle(listBackups, z.null(), async () => (await engine()).listBackups());
handle(restoreStore, restoreParamsSchema, async ({ file }) => (await engine()).restore(file));
handle(rollBackStore, z.null(), async () => (await engine()).rollBack());
connection.onRequest(shutdown, async () => {
  await end();
  return null;
});

connection.listen();
process.on('disconnect', () => {
  void end().finally(() => process.exit(0));
});
// Ctrl-C goes to the whole foreground group of a terminal; the host decides what it means and tells us.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  void end().finally(() => process.exit(0));
});

async function engine(): Promise<Engine> {
  if (opening === null) throw new Failure('bad-request', 'The connection was not opened with hello.');
  return opening;
}

let ending: Promise<void> | null = null;
function end(): Promise<void> {
  ending ??= (async () => {
    await (await opening?.catch(() => null))?.close();
  })();
  return ending;
}

/** Registers a request: params checked by its schema, cancellation as an AbortSignal, failures as JSON-RPC errors. */
function handle<P, R>(
  type: RequestType<P, R, FailureData>,
  schema: z.ZodType<P>,
  run: (params: P, signal: AbortSignal) => Promise<R>,
): void {
  connection.onRequest(type.method, async (raw: unknown, token: CancellationToken) => {
    const params = schema.safeParse(raw);
    if (!params.success) return failed(new Failure('bad-request', `${type.method}: ${params.error.message}`));
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    // What was cancelled before it was read has a token that never fires.
    if (token.isCancellationRequested) abort.abort();
    try {
      return await run(params.data, abort.signal);
    } catch (error) {
      return failed(asFailure(error));
    } finally {
      listening.dispose();
    }
  });
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const condition = failureOfQueryError(dataDirectory ?? '', error);
  if (condition !== null) return new Failure(condition.code, condition.message, condition.retryable);
  logError(error);
  return new Failure(
    'internal',
    'The story engine met an error it does not know. What was stored is kept; the log has the details.',
  );
}

/** A failed query carries its parameters, which are the writer's text: the log gets what the database said. */
function logError(error: unknown): void {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  console.error(cause instanceof Error ? cause.stack : String(cause));
}

function failed(failure: Failure): ResponseError<FailureData> {
  return new ResponseError(ErrorCodes.InternalError, failure.message, failure.toData());
}

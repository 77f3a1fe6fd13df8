import {
  CancellationTokenSource,
  ConnectionError,
  ErrorCodes,
  ResponseError,
  type MessageConnection,
  type RequestType,
} from 'vscode-jsonrpc/node';
import { modelFailure } from '../models/modelFailure';
import type { TextModel } from '../models/textModel';
import { Failure, failureSchema, type FailureData } from '../protocol/failure';
import { countTokens, describeModel, generateProgress, generateText } from '../protocol/hostContract';
import {
  countedTokensSchema,
  MODEL_FAILURE_CODES,
  modelInfoSchema,
  modelOutcomeSchema,
  type ModelEvent,
  type ModelFailureCode,
  type ModelInfo,
  type ModelOutcome,
} from '../story/modelMessage';

/** Opens a model of the client that asked. Rejects with a `Failure` of a `model-…` code. */
export type OpenTextModel = (model: string, signal: AbortSignal) => Promise<TextModel>;

/** How long a stopped answer is waited for, in milliseconds: it says what was paid for. */
const STOPPED_MS = 1_000;

/**
 * The models of the client at the other end of a connection. `left` is aborted when it goes: its answers then end as
 * stopped, which is no failure, for the work is still due.
 */
export function hostTextModels(connection: MessageConnection, left: AbortSignal): OpenTextModel {
  const ask = async <P, R>(type: RequestType<P, R, FailureData>, params: P, signal: AbortSignal): Promise<unknown> => {
    const source = new CancellationTokenSource();
    // A cancellation that overtakes its request is lost (vscode-jsonrpc writes a request a few microtasks later).
    const cancel = (): void => void setImmediate(() => source.cancel());
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answer: Promise<unknown> = connection.sendRequest(type.method, params, source.token);
      if (signal.aborted) cancel();
      return await answer;
    } finally {
      signal.removeEventListener('abort', cancel);
      source.dispose();
    }
  };

  return async (model, signal) => {
    const described = await ask(describeModel, { model }, signal).catch((error: unknown) => {
      throw asFailure(error);
    });
    const info = modelInfoSchema.safeParse(described).data;
    if (info === undefined)
      throw new Failure('model-unable', 'What the model can do could not be understood: choose another.');
    return {
      info,
      generate: async (request, { signal: asked, onEvent }) => {
        const started = performance.now();
        const progressToken = crypto.randomUUID();
        const listening = connection.onProgress(generateProgress, progressToken, (event: ModelEvent) =>
          onEvent?.(event),
        );
        const ended = AbortSignal.any([asked, left]);
        const since = (): number => Math.round(performance.now() - started);
        const answer = ask(generateText, { request, progressToken, origin: info.origin }, ended)
          .then((outcome) => readOutcome(outcome, info, since()))
          .catch((error: unknown) =>
            ended.aborted || isOfConnection(error) ? stopped(since()) : failed(asFailure(error), since()),
          );
        try {
          return await Promise.race([answer, patience(ended, left).then(() => stopped(since()))]);
        } finally {
          listening.dispose();
        }
      },
      countTokens: async (request, asked) => {
        const counted = await ask(countTokens, { request, origin: info.origin }, AbortSignal.any([asked, left])).catch(
          () => null,
        );
        return countedTokensSchema.safeParse(counted).data ?? null;
      },
    };
  };
}

/** Resolves some time after the signal is aborted, at once if nobody is there any more; never before. */
function patience(ended: AbortSignal, left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wait = (): void => {
      const timer = setTimeout(resolve, left.aborted ? 0 : STOPPED_MS);
      left.addEventListener('abort', () => resolve(), { once: true });
      timer.unref();
    };
    if (ended.aborted) wait();
    else ended.addEventListener('abort', wait, { once: true });
  });
}

/** Whether it was sent, and what it cost, is not known, so that what was reserved for it goes on to count. */
function stopped(latencyMs: number): ModelOutcome {
  return { ended: { kind: 'stopped' }, content: [], usage: null, origin: null, latencyMs };
}

function failed({ code, message, retryable }: Failure, latencyMs: number): ModelOutcome {
  const known = isModelCode(code) ? code : 'model-unable';
  const failure = { code: known, message, retryable, retryAfterMs: null };
  return { ended: { kind: 'failed', failure }, content: [], usage: null, origin: '', latencyMs };
}

/**
 * What a host says came of a request, part by part: an answer is complete where all of its words are understood, whatever
 * is odd about its figures, which then count as not told. Else it is a failure with what of it can be understood: it may
 * have been paid for. What does not say where it went is taken to have gone where the model is.
 */
function readOutcome(said: unknown, info: ModelInfo, latencyMs: number): ModelOutcome {
  const parts = (said ?? {}) as Readonly<Record<keyof ModelOutcome, unknown>>;
  const { ended, usage, origin, content, latencyMs: latency } = modelOutcomeSchema.shape;
  const failed: ModelOutcome['ended'] = { kind: 'failed', failure: modelFailure('model-nonsense', info) };
  const told = ended.catch(failed).parse(parts.ended);
  const isWhole = content.safeParse(parts.content).success;
  return {
    ended: told.kind === 'complete' && !isWhole ? failed : told,
    content: (Array.isArray(parts.content) ? parts.content : []).flatMap((block: unknown) => {
      const understood = content.element.safeParse(block);
      return understood.success ? [understood.data] : [];
    }),
    usage: usage.catch(null).parse(parts.usage),
    origin: origin.catch(info.origin).parse(parts.origin),
    latencyMs: latency.catch(latencyMs).parse(parts.latencyMs),
  };
}

function isModelCode(code: string): code is ModelFailureCode {
  return (MODEL_FAILURE_CODES as readonly string[]).includes(code);
}

/** Whether it says that nobody is at the other end any more: it may be heard before the end of the connection is. */
function isOfConnection(error: unknown): boolean {
  return error instanceof ConnectionError || (error instanceof ResponseError && OF_CONNECTION.has(error.code));
}

const OF_CONNECTION: ReadonlySet<number> = new Set([
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
  ErrorCodes.ConnectionInactive,
  ErrorCodes.PendingResponseRejected,
]);

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ResponseError) {
    const data = failureSchema.safeParse(error.data);
    if (data.success) return new Failure(data.data.code, data.data.message, data.data.retryable);
    if (error.code === ErrorCodes.MethodNotFound)
      return new Failure('model-unable', 'No model can be asked from here.');
  }
  return new Failure('model-unable', 'The model could not be asked: its answer is not one we understand.');
}

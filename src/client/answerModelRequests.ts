import { ErrorCodes, ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';
import { Failure, type FailureData } from '../protocol/failure';
import {
  countTokens,
  countTokensParamsSchema,
  describeModel,
  describeModelParamsSchema,
  generateParamsSchema,
  generateProgress,
  generateText,
} from '../protocol/hostContract';
import type { ModelHost } from './modelHost';

/** Answers what the engine asks of a client's models. What the engine cancels is aborted; what a host rejects with is told. */
export function answerModelRequests(connection: MessageConnection, host: ModelHost): void {
  const handle = <P>(
    method: string,
    schema: { parse(raw: unknown): P },
    answer: (params: P, signal: AbortSignal) => Promise<unknown>,
  ): void => {
    connection.onRequest(method, async (raw: unknown, token: CancellationToken) => {
      const stop = new AbortController();
      const listening = token.onCancellationRequested(() => stop.abort());
      // What was cancelled before it was read has a token that never fires.
      if (token.isCancellationRequested) stop.abort();
      try {
        return await answer(schema.parse(raw), stop.signal);
      } catch (error) {
        return refused(error);
      } finally {
        listening.dispose();
      }
    });
  };
  handle(describeModel.method, describeModelParamsSchema, ({ model }, signal) => host.describe(model, signal));
  handle(generateText.method, generateParamsSchema, ({ request, progressToken, origin }, signal) =>
    host.generate(request, {
      signal,
      origin,
      onEvent: (event) => void connection.sendProgress(generateProgress, progressToken, event).catch(() => undefined),
    }),
  );
  handle(countTokens.method, countTokensParamsSchema, ({ request, origin }, signal) =>
    host.countTokens(request, signal, origin),
  );
}

function refused(error: unknown): ResponseError<FailureData> {
  const failure =
    error instanceof Failure ? error : new Failure('model-unable', `The model could not be asked: ${String(error)}`);
  return new ResponseError(ErrorCodes.InternalError, failure.message, failure.toData());
}

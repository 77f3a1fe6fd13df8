import type { ModelFailureData, ModelOutcome, ModelRequest } from '../story/modelMessage';
import type { GenerateOptions, TextModel } from './textModel';

/**
 * One request. A model that would wait and send it again by itself is stopped before it does: it has failed, `retryAfterMs`
 * is the wait it meant, and the wait is the caller's, since what may be sent can be another matter after it. The listener
 * is not told of that wait.
 */
export async function sendOnce(
  model: TextModel,
  request: ModelRequest,
  { signal, onEvent }: GenerateOptions,
): Promise<ModelOutcome> {
  const handedBack = new AbortController();
  const asked: { failure: ModelFailureData | null } = { failure: null };
  const outcome = await model.generate(request, {
    signal: AbortSignal.any([signal, handedBack.signal]),
    onEvent: (event) => {
      if (event.kind !== 'waiting') {
        onEvent?.(event);
        return;
      }
      const { code, message, ms } = event;
      asked.failure = { code, message, retryable: true, retryAfterMs: ms };
      handedBack.abort();
    },
  });
  const { failure } = asked;
  if (failure === null || signal.aborted || outcome.ended.kind !== 'stopped') return outcome;
  // Before a wait nothing of an answer had come.
  return { ...outcome, ended: { kind: 'failed', failure }, ...(outcome.usage === null && { origin: '' }) };
}

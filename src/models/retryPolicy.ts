import type { ModelFailureData } from '../story/modelMessage';

/**
 * Milliseconds to wait before a request is sent again by itself; null: not at all. Only what failed before an answer
 * began is sent again, at most twice, and only if the wait is one a writer would sit through. The SDK's own retries are
 * off: they are silent, and wait for as long as a server asks. `attempt` counts from 0, `random` is in [0, 1).
 */
export function retryDelayMs(failure: ModelFailureData, attempt: number, random: number): number | null {
  if (!failure.retryable || attempt >= MOST_RETRIES || !SENT_AGAIN.has(failure.code)) return null;
  if (failure.retryAfterMs !== null) return failure.retryAfterMs <= LONGEST_WAIT_MS ? failure.retryAfterMs : null;
  return FIRST_WAIT_MS * 2 ** attempt * (1 + random / 2);
}

const MOST_RETRIES = 2;
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const SENT_AGAIN: ReadonlySet<string> = new Set([
  'model-rate-limited',
  'model-busy',
  'model-server-error',
  'model-unreachable',
]);

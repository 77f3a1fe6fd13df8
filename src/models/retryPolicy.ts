import type { ModelFailureData } from '../story/modelMessage';

/**
 * Milliseconds to wait before a request is sent again by itself; null: not at all. Only what failed before an answer
 * began is sent again, at most twice, and only if the wait is one a writer would sit through. The SDK's own retries are
 * off: they are silent, and wait for as long as a server asks. `attempt` counts from 0, `random` is in [0, 1).
 */
export function retryDelayMs(failure: ModelFailureData, attempt: number, random: number): number | null {
  if (!failure.retryable || attempt >= MOST_RETRIES || !SENT_AGAIN.has(failure.code)) return null;
  const { retryAfterMs } = failure;
  if (retryAfterMs !== null && retryAfterMs > LONGEST_WAIT_MS) return null;
  if (retryAfterMs !== null) return Math.max(retryAfterMs, leastWaitMs(attempt));
  return FIRST_WAIT_MS * 2 ** attempt * (1 + random / 2);
}

/** Milliseconds before a request is sent again at the soonest, however little a server asks for; longer each time. */
export function leastWaitMs(attempt: number): number {
  return LEAST_WAIT_MS * 2 ** attempt;
}

const MOST_RETRIES = 2;
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1000;
const LEAST_WAIT_MS = 250;
const SENT_AGAIN: ReadonlySet<string> = new Set([
  'model-rate-limited',
  'model-busy',
  'model-server-error',
  'model-unreachable',
]);

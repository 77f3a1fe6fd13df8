import type { BoundKey } from './boundKey';
import { ANTHROPIC_ORIGIN } from './modelAddress';

/**
 * The key that the environment gives for an origin, for the command line. `ANTHROPIC_API_KEY` is for Anthropic's own
 * origin only; any other gets `WRITERSROOM_API_KEY` or none. No other variable is read, and none redirects: not
 * `ANTHROPIC_BASE_URL`, not `ANTHROPIC_AUTH_TOKEN`. Null: none is set.
 */
export function environmentKey(
  origin: string,
  environment: Readonly<Record<string, string | undefined>>,
): BoundKey | null {
  const name = origin === ANTHROPIC_ORIGIN ? 'ANTHROPIC_API_KEY' : 'WRITERSROOM_API_KEY';
  const key = environment[name]?.trim() ?? '';
  return key === '' ? null : { origin, key };
}

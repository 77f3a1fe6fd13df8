export interface UntilOptions {
  /** Milliseconds after which it fails; default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Tries `attempt` again and again until it gives something other than undefined, null or false, and returns that.
 * An attempt that throws counts as "not yet". Fails with `what` and the last error when the time is over.
 */
export async function until<T>(
  what: string,
  attempt: () => Promise<T> | T,
  { timeoutMs = 30_000 }: UntilOptions = {},
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const value = await attempt();
      if (value !== undefined && value !== null && value !== false) {
        return value as Exclude<T, undefined | null | false>;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  } while (Date.now() < deadline);
  throw new Error(`Not within ${timeoutMs / 1000} s: ${what}`, { cause: last });
}

/** How long to leave the processor to the others between two attempts. */
const intervalMs = 50;

import { createHash } from 'node:crypto';
import type { PromptPart } from './wireTokens';

/** What the cache made of one prompt, in tokens; the three together are the prompt. */
export interface CacheUse {
  readonly input: number;
  readonly read: number;
  readonly written5m: number;
  readonly written1h: number;
}

const SMALLEST_TOKENS = 512;
/** How many parts before a cache point are looked through for one that was written before. */
const LOOK_BACK = 20;
const TTL_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/**
 * The cache of prompts: everything from the beginning to a cache point is kept for its time, and again for that time
 * whenever it is read. Only what is equal from the first part on is found.
 */
export function createPrefixCache(now: () => number) {
  const kept = new Map<string, { until: number; readonly ttl: '5m' | '1h' }>();

  return {
    use(model: string, parts: readonly PromptPart[]): CacheUse {
      const hash = createHash('sha256').update(model);
      const prefixes = parts.map(({ text }) => hash.update('\0').update(text).copy().digest('hex'));
      let sum = 0;
      const until = parts.map(({ tokens }) => (sum += tokens));
      const points = parts.flatMap(({ cache }, index) =>
        cache !== null && (until[index] ?? 0) >= SMALLEST_TOKENS ? [index] : [],
      );

      let read = -1;
      for (const point of points.toReversed()) {
        for (let at = point; at >= 0 && at > point - LOOK_BACK; at--) {
          const entry = kept.get(prefixes[at] ?? '');
          if (entry === undefined || entry.until <= now() || at <= read) continue;
          entry.until = now() + TTL_MS[entry.ttl];
          read = at;
          break;
        }
        if (read >= 0) break;
      }

      const written = { '5m': 0, '1h': 0 };
      let from = read < 0 ? 0 : (until[read] ?? 0);
      const readTokens = from;
      for (const point of points) {
        if (point <= read) continue;
        const ttl = parts[point]?.cache ?? '5m';
        written[ttl] += (until[point] ?? 0) - from;
        from = until[point] ?? 0;
        kept.set(prefixes[point] ?? '', { until: now() + TTL_MS[ttl], ttl });
      }
      return { input: sum - from, read: readTokens, written5m: written['5m'], written1h: written['1h'] };
    },
  };
}

import { setTimeout } from 'node:timers/promises';

/** Holds back the calls of one run while a provider asks to wait. */
export interface Pace {
  /** No call begins before so many milliseconds have passed. */
  pause(ms: number): void;
  /** Resolves when a call may begin, or when the signal is aborted. */
  ready(signal: AbortSignal): Promise<void>;
}

export function createPace(): Pace {
  let until = 0;
  return {
    pause: (ms) => {
      until = Math.max(until, performance.now() + ms);
    },
    ready: async (signal) => {
      for (let left = until - performance.now(); left > 0 && !signal.aborted; left = until - performance.now()) {
        await setTimeout(left, null, { signal }).catch(() => undefined);
      }
    },
  };
}

import { createSerialQueue } from './serialQueue';

/** Work on the store that nobody waits for. */
export interface Upkeep {
  /** It is due: it is done some time after the last thing that asked for it. */
  soon(): void;
  /** Resolves once what has begun is done. */
  idle(): Promise<void>;
}

/** What is to be done; a rejection is told to `onTrouble`. */
export interface UpkeepWork {
  /** PGlite has no background processes: what they do is done when nobody waits. */
  maintain(): Promise<unknown>;
  /** Looks which files are still there. */
  sweep(): Promise<void>;
  /** The daily backup, if it is due. */
  backUp(): Promise<void>;
}

/** How often it is looked which files are still there, in milliseconds. */
const SWEEP_EVERY_MS = 24 * 60 * 60 * 1000;

/** Work that nobody waits for begins this long after the last thing that asked for it. */
const DELAY_MS = 1_000;

/** @param ended aborted when the work on the database ends: nothing is begun from then on */
export function createUpkeep(
  due: UpkeepWork,
  ended: AbortSignal,
  onTrouble: ((error: unknown) => void) | undefined,
): Upkeep {
  const queue = createSerialQueue();
  let waits = false;
  let sweptAt = 0;

  const work = async (): Promise<void> => {
    if (ended.aborted) return;
    await due.maintain();
    if (Date.now() - sweptAt > SWEEP_EVERY_MS) {
      sweptAt = Date.now();
      await due.sweep();
    }
    await due.backUp();
  };
  const begin = (): void => {
    void queue
      .run(work)
      .catch((error: unknown) => {
        if (!ended.aborted) onTrouble?.(error);
      })
      .finally(() => (waits = false));
  };

  return {
    soon: () => {
      if (waits || ended.aborted) return;
      waits = true;
      setTimeout(begin, DELAY_MS).unref();
    },
    idle: () => queue.idle(),
  };
}

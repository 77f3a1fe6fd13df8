import type { OpenedModel } from './openTextModel';

/** The models of a host, each opened once. */
export interface OpenedModels {
  /**
   * Kept while it works: its server is asked once what the model can do, and no longer once everybody who waits for it
   * has aborted. Rejects with the signal's reason if that is aborted.
   */
  readonly open: (id: string, signal?: AbortSignal) => Promise<OpenedModel>;
  /** The next time all are opened anew. */
  readonly forget: () => void;
}

/** @param openAnew opens a model; not asked again while what it opened is kept */
export function openedModels(openAnew: (id: string, signal: AbortSignal) => Promise<OpenedModel>): OpenedModels {
  const openings = new Map<string, Opening>();

  const begin = (id: string): Opening => {
    const stop = new AbortController();
    const opening: Opening = { found: openAnew(id, stop.signal), waiting: 0, isSettled: false, abort: () => undefined };
    openings.set(id, opening);
    const drop = (): void => {
      if (openings.get(id) === opening) openings.delete(id);
    };
    opening.abort = () => {
      drop();
      stop.abort();
    };
    const settle = (isKept: boolean): void => {
      opening.isSettled = true;
      if (!isKept) drop();
    };
    opening.found.then(
      ({ kind }) => settle(kind === 'open'),
      () => settle(false),
    );
    return opening;
  };

  return {
    open: async (id, signal = NEVER) => {
      signal.throwIfAborted();
      const opening = openings.get(id) ?? begin(id);
      opening.waiting++;
      let leave: () => void = () => undefined;
      const left = new Promise<never>((_, reject) => {
        // A signal's reason is an error unless somebody gave another.
        leave = () => reject(signal.reason as Error);
        signal.addEventListener('abort', leave, { once: true });
      });
      try {
        return await Promise.race([opening.found, left]);
      } finally {
        signal.removeEventListener('abort', leave);
        opening.waiting--;
        if (opening.waiting === 0 && !opening.isSettled) opening.abort();
      }
    },
    forget: () => openings.clear(),
  };
}

const NEVER = new AbortController().signal;

interface Opening {
  readonly found: Promise<OpenedModel>;
  /** How many wait for it. */
  waiting: number;
  isSettled: boolean;
  abort: () => void;
}

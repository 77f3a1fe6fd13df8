import { Worker } from 'node:worker_threads';
import type { OfflineMade, OfflineTask } from '../artifacts/offlineTask';

/** A group of tasks, or texts to be counted, on its way to the worker thread. */
export interface WorkerRequest {
  readonly id: number;
  readonly tasks: readonly OfflineTask[];
  readonly texts: readonly string[];
}

/** Results in the order of the tasks, tokens in the order of the texts. */
export interface WorkerReply {
  readonly id: number;
  readonly results: readonly OfflineResult[];
  readonly tokens: readonly number[];
}

export type OfflineResult =
  | { readonly kind: 'made'; readonly made: OfflineMade }
  /** `message` is for the log. */
  | { readonly kind: 'failed'; readonly message: string };

/** Makes offline artifacts off the engine's thread. */
export interface OfflineWorker {
  /** Never rejects: if the thread ends, its tasks come back as failed and the next ones get a new thread. */
  make(tasks: readonly OfflineTask[]): Promise<readonly OfflineResult[]>;
  close(): Promise<void>;
}

/** The same thread counts tokens: that is slow enough to be felt (invariant 11). */
export interface StoryWorker extends OfflineWorker {
  /** Tokens of each text. Never rejects: if the thread ends, they are guessed from the lengths. */
  countTokens(texts: readonly string[]): Promise<readonly number[]>;
}

/**
 * A thread that has nothing to do ends after this long, in milliseconds: the ranks of the token count alone hold some
 * 150 MB, and loading them again takes a fraction of a second of a thread that nobody waits for.
 */
const IDLE_MS = 5_000;

/** Of English text, roughly: where nobody counts. */
const CHARACTERS_A_TOKEN = 3.5;

interface Waiting {
  readonly tasks: readonly OfflineTask[];
  readonly texts: readonly string[];
  readonly resolve: (reply: Omit<WorkerReply, 'id'>) => void;
}

/** The thread starts with the first task. `workerPath` is the built `worker.js`. */
export function createOfflineWorker(workerPath: string, { idleMs = IDLE_MS } = {}): StoryWorker {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;
  const waiting = new Map<number, Waiting>();

  const failAll = (message: string): void => {
    worker = null;
    for (const { tasks, texts, resolve } of waiting.values()) {
      resolve({
        results: tasks.map(() => ({ kind: 'failed', message })),
        tokens: texts.map((text) => Math.ceil(text.length / CHARACTERS_A_TOKEN)),
      });
    }
    waiting.clear();
  };

  const start = (): Worker => {
    const thread = new Worker(workerPath);
    let cause = 'the worker thread ended';
    thread.on('message', ({ id, ...reply }: WorkerReply) => {
      waiting.get(id)?.resolve(reply);
      waiting.delete(id);
      if (waiting.size === 0) endLater();
    });
    thread.on('error', (error) => {
      cause = String(error);
    });
    thread.on('exit', () => {
      if (worker === thread) failAll(cause);
    });
    return thread;
  };
  const end = async (): Promise<void> => {
    clearTimeout(idle);
    const ended = worker;
    worker = null;
    await ended?.terminate();
  };
  const endLater = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => void end(), idleMs).unref();
  };

  const ask = (tasks: readonly OfflineTask[], texts: readonly string[]): Promise<Omit<WorkerReply, 'id'>> =>
    new Promise((resolve) => {
      clearTimeout(idle);
      const id = nextId++;
      waiting.set(id, { tasks, texts, resolve });
      worker ??= start();
      worker.postMessage({ id, tasks, texts } satisfies WorkerRequest);
    });

  return {
    make: async (tasks) => (await ask(tasks, [])).results,
    countTokens: async (texts) => (texts.length === 0 ? [] : (await ask([], texts)).tokens),
    close: async () => {
      await end();
      failAll('the worker thread was ended');
    },
  };
}

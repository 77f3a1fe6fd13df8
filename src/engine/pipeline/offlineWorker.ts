import { Worker } from 'node:worker_threads';
import type { OfflineMade, OfflineTask } from '../artifacts/offlineTask';

/** A group of tasks on its way to the worker thread. */
export interface WorkerRequest {
  readonly id: number;
  readonly tasks: readonly OfflineTask[];
}

/** Results in the order of the tasks. */
export interface WorkerReply {
  readonly id: number;
  readonly results: readonly OfflineResult[];
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

/**
 * A thread that has nothing to do ends after this long, in milliseconds: the ranks of the token count alone hold some
 * 150 MB, and loading them again takes a fraction of a second of a thread that nobody waits for.
 */
const IDLE_MS = 5_000;

/** The thread starts with the first task. `workerPath` is the built `worker.js`. */
export function createOfflineWorker(workerPath: string, { idleMs = IDLE_MS } = {}): OfflineWorker {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;
  const waiting = new Map<number, { count: number; resolve: (results: readonly OfflineResult[]) => void }>();

  const failAll = (message: string): void => {
    worker = null;
    for (const { count, resolve } of waiting.values()) {
      resolve(Array.from({ length: count }, () => ({ kind: 'failed', message })));
    }
    waiting.clear();
  };

  const start = (): Worker => {
    const thread = new Worker(workerPath);
    let cause = 'the worker thread ended';
    thread.on('message', ({ id, results }: WorkerReply) => {
      waiting.get(id)?.resolve(results);
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

  return {
    make: (tasks) =>
      new Promise((resolve) => {
        clearTimeout(idle);
        const id = nextId++;
        waiting.set(id, { count: tasks.length, resolve });
        worker ??= start();
        worker.postMessage({ id, tasks } satisfies WorkerRequest);
      }),
    close: async () => {
      await end();
      failAll('the worker thread was ended');
    },
  };
}

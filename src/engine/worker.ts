import { parentPort } from 'node:worker_threads';
import { createTokenCounter } from '../models/tokenEstimate';
import { makeOffline } from './artifacts/offlineTask';
import type { WorkerReply, WorkerRequest } from './pipeline/offlineWorker';

/**
 * The engine's worker thread: offline twins and token counting, so that the engine itself answers within one slice
 * (invariant 11). One request is a group of tasks or of texts; a task that fails does not fail the others.
 */
const port = parentPort;
if (port === null) throw new Error('worker.js runs in a worker thread');
const countTokens = createTokenCounter();

port.on('message', ({ id, tasks, texts }: WorkerRequest) => {
  const results = tasks.map((task): WorkerReply['results'][number] => {
    try {
      return { kind: 'made', made: makeOffline(task, countTokens) };
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  });
  port.postMessage({ id, results, tokens: texts.map(countTokens) } satisfies WorkerReply);
});

import { Failure } from '../protocol/failure';
import type { StartReport } from '../protocol/startReport';
import { serveEngine, type ServeOptions } from './serveEngine';
import { storeFailureOfFileError } from './store/storeFailure';

/** Runs the engine as this process, which ends with it, and reports to whoever started it. */
export async function runEngineProcess(options: ServeOptions): Promise<void> {
  // Whatever it makes is for its user alone.
  process.umask(0o077);
  // Whoever read it has gone its own way.
  process.stderr.on('error', () => undefined);
  try {
    const served = await serveEngine(options);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void served.end(signal));
    process.on('uncaughtExceptionMonitor', served.trouble);
    try {
      await served.opened;
      await report({ kind: 'listening' });
    } catch (error) {
      await report(refusal(options.dataDirectory, error));
    }
    await served.ended;
    process.exit(0);
  } catch (error) {
    await report(refusal(options.dataDirectory, error));
    process.exit(1);
  }
}

function refusal(dataDirectory: string, error: unknown): StartReport {
  if (error instanceof Failure) return { kind: 'refused', failure: error.toData(), ownerAddress: null };
  const { code, message, retryable, ownerAddress } = storeFailureOfFileError(dataDirectory, error);
  return { kind: 'refused', failure: { code, message, retryable }, ownerAddress };
}

/** Nobody may be there to hear it. */
function report(what: StartReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) {
      resolve();
      return;
    }
    process.send(what, () => {
      if (process.connected) process.disconnect();
      resolve();
    });
  });
}

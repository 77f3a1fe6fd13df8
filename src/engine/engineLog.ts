import { appendFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

/** The engine's log: a file in the data directory, and whoever listens. */
export interface EngineLog {
  /** One line or several; never a word of a screenplay. */
  readonly write: (text: string) => void;
  /** What failed, for whoever looks for the reason. A failed query carries its parameters, which are the writer's text: the log gets what the database said. */
  readonly trouble: (error: unknown) => void;
}

export const logFileName = 'engine.log';

/** The file is put aside when it has this many bytes; the one that was put aside before goes. */
const LIMIT_BYTES = 256 * 1024;

/** Opens the log of a data directory. Writing never fails: where it cannot be, there is none. */
export function openEngineLog(dataDirectory: string, onLine: (line: string) => void): EngineLog {
  const file = path.join(dataDirectory, logFileName);
  const write = (text: string): void => {
    const line = `${new Date().toISOString()} [${process.pid}] ${text}`;
    onLine(line);
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not end the engine.
    }
  };
  return {
    write,
    trouble: (error) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      write(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    },
  };
}

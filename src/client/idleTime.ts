/**
 * How long the engine waits for another client after its last one left, in milliseconds: `$WRITERSROOM_IDLE_MS`, else
 * half a minute, in which a window that is reloaded and the next command line find it running.
 */
export function idleTimeMs(env: NodeJS.ProcessEnv = process.env): number {
  const chosen = Number(env.WRITERSROOM_IDLE_MS);
  return env.WRITERSROOM_IDLE_MS !== undefined && Number.isSafeInteger(chosen) && chosen >= 0 ? chosen : 30_000;
}

import path from 'node:path';
import envPaths from 'env-paths';

/**
 * Where the writer's memory lives, the same for every host (data-model.md, *Home*): `$WRITERSROOM_DATA`, else the
 * operating system's per-user data folder + `writersroom`. Absolute.
 */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env.WRITERSROOM_DATA;
  return path.resolve(chosen === undefined || chosen === '' ? envPaths('writersroom', { suffix: '' }).data : chosen);
}

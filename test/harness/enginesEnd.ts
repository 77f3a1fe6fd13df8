import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { until } from './until';

/**
 * Waits until every engine on a data directory in this folder has ended, and fails if one does not: a test leaves none
 * behind. Elsewhere than on Linux it only sees whether `data` in the folder, or the folder itself, still has an owner.
 */
export async function enginesEnd(folder: string): Promise<void> {
  await until(`no engine is left in ${folder}`, () => enginePids(folder).length === 0, { timeoutMs: 60_000 });
}

/** The processes of engines on data directories in this folder; those that race for one, too. */
export function enginePids(folder: string): number[] {
  if (process.platform !== 'linux') return ownersIn(folder);
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isEngineIn(pid, folder))
    .map(Number);
}

function isEngineIn(pid: string, folder: string): boolean {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const data = args[args.indexOf('--data') + 1] ?? '';
    const isEngine = args.slice(1, args.indexOf('--data')).some((arg) => arg.endsWith('ngine.js'));
    return isEngine && (data === folder || data.startsWith(folder + path.sep));
  } catch {
    return false; // It has ended.
  }
}

function ownersIn(folder: string): number[] {
  return [folder, path.join(folder, 'data')]
    .map((data) => path.join(data, 'owner.lock'))
    .filter((lock) => existsSync(lock))
    .map((lock) => (JSON.parse(readFileSync(lock, 'utf8')) as { pid: number }).pid);
}

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** Which process on which run of which computer: a number alone is given out again, after a reboot or earlier. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, as its system tells: clock ticks since boot on Linux, else ISO 8601. Null: the system does not tell. */
  readonly processStartTime: string | null;
  /** This run of the operating system. Null where it has no name for it; then the start time decides. */
  readonly bootId: string | null;
  readonly hostname: string;
}

/** `elsewhere`: on another computer, where nobody here can look. */
export type ProcessFate = 'alive' | 'dead' | 'elsewhere';

/** The identity of this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return {
    pid: process.pid,
    processStartTime: await ownStartTime(),
    bootId: await currentBootId(),
    hostname: hostname(),
  };
}

/**
 * Whether a process still runs. Where the system does not tell enough, `alive`: a lock that is kept too long costs the
 * writer a sentence, one that is broken costs the memory. Not seen: two containers on one machine that share a folder.
 */
export async function fateOf(other: ProcessIdentity, here: ProcessIdentity): Promise<ProcessFate> {
  const sameBoot = other.bootId !== null && other.bootId === here.bootId;
  if (!sameBoot && !sameComputer(other, here)) return 'elsewhere';
  if (other.bootId !== null && here.bootId !== null && other.bootId !== here.bootId) return 'dead';
  if (!exists(other.pid)) return 'dead';
  const now = await lookUp(other.pid);
  if (now === 'gone') return 'dead';
  if (now === 'unknown' || other.processStartTime === null) return 'alive';
  return sameStart(now.startTime, other.processStartTime) ? 'alive' : 'dead';
}

/** A Mac takes its name from the network it is in, so a name tells nothing there. */
function sameComputer(other: ProcessIdentity, here: ProcessIdentity): boolean {
  return process.platform === 'darwin' || other.hostname === here.hostname;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Of times measured by two clocks of one machine, a few seconds are the same; the recycled number's owner started later than that. */
const startToleranceMs = 5000;

function sameStart(a: string, b: string): boolean {
  if (a === b) return true;
  const [first, second] = [parseIso(a), parseIso(b)];
  return first !== null && second !== null && Math.abs(first - second) <= startToleranceMs;
}

function parseIso(text: string): number | null {
  return /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : null;
}

type Found = { readonly startTime: string } | 'gone' | 'unknown';

async function ownStartTime(): Promise<string | null> {
  if (process.platform !== 'linux') return new Date(Date.now() - process.uptime() * 1000).toISOString();
  const found = await lookUpInProc(process.pid);
  return typeof found === 'object' ? found.startTime : null;
}

async function lookUp(pid: number): Promise<Found> {
  if (process.platform === 'linux') return lookUpInProc(pid);
  return process.platform === 'win32' ? lookUpWithPowerShell(pid) : lookUpWithPs(pid);
}

/** proc(5): `/proc/PID/stat` is "pid (name) state …" with the start time as field 22; the name may hold blanks and parentheses. */
async function lookUpInProc(pid: number): Promise<Found> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ESRCH' ? 'gone' : 'unknown';
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  // A zombie has ended; only its parent has not asked yet.
  if (state === 'Z' || state === 'X') return 'gone';
  return startTime === undefined ? 'unknown' : { startTime };
}

/** `ps` of macOS and the BSDs; also that of Linux, which is how it is tested. Exported for that test only. */
export async function lookUpWithPs(pid: number): Promise<Found> {
  let output: string;
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    output = (await run('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], { env })).stdout.trim();
  } catch (error) {
    // It exits with 1 if there is no such process.
    return error instanceof Error && 'code' in error && error.code === 1 ? 'gone' : 'unknown';
  }
  const [state, ...words] = output.split(/\s+/);
  if (state === undefined || state === '' || state.startsWith('Z')) return 'gone';
  const startMs = Date.parse(`${words.join(' ')} UTC`);
  return Number.isNaN(startMs) ? 'unknown' : { startTime: new Date(startMs).toISOString() };
}

async function lookUpWithPowerShell(pid: number): Promise<Found> {
  const command = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().ToString('o')`;
  try {
    const args = ['-NoProfile', '-NonInteractive', '-Command', command];
    const output = (await run('powershell.exe', args, { windowsHide: true, timeout: 10_000 })).stdout.trim();
    const startMs = Date.parse(output);
    return Number.isNaN(startMs) ? 'unknown' : { startTime: new Date(startMs).toISOString() };
  } catch {
    return 'unknown';
  }
}

async function currentBootId(): Promise<string | null> {
  try {
    if (process.platform === 'linux') return (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim();
    if (process.platform === 'darwin')
      return (await run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'], {})).stdout.trim();
  } catch {
    return null;
  }
  return null;
}

const run = promisify(execFile);

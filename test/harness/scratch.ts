import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A temporary folder that is home to the processes of one test window or suite, and owns them. */
export interface Scratch {
  readonly folder: string;
  /** The environment to start processes with: home, temporary files and the product's data lie in the folder; no keys. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ends every process that has the folder in its environment or arguments, also detached ones (on Linux), and deletes the folder. */
  readonly remove: () => void;
}

/** Makes one. It is removed at the latest when this process ends. */
export function makeScratch(): Scratch {
  // Sockets lie in it, whose paths may have some hundred characters at most: so /tmp, and short names.
  const parent = process.env[ownerVariable] ?? (process.platform === 'win32' ? os.tmpdir() : '/tmp');
  const folder = mkdtempSync(path.join(parent, 'wr-'));
  const remove = () => {
    process.removeListener('exit', remove);
    endProcessesOf(folder);
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Where we cannot end its processes, one may still hold a file. The system clears its temporary folder.
    }
  };
  process.on('exit', remove);
  return { folder, environment: environmentIn(folder), remove };
}

/** Set for every process of a scratch; a scratch that one of them makes lies inside. */
const ownerVariable = 'WRITERSROOM_SCRATCH';

/** What must not reach a process under test: keys, the settings of the npm or editor that started us, our own. */
const hidden =
  /(_KEY|TOKEN|PASSWORD|SECRET)$|^(npm_|VSCODE_|ELECTRON_|XDG_|WRITERSROOM_|ANTHROPIC_|NODE_OPTIONS$|INIT_CWD$)/i;

function environmentIn(folder: string): NodeJS.ProcessEnv {
  const own = (name: string) => {
    const directory = path.join(folder, name);
    mkdirSync(directory, { mode: 0o700 });
    return directory;
  };
  const home = own('home');
  const temporary = own('t');
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.test(name))),
    HOME: home,
    USERPROFILE: home,
    APPDATA: own('appdata'),
    LOCALAPPDATA: own('local'),
    XDG_CONFIG_HOME: own('config'),
    XDG_DATA_HOME: own('share'),
    XDG_CACHE_HOME: own('cache'),
    XDG_STATE_HOME: own('state'),
    XDG_RUNTIME_DIR: own('run'),
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    WRITERSROOM_DATA: own('data'),
    // What a test leaves running is to end soon by itself, also where we cannot end it.
    WRITERSROOM_IDLE_MS: '2000',
    [ownerVariable]: folder,
  };
}

/** A detached engine has its own process group; what tells it is the folder in its environment or arguments. Elsewhere than on Linux it ends by itself. */
function endProcessesOf(folder: string): void {
  if (process.platform !== 'linux') return;
  // One that is ending may still start another, so look again.
  for (let round = 0; round < 20; round++) {
    const found = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && mentions(pid, folder));
    if (found.length === 0) return;
    for (const pid of found) end(Number(pid));
  }
}

function mentions(pid: string, folder: string): boolean {
  if (Number(pid) === process.pid) return false;
  try {
    return ['environ', 'cmdline'].some((name) => readFileSync(`/proc/${pid}/${name}`, 'utf8').includes(folder));
  } catch {
    return false; // It has ended, or is not ours.
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

import { mkdirSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The door of an engine. */
export interface Door {
  /** Nobody comes in any more, and the address is free; who is in stays. Doing it twice does nothing. */
  close(): void;
}

export interface DoorOptions {
  readonly address: string;
  readonly onClient: (socket: Socket) => void;
  /** Called every now and then while the door is open. */
  readonly onWatch: () => void;
}

/** How often the owner looks whether its socket is still there, in milliseconds: cleaners of temporary folders take what looks old. */
const WATCH_MS = 10_000;
/** A file in the runtime folder that is not touched for six hours may be removed (XDG Base Directory Specification). */
const TOUCH_MS = 60 * 60 * 1000;

/**
 * Listens on a socket or named pipe. Only the holder of the data directory's lock may: a socket that lies there is
 * then that of a dead owner, or one that has just stopped listening, and is replaced.
 */
export async function listenForClients({ address, onClient, onWatch }: DoorOptions): Promise<Door> {
  const isFile = process.platform !== 'win32';
  let server = await listen(address, onClient);
  let inode = isFile ? inodeOf(address) : null;
  let open = true;
  let touchedMs = Date.now();
  const watch = setInterval(() => {
    onWatch();
    if (!open || !isFile) return;
    if (inodeOf(address) !== inode) void reopen();
    else if (Date.now() - touchedMs > TOUCH_MS) {
      touchedMs = Date.now();
      utimesSync(address, new Date(), new Date());
    }
  }, WATCH_MS).unref();
  const reopen = async (): Promise<void> => {
    server.close();
    server = await listen(address, onClient);
    inode = inodeOf(address);
    if (!open) server.close();
  };
  return {
    close: () => {
      if (!open) return;
      open = false;
      clearInterval(watch);
      // Closing removes the socket's file, so a new owner must not have made its own yet: the lock is given up later.
      server.close();
    },
  };
}

async function listen(address: string, onClient: (socket: Socket) => void): Promise<Server> {
  if (process.platform !== 'win32') {
    mkdirSync(path.dirname(address), { recursive: true, mode: 0o700 });
    removeIfThere(address);
  }
  // A pipe that its last owner has just closed is there for moments yet.
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnce(address, onClient);
    } catch (error) {
      if (process.platform !== 'win32' || attempt === 50) throw error;
      await pause(50);
    }
  }
}

function listenOnce(address: string, onClient: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onClient);
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

/** Null where there is nothing. */
function inodeOf(address: string): number | null {
  return statSync(address, { throwIfNoEntry: false })?.ino ?? null;
}

function removeIfThere(address: string): void {
  try {
    unlinkSync(address);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

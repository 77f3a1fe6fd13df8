import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {
  SocketMessageReader,
  SocketMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { connectEngine } from '../../src/client/connectEngine';
import type { EngineConnection } from '../../src/client/engineConnection';
import { enginesEnd } from '../harness/enginesEnd';
import { ASSETS } from './engineOnDisk';

/** How long engines of tests wait for the next client, in milliseconds. */
const IDLE_MS = 500;

/** Data directories and clients of real engine processes, which go with the test. */
export interface EngineClients {
  readonly newFolder: () => string;
  /** Connects as the product does: to the engine that has the folder, or to one that it starts. */
  readonly connect: (
    folder: string,
    options?: { readonly idleMs?: number; readonly assets?: string },
  ) => Promise<EngineConnection>;
  /** A client with nothing of ours: JSON-RPC on the socket. */
  readonly bare: (address: string) => Promise<BareClient>;
  /** Leaves, waits until every engine has ended by itself, and deletes the folders. */
  readonly cleanUp: () => Promise<void>;
}

export interface BareClient {
  readonly socket: Socket;
  readonly connection: MessageConnection;
}

export function engineClients(): EngineClients {
  const folders: string[] = [];
  const clients: EngineConnection[] = [];
  const sockets: Socket[] = [];
  return {
    newFolder: () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), 'wr-process-'));
      folders.push(folder);
      return folder;
    },
    connect: async (dataDirectory, { idleMs = IDLE_MS, assets = ASSETS } = {}) => {
      const client = await connectEngine({ assetsDirectory: assets, dataDirectory, client: 'test', idleMs });
      clients.push(client);
      return client;
    },
    bare: async (address) => {
      const socket = createConnection(address);
      sockets.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('error', reject);
      });
      const connection = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
      connection.listen();
      return { socket, connection };
    },
    cleanUp: async () => {
      for (const socket of sockets.splice(0)) socket.destroy();
      for (const client of clients.splice(0)) await client.close();
      for (const folder of folders.splice(0)) {
        await enginesEnd(folder);
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

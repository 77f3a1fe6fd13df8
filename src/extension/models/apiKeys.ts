import type * as vscode from 'vscode';
import type { BoundKey } from '../../models/boundKey';

/** The writer's keys. They are in the editor's secret storage and nowhere else, each bound to the origin it was given for. */
export interface ApiKeys {
  /** The key for exactly this origin; null: there is none. */
  get(origin: string): Promise<BoundKey | null>;
  set(bound: BoundKey): Promise<void>;
  remove(origin: string): Promise<void>;
  /** The origins that have a key, in the order in which they were given one. */
  origins(): Promise<readonly string[]>;
  /** A key was set or removed, here or in another window. */
  readonly onDidChange: vscode.Event<unknown>;
}

/** @param storage VS Code's `context.secrets` */
export function createApiKeys(
  storage: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete' | 'onDidChange'>,
): ApiKeys {
  const origins = async (): Promise<readonly string[]> => {
    const listed = parsed(await storage.get(LIST));
    return Array.isArray(listed) ? listed.filter((origin) => typeof origin === 'string') : [];
  };
  const list = (all: readonly string[]): Thenable<void> => storage.store(LIST, JSON.stringify(all));

  return {
    get: async (origin) => {
      const stored = parsed(await storage.get(nameOf(origin))) as Partial<BoundKey> | null;
      // The origin stands in the secret too: what was stored for one is never read for another.
      return typeof stored?.key === 'string' && stored.origin === origin ? { origin, key: stored.key } : null;
    },
    set: async ({ origin, key }) => {
      await storage.store(nameOf(origin), JSON.stringify({ origin, key }));
      const known = await origins();
      if (!known.includes(origin)) await list([...known, origin]);
    },
    remove: async (origin) => {
      await storage.delete(nameOf(origin));
      await list((await origins()).filter((other) => other !== origin));
    },
    origins,
    onDidChange: storage.onDidChange,
  };
}

const LIST = 'writersroom.apiKeyOrigins';

function nameOf(origin: string): string {
  return `writersroom.apiKey ${origin}`;
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? null : JSON.parse(json);
  } catch {
    return null;
  }
}

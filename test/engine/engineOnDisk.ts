import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { mock } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { openEngine, type Engine, type EngineClient } from '../../src/engine/engine';
import type { Prompts } from '../../src/engine/artifacts/prompts/promptFor';
import type { OpenTextModel } from '../../src/engine/hostTextModel';
import { lockDataDirectory } from '../../src/engine/store/dataDirectoryLock';
import type { AnalysisProgress, AnalyzeParams, SyncParams, SyncResult } from '../../src/protocol/engineContract';
import type { AnalysisResult } from '../../src/story/analysisResult';
import { root } from '../harness/root';

/** The built engine: its worker thread and the database's files. */
export const ASSETS = path.join(root, 'dist');

export type Synced = Extract<SyncResult, { kind: 'synced' }>;

/** A real engine on a database in a temporary folder, seen through its façade, and the tables behind it. */
export interface EngineOnDisk {
  /** As its first client has it; `close` ends it for all and gives up the folder. */
  readonly engine: EngineClient & Pick<Engine, 'close'>;
  /** Another client of it. */
  connect: Engine['connect'];
  readonly folder: string;
  /** Uris of the scripts that were said to have changed, in order. */
  readonly changes: string[];
  /** Reads the tables themselves. */
  rows<T extends object>(sql: string, parameters?: readonly unknown[]): Promise<T[]>;
  /** Syncs a whole text; versions rise by themselves. */
  sync(uri: string, text: string): Promise<Synced>;
  /** Makes all that is due. */
  analyze(
    scriptId: string,
    options?: Partial<AnalyzeParams> & {
      signal?: AbortSignal;
      onProgress?: (event: AnalysisProgress) => void;
      openModel?: OpenTextModel;
    },
  ): Promise<AnalysisResult>;
  /** Ends the engine and starts another one on the same folder. */
  reopen(): Promise<void>;
  /** Ends the engine and deletes the folder. */
  remove(): Promise<void>;
}

/** Starts one, in a new folder unless one is named. It needs what `node esbuild.mjs` builds. */
export async function startEngineOnDisk(
  folder: string = mkdtempSync(path.join(os.tmpdir(), 'wr-engine-')),
  prompts?: Prompts,
): Promise<EngineOnDisk> {
  const changes: string[] = [];
  let version = 0;
  let { engine, connect, database } = await open(folder, changes, prompts);
  return {
    get engine() {
      return engine;
    },
    connect: (...listeners) => connect(...listeners),
    folder,
    changes,
    rows: async <T extends object>(sql: string, parameters: readonly unknown[] = []) => {
      const result = await database.query<T>(sql, [...parameters]);
      return result.rows;
    },
    sync: async (uri, text) => synced(await engine.sync(wholeText(uri, text, ++version))),
    analyze: (scriptId, { signal, onProgress, openModel, ...params } = {}) =>
      engine.analyze(
        { scriptId, remake: false, ...params },
        {
          signal: signal ?? new AbortController().signal,
          onProgress: onProgress ?? (() => undefined),
          ...(openModel !== undefined && { openModel }),
        },
      ),
    reopen: async () => {
      await engine.close();
      ({ engine, connect, database } = await open(folder, changes, prompts));
    },
    remove: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A sync of all of a text. */
export function wholeText(uri: string, text: string, version: number): SyncParams {
  return { uri, format: 'fountain', name: 'draft', version, text: { kind: 'whole', text } };
}

/** The result of a sync that was stored; fails on any other. */
export function synced(result: SyncResult): Synced {
  assert.ok(result.kind === 'synced', result.kind);
  return result;
}

/** The façade keeps its database to itself, so the one it opens is caught on the way. */
async function open(
  folder: string,
  changes: string[],
  prompts: Prompts | undefined,
): Promise<Pick<EngineOnDisk, 'engine' | 'connect'> & { readonly database: PGlite }> {
  const create = mock.method(PGlite, 'create');
  const lock = await lockDataDirectory(folder);
  try {
    const engine = await openEngine({ lock, assetsDirectory: ASSETS, prompts });
    const database = await (create.mock.calls.at(-1)?.result as Promise<PGlite> | undefined);
    assert.ok(database !== undefined, 'the engine opened its database');
    const client = engine.connect(({ uri }) => void changes.push(uri));
    const close = async (): Promise<void> => {
      await engine.close();
      lock.release();
    };
    return { engine: { ...client, close }, connect: engine.connect, database };
  } catch (error) {
    lock.release();
    throw error;
  } finally {
    create.mock.restore();
  }
}

import * as vscode from 'vscode';
import type { EngineConnection } from '../client/engineConnection';
import { Failure } from '../protocol/failure';
import { asFailure } from './asFailure';

/** How the engine stands. */
export type EngineState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly connection: EngineConnection }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The engine process of this window. Nothing runs until someone connects. */
export interface StoryEngine {
  readonly state: EngineState;
  readonly onDidChangeState: vscode.Event<EngineState>;
  /** Something a view of this script shows has changed. */
  readonly onDidChangeScript: vscode.Event<{ readonly scriptId: string; readonly uri: string }>;
  /** The running engine, started at the first call. After a failure it rejects with that until `startAgain`. */
  connect(): Promise<EngineConnection>;
  /** Starts the engine after a failure; does nothing while one runs or starts. Never rejects: `state` says how it went. */
  startAgain(): Promise<void>;
  /** Ends it after what it is storing is stored. */
  close(): Promise<void>;
}

/**
 * A window that is reloaded starts its new engine while the old one is still putting its data away: this long, in
 * milliseconds, a busy store is no failure yet.
 */
const BUSY_MS = 8_000;
const BUSY_PAUSE_MS = 400;

/** An engine that ran at least this long in milliseconds and ends is started again, as often as that happens. */
const STEADY_MS = 60_000;

/**
 * @param start starts the process and says hello
 *
 * An engine that ends unexpectedly is started again by itself once; if that one does not last a minute either, what
 * happened is a failure, and the writer says when to try again.
 */
export function createStoryEngine(start: () => Promise<EngineConnection>, log: vscode.LogOutputChannel): StoryEngine {
  const stateChanged = new vscode.EventEmitter<EngineState>();
  const scriptChanged = new vscode.EventEmitter<{ readonly scriptId: string; readonly uri: string }>();
  let state: EngineState = { kind: 'off' };
  let connecting: Promise<EngineConnection> | null = null;
  let restarts = 0;
  let closed = false;

  const enter = (next: EngineState): void => {
    state = next;
    stateChanged.fire(next);
  };

  const launch = async (): Promise<EngineConnection> => {
    enter({ kind: 'starting' });
    try {
      const connection = await startUnlessBusy(start);
      const startedAt = performance.now();
      log.info(`The story engine runs (process ${connection.info.pid}, data in ${connection.info.dataDirectory})`);
      const { notice } = connection.info;
      if (notice !== null) {
        log.warn(notice);
        void vscode.window.showWarningMessage(notice);
      }
      connection.onScriptChanged((event) => scriptChanged.fire(event));
      connection.onGone(() => gone(performance.now() - startedAt));
      enter({ kind: 'running', connection });
      return connection;
    } catch (error) {
      const failure = asFailure(error);
      log.error(`The story engine did not start: ${failure.code}: ${failure.message}`);
      connecting = null;
      enter({ kind: 'failed', failure });
      throw failure;
    }
  };

  const connect = (): Promise<EngineConnection> => {
    if (closed) return Promise.reject(new Failure('engine-gone', 'This window is closing.'));
    if (connecting !== null) return connecting;
    if (state.kind === 'failed') return Promise.reject(state.failure);
    connecting = launch();
    return connecting;
  };

  const gone = (ranMs: number): void => {
    connecting = null;
    if (closed) return;
    log.error(`The story engine ended unexpectedly after ${(ranMs / 1000).toFixed(0)} s`);
    if (ranMs >= STEADY_MS) restarts = 0;
    if (restarts === 0) {
      restarts += 1;
      enter({ kind: 'off' });
      connect().catch(() => undefined);
    } else {
      const sentence = 'The story engine ended unexpectedly, twice. What was stored is kept. Try again.';
      enter({ kind: 'failed', failure: new Failure('engine-gone', sentence, true) });
    }
  };

  return {
    get state() {
      return state;
    },
    onDidChangeState: stateChanged.event,
    onDidChangeScript: scriptChanged.event,
    connect,
    startAgain: async () => {
      if (state.kind === 'failed') {
        restarts = 0;
        enter({ kind: 'off' });
      }
      await connect().catch(() => undefined);
    },
    close: async () => {
      closed = true;
      const connection = await connecting?.catch(() => null);
      await connection?.close();
      stateChanged.dispose();
      scriptChanged.dispose();
    },
  };
}

async function startUnlessBusy(start: () => Promise<EngineConnection>): Promise<EngineConnection> {
  const patience = performance.now() + BUSY_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (asFailure(error).code !== 'store-busy' || performance.now() > patience) throw error;
      await new Promise((resume) => setTimeout(resume, BUSY_PAUSE_MS));
    }
  }
}

import * as vscode from 'vscode';
import type { EngineConnection } from '../client/engineConnection';
import type { ConversationChanged, ScriptChanged } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { asFailure } from './asFailure';

/** How the engine stands. */
export type EngineState =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly connection: EngineConnection }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** This window's connection to the engine, which other windows and the command line may share. Nothing runs until someone connects. */
export interface StoryEngine {
  readonly state: EngineState;
  readonly onDidChangeState: vscode.Event<EngineState>;
  /** Something a view of this script shows has changed. */
  readonly onDidChangeScript: vscode.Event<ScriptChanged>;
  /** Another window has changed a conversation. */
  readonly onDidChangeConversation: vscode.Event<ConversationChanged>;
  /** The running engine, found or started at the first call. After a failure it rejects with that until `startAgain`. */
  connect(): Promise<EngineConnection>;
  /** Starts the engine after a failure; does nothing while one runs or starts. Never rejects: `state` says how it went. */
  startAgain(): Promise<void>;
  /** Leaves it. */
  close(): Promise<void>;
}

/** An engine that ran at least this long in milliseconds and ends is started again, as often as that happens. */
const STEADY_MS = 60_000;

/**
 * @param start finds the engine, or starts one, and says hello
 *
 * When an engine ends unexpectedly this window connects again by itself once, by which another one starts; if that one
 * does not last a minute either, what happened is a failure, and the writer says when to try again. The same at once if
 * a newer window took over.
 */
export function createStoryEngine(start: () => Promise<EngineConnection>, log: vscode.LogOutputChannel): StoryEngine {
  const stateChanged = new vscode.EventEmitter<EngineState>();
  const scriptChanged = new vscode.EventEmitter<ScriptChanged>();
  const conversationChanged = new vscode.EventEmitter<ConversationChanged>();
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
      const connection = await start();
      const startedAt = performance.now();
      log.info(`The story engine runs (process ${connection.info.pid}, data in ${connection.info.dataDirectory})`);
      const { notice } = connection.info;
      if (notice !== null) {
        log.warn(notice);
        void vscode.window.showWarningMessage(notice);
      }
      connection.onScriptChanged((event) => scriptChanged.fire(event));
      connection.onConversationChanged((event) => conversationChanged.fire(event));
      connection.onGone((failure) => gone(failure, performance.now() - startedAt));
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

  const gone = (failure: Failure, ranMs: number): void => {
    connecting = null;
    if (closed) return;
    if (failure.code === 'client-older') {
      log.error(failure.message);
      enter({ kind: 'failed', failure });
      return;
    }
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
    onDidChangeConversation: conversationChanged.event,
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
      conversationChanged.dispose();
    },
  };
}

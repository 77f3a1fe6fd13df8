import { isDeepStrictEqual } from 'node:util';
import type { EngineConnection } from '../client/engineConnection';
import type { SyncParams, SyncResult } from '../protocol/engineContract';
import { Failure } from '../protocol/failure';
import { cleanText } from '../screenplay/cleanText';
import type { RefreshThresholds } from '../story/runsByItself';
import { textChange } from './textChange';

/** What the engine said when it had stored the text. */
export type SyncedScript = Extract<SyncResult, { kind: 'synced' }>;

/** An open buffer as it stands now. */
export interface Buffer {
  /** Rises with every change while the buffer is open; starts again when it is opened again. */
  readonly version: number;
  readonly text: string;
  /** Whether it has changes that are not in the file. */
  readonly unsaved: boolean;
}

export interface ScriptSyncOptions {
  readonly uri: string;
  /** What kind of file it is; its text is Fountain in any case. */
  readonly format: SyncParams['format'];
  /** The file's name. */
  readonly name: string;
  /** The buffer now; null once it is closed. */
  readonly read: () => Buffer | null;
  /** From when on something is made of it by itself, and it counts as begun; asked every time. */
  readonly thresholds: () => RefreshThresholds;
  /** The running engine; rejects with the `Failure` for which there is none. */
  readonly connect: () => Promise<EngineConnection>;
}

/** Keeps the engine's text of one address equal to the editor's. Its requests go out one after another. */
export interface ScriptSync {
  /**
   * Stores the text as it stands now; does nothing if that is already stored, with the thresholds of now. The whole text the first time, then only
   * the range that changed. Rejects with a `Failure`.
   */
  flush(): Promise<SyncedScript>;
  /**
   * The engine has the script under this id, which is another one after a backup was restored. Returns whether it said
   * another one before: then the next flush sends the whole text and gives the new one.
   */
  followId(scriptId: string): boolean;
  /**
   * The buffer was saved as the file of this address and is closed: what is known of it is that script's from now on.
   * Does not start an engine.
   */
  moveTo(to: string, running: EngineConnection | null): Promise<void>;
  /**
   * The buffer is closed: the engine lets go of its text, with `forget` of everything. Does not start an engine for the
   * first. Returns the paths that may still hold the script after it was forgotten.
   */
  close(options: { readonly forget: boolean; readonly running: EngineConnection | null }): Promise<readonly string[]>;
}

interface Sent extends Omit<Buffer, 'unsaved'> {
  readonly thresholds: RefreshThresholds;
  readonly engine: EngineConnection;
  readonly result: SyncedScript;
}

export function createScriptSync({ uri, format, name, read, thresholds, connect }: ScriptSyncOptions): ScriptSync {
  let sent: Sent | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const flush = async (): Promise<SyncedScript> => {
    const engine = await connect();
    const buffer = read();
    if (buffer === null) throw new Failure('script-unknown', 'This script was closed.');
    const now = thresholds();
    if (sent?.engine === engine && sent.version === buffer.version && isDeepStrictEqual(sent.thresholds, now)) {
      return sent.result;
    }
    const text = cleanText(buffer.text);
    const base = sent?.engine === engine ? sent : null;
    const source = buffer.unsaved ? 'unsaved' : 'saved';
    const params = { uri, format, name, version: buffer.version, source, thresholds: now } as const;
    const whole: SyncParams = { ...params, text: { kind: 'whole', text } };

    let result = await engine.sync(base === null ? whole : { ...params, text: changeSince(base, text) });
    if (result.kind === 'send-whole') result = await engine.sync(whole);
    if (result.kind === 'outdated') {
      // It still holds a buffer of ours that was open before, whose version had risen higher.
      await engine.closeScript({ uri, forget: false });
      result = await engine.sync(whole);
    }
    if (result.kind !== 'synced') {
      throw new Failure(
        'internal',
        'The story engine did not take the text of this script. Close it and open it again.',
      );
    }
    sent = { version: buffer.version, text, thresholds: now, engine, result };
    return result;
  };

  return {
    flush: () => inTurn(flush),
    followId: (scriptId) => {
      if (sent === null || sent.result.scriptId === scriptId) return false;
      sent = null;
      return true;
    },
    moveTo: (to, running) =>
      inTurn(async () => {
        sent = null;
        await running?.moveScripts({ from: uri, to });
        await running?.closeScript({ uri, forget: false });
      }),
    close: ({ forget, running }) =>
      inTurn(async () => {
        sent = null;
        const engine = forget ? await connect() : running;
        const closed = await engine?.closeScript({ uri, forget });
        return closed?.stillIn ?? [];
      }),
  };
}

function changeSince(base: Sent, text: string): SyncParams['text'] {
  const { start, end, insert } = textChange(base.text, text) ?? { start: 0, end: 0, insert: '' };
  return { kind: 'change', baseVersion: base.version, start, end, insert, length: text.length };
}

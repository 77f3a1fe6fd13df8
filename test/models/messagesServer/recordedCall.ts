import type { Json } from './wireTypes';

/** One request as it came and what it was billed. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null: none, or not JSON. */
  readonly body: Json | null;
  readonly text: string;
  /** 0 until it is answered; stays 0 if the connection was ended. */
  status: number;
  /** What it was billed, in tokens; null: nothing. */
  billed: {
    readonly input: number;
    readonly output: number;
    readonly cacheWrite: number;
    readonly cacheRead: number;
  } | null;
  /** US dollars; 0: nothing. */
  costUsd: number;
}

import { Anthropic } from '@anthropic-ai/sdk';
import { boundFetch } from './boundFetch';
import type { ModelAddress } from './modelAddress';
import type { ModelClock } from './modelClock';

/** A server that speaks the Messages API, with the key it gets. */
export interface MessagesConnection {
  readonly client: Anthropic;
  readonly address: ModelAddress;
  /** Null: none is sent. */
  readonly key: string | null;
  readonly clock: ModelClock;
  /** Milliseconds without an event of an answer that has begun, signs of life not counted, after which it counts as broken. */
  readonly quietMs: number;
}

/** How long an answer may say nothing, in milliseconds: a model on this machine may read a long prompt for minutes. */
const IDLE_MS = { remote: 3 * 60_000, local: 20 * 60_000 };

/** How long an answer may give nothing but signs of life, in milliseconds: a model may think for minutes. */
const QUIET_MS = { remote: 10 * 60_000, local: 20 * 60_000 };

/**
 * The SDK, bound to one address. Everything it would take from the environment is given: an unset base URL, token or
 * profile would be read there and send scenes or keys elsewhere. It logs nothing (it would log answers), traces nothing
 * and does not retry by itself (`retryDelayMs` says why).
 */
export function messagesConnection(
  address: ModelAddress,
  key: string | null,
  { fetch: send, clock }: { readonly fetch: typeof fetch; readonly clock: ModelClock },
): MessagesConnection {
  const where = address.local ? 'local' : 'remote';
  const idleMs = IDLE_MS[where];
  const client = new Anthropic({
    // Without a key the SDK would look for a profile on disk. What it sends instead is taken off by `boundFetch`.
    apiKey: key ?? 'none',
    authToken: null,
    webhookKey: null,
    baseURL: address.baseUrl,
    fetch: boundFetch({ fetch: send, origin: address.origin, key, idleMs, clock }),
    timeout: idleMs,
    maxRetries: 0,
    openTelemetry: false,
    logLevel: 'off',
    logger: SILENT,
  });
  return { client, address, key, clock, quietMs: QUIET_MS[where] };
}

const SILENT = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

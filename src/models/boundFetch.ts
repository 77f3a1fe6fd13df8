import type { ModelClock } from './modelClock';

/** Why a request was not sent, or its answer not read, by us. */
export type FetchRefusalReason = 'other-origin' | 'redirected' | 'not-a-stream' | 'stalled' | 'endless';

/** Thrown inside a request; the SDK hands it on as a cause. */
export class FetchRefusal extends Error {
  override readonly name = 'FetchRefusal';

  constructor(readonly reason: FetchRefusalReason) {
    super(`request refused: ${reason}`);
  }
}

export interface BoundFetchOptions {
  readonly fetch: typeof fetch;
  readonly origin: string;
  /** Sent as `Authorization: Bearer`; null: no key is sent. */
  readonly key: string | null;
  /** Milliseconds without a byte of an answer that has begun after which it counts as broken. */
  readonly idleMs: number;
  readonly clock: ModelClock;
}

/**
 * A `fetch` that reaches one origin only: it refuses any other and follows no redirect, since both would take scenes
 * and key elsewhere. It sends only the headers the Messages API needs: an environment variable can make the SDK add any
 * others (`ANTHROPIC_CUSTOM_HEADERS`), and those that describe this machine are nobody's business. An answer that
 * stalls, or has more bytes than any has, ends with `FetchRefusal` instead of never.
 */
export function boundFetch({ fetch: send, origin, key, idleMs, clock }: BoundFetchOptions): typeof fetch {
  return async (input, init) => {
    const url = new URL(typeof input === 'string' ? input : input instanceof URL ? input.href : input.url);
    if (url.origin !== origin) throw new FetchRefusal('other-origin');
    const given = new Headers(init?.headers);
    const headers: Record<string, string> = {};
    for (const name of SENT_HEADERS) {
      const value = given.get(name);
      if (value !== null) headers[name] = value;
    }
    if (key !== null) headers.authorization = `Bearer ${key}`;
    const response = await send(url.href, { ...init, headers, redirect: 'manual' });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      void response.body?.cancel().catch(() => undefined);
      throw new FetchRefusal('redirected');
    }
    if (response.ok && given.get('x-stainless-helper-method') === 'stream' && !isEventStream(response)) {
      void response.body?.cancel().catch(() => undefined);
      throw new FetchRefusal('not-a-stream');
    }
    if (response.body === null) return response;
    const { status, statusText } = response;
    return new Response(boundBody(response.body, idleMs, clock), {
      status,
      statusText,
      headers: response.headers,
    });
  };
}

const SENT_HEADERS = ['accept', 'content-type', 'user-agent', 'anthropic-version'] as const;

function isEventStream(response: Response): boolean {
  return /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
}

/** Of an answer: the longest, with all that frames its words, has half as many. */
const MOST_BYTES = 64 * 1024 * 1024;

function boundBody(body: ReadableStream<Uint8Array>, idleMs: number, clock: ModelClock): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  const refuse = (reason: FetchRefusalReason, controller: ReadableStreamDefaultController): void => {
    void reader.cancel().catch(() => undefined);
    controller.error(new FetchRefusal(reason));
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const waiting = new AbortController();
      const idle = clock.sleep(idleMs, waiting.signal).then(() => 'idle' as const);
      const read = reader.read();
      try {
        const next = await Promise.race([read, idle]);
        if (next === 'idle') {
          read.catch(() => undefined);
          refuse('stalled', controller);
        } else if (next.done) controller.close();
        else if ((bytes += next.value.byteLength) > MOST_BYTES) refuse('endless', controller);
        else controller.enqueue(next.value);
      } finally {
        waiting.abort();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

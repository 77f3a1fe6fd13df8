import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeAnswer, type MadeAnswer, type ScriptedAnswer } from './answer';
import { createBatches } from './batches';
import { checkRequest } from './checkRequest';
import { hex } from './hex';
import { createPrefixCache } from './prefixCache';
import type { RecordedCall } from './recordedCall';
import type { ScriptedFault } from './scriptedFault';
import { MODELS, modelTold, PRICES } from './servedModels';
import { ANTHROPIC, type ServerAbilities } from './serverAbilities';
import { streamEvents } from './streamEvents';
import { checkThinking } from './thinkingSignature';
import { Wire } from './wire';
import { promptParts, promptTokens } from './wireTokens';
import { isObject, type ApiError, type Json, type WireRequest } from './wireTypes';

/** What the model says to a request, or what goes wrong; `number` counts the requests from 0. */
export type Script = (
  request: WireRequest,
  call: { readonly number: number },
) => ScriptedAnswer | ScriptedFault | Promise<ScriptedAnswer | ScriptedFault>;

/** A server that runs. */
export interface MessagesServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Every request, in the order in which they came. */
  readonly calls: readonly RecordedCall[];
  /** Those for answers. */
  messageCalls(): readonly RecordedCall[];
  /** The script from now on. */
  answer(script: Script): void;
  /** Ends what batches are still at. */
  finishBatches(): Promise<void>;
  close(): Promise<void>;
}

/** How it differs from Anthropic's. */
export interface MessagesServerOptions {
  readonly abilities?: Partial<ServerAbilities>;
  readonly script?: Script;
  /** The keys that are good; default `KEY`. */
  readonly keys?: readonly string[];
  /** Milliseconds; the cache's clock. */
  readonly now?: () => number;
  /** Model ids beside Anthropic's three. */
  readonly models?: readonly string[];
  readonly contextTokens?: number;
}

/** The key it takes unless it is told others. */
export const KEY = 'sk-test-0000-loopback-key';

const MOST_BYTES = 32 * 1024 * 1024;

/** Says that it is there, in one line. */
const SAYS_HELLO: Script = () => ({ kind: 'answer', content: [{ kind: 'text', text: 'Hello.' }] });

/**
 * A Messages API server on loopback that behaves as Anthropic's does, or as a local one: it counts with a tokenizer of
 * its own, keeps a cache of prefixes, binds thinking to what was said before it, stops at limits, refuses what the real
 * one refuses, and goes wrong in whatever way the script says. What the model answers is the script's.
 */
export async function startMessagesServer(options: MessagesServerOptions = {}): Promise<MessagesServer> {
  const abilities = { ...ANTHROPIC, ...options.abilities };
  const now = options.now ?? (() => Date.now());
  const contextTokens = options.contextTokens ?? 1_000_000;
  const keys = options.keys ?? [KEY];
  const cache = createPrefixCache(now);
  const calls: RecordedCall[] = [];
  const batches = createBatches(now);
  const models = {
    ...MODELS,
    ...Object.fromEntries(
      (options.models ?? []).map((id) => [id, { name: id, thinkingOff: null, maxTokens: 128_000, line: '' }]),
    ),
  };
  let script = options.script ?? SAYS_HELLO;
  let answered = 0;

  const server = createServer((incoming, response) => {
    void serve(incoming, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await readAll(incoming);
    const { pathname } = new URL(incoming.url ?? '/', 'http://loopback');
    const call: RecordedCall = {
      method: incoming.method ?? '',
      path: pathname,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      body: parsed(text),
      text,
      status: 0,
      billed: null,
      costUsd: 0,
    };
    calls.push(call);
    const wire = new Wire(response, call);

    const refused = gatekeeper(call);
    if (refused !== null) {
      wire.error(refused);
      return;
    }
    const route = `${call.method} ${pathname}`;
    if (route === 'POST /v1/messages') return answerMessages(call, wire);
    if (route === 'POST /v1/messages/count_tokens' && abilities.countTokens) {
      count(call, wire);
      return;
    }
    if (call.method === 'GET' && pathname.startsWith('/v1/models') && abilities.models !== 'none') {
      listModels(pathname, wire);
      return;
    }
    if (pathname.startsWith('/v1/messages/batches') && abilities.batches) {
      batches.serve(call, wire, `http://${String(incoming.headers.host)}`);
      return;
    }
    wire.error({ status: 404, type: 'not_found_error', message: 'Not found' });
  }

  /** What comes before any endpoint: key, version, size. */
  function gatekeeper({ headers, text }: RecordedCall): ApiError | null {
    if (abilities.keys) {
      const key = headers['x-api-key'] ?? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
      const type = 'authentication_error';
      if (key === undefined) return { status: 401, type, message: 'x-api-key header is required' };
      if (!keys.includes(key)) return { status: 401, type, message: 'invalid x-api-key' };
      if (headers['anthropic-version'] === undefined) {
        return { status: 400, type: 'invalid_request_error', message: 'anthropic-version: header is required' };
      }
    }
    if (Buffer.byteLength(text) > MOST_BYTES) {
      return { status: 413, type: 'request_too_large', message: 'Request exceeds the maximum size' };
    }
    return null;
  }

  function check(body: unknown, counting: boolean) {
    const checked = checkRequest(abilities.keys ? body : withoutIgnored(body), {
      counting,
      models,
      alternating: !abilities.keys,
    });
    if (checked.kind === 'invalid') return checked;
    const { request } = checked;
    if (!abilities.tools && request.tools.length > 0) {
      const message = `${request.model} does not support tools`;
      return { kind: 'invalid' as const, error: { status: 400, type: 'invalid_request_error', message } };
    }
    const thinking = checkThinking(request);
    if (thinking !== null) return { kind: 'invalid' as const, error: thinking };
    return checked;
  }

  /** A server that lacks something takes its fields and ignores them. */
  function withoutIgnored(body: unknown): unknown {
    if (!isObject(body)) return body;
    const ignored = new Set(['thinking', ...(abilities.json ? [] : ['output_config'])]);
    return Object.fromEntries(Object.entries(body).filter(([name]) => !ignored.has(name)));
  }

  function count({ body }: RecordedCall, wire: Wire): void {
    const checked = check(body, true);
    if (checked.kind === 'invalid') {
      wire.error(checked.error);
      return;
    }
    wire.json(200, { input_tokens: promptTokens(checked.request) });
  }

  function listModels(pathname: string, wire: Wire): void {
    const ids = Object.keys(models);
    if (abilities.models === 'list-of-ids') {
      if (pathname !== '/v1/models') {
        wire.error({ status: 404, type: 'not_found_error', message: 'Not found' });
        return;
      }
      wire.json(200, { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'library' })) });
      return;
    }
    const told = ids.map((id) => modelTold(id, models[id]!, contextTokens, abilities));
    if (pathname === '/v1/models') {
      wire.json(200, { data: told, has_more: false, first_id: ids[0], last_id: ids.at(-1) });
      return;
    }
    const one = told.find(({ id }) => id === decodeURIComponent(pathname.slice('/v1/models/'.length)));
    if (one === undefined) {
      wire.error({ status: 404, type: 'not_found_error', message: `model: ${pathname}` });
      return;
    }
    wire.json(200, one);
  }

  async function answerMessages(call: RecordedCall, wire: Wire): Promise<void> {
    const checked = check(call.body, false);
    if (checked.kind === 'invalid') {
      wire.error(checked.error);
      return;
    }
    const { request } = checked;
    const tokens = promptTokens(request);
    if (tokens > contextTokens) {
      const message = `prompt is too long: ${tokens} tokens > ${contextTokens} maximum`;
      wire.error({ status: 400, type: 'invalid_request_error', message });
      return;
    }
    const scripted = await script(request, { number: answered++ });
    if (scripted.kind !== 'answer') {
      wire.fault(scripted);
      return;
    }
    const made = makeAnswer(request, scripted, { promptTokens: tokens, contextTokens, ids: hex });
    const message = messageOf(call, request, made, 1);
    if (request.stream) await wire.stream(streamEvents(message, made, message.usage as Json), scripted);
    else wire.json(200, message);
  }

  /** The whole message; billing is told to the call. */
  function messageOf(call: RecordedCall, request: WireRequest, made: MadeAnswer, factor: number): Json {
    const parts = promptParts(request);
    const use = abilities.cache
      ? cache.use(request.model, parts)
      : { input: promptTokens(request), read: 0, written5m: 0, written1h: 0 };
    call.billed = {
      input: use.input,
      output: made.outputTokens,
      cacheWrite: use.written5m + use.written1h,
      cacheRead: use.read,
    };
    const [input = 0, write5m = 0, write1h = 0, read = 0, output = 0] = PRICES[request.model] ?? [];
    const all = use.input + use.read + use.written5m + use.written1h;
    const long = request.model === 'claude-haiku-5-5' && all > 100_000 ? 5 : 1;
    call.costUsd =
      ((use.input * input +
        use.written5m * write5m +
        use.written1h * write1h +
        use.read * read +
        made.outputTokens * output) *
        long *
        factor) /
      1_000_000;
    return {
      id: `msg_${hex()}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: made.content,
      container: null,
      diagnostics: null,
      stop_reason: made.stopReason,
      stop_sequence: null,
      stop_details:
        made.stopReason === 'refusal' ? { type: 'refusal', category: 'general_harms', explanation: null } : null,
      usage: abilities.usage
        ? {
            input_tokens: use.input,
            output_tokens: made.outputTokens,
            output_tokens_details: { thinking_tokens: made.thinkingTokens },
            cache_creation_input_tokens: use.written5m + use.written1h,
            cache_read_input_tokens: use.read,
            cache_creation: { ephemeral_5m_input_tokens: use.written5m, ephemeral_1h_input_tokens: use.written1h },
            server_tool_use: null,
            service_tier: factor === 1 ? 'standard' : 'batch',
            inference_geo: null,
            speed: null,
          }
        : { input_tokens: 0, output_tokens: 0 },
    };
  }

  batches.answerBy(async (call, body) => {
    const checked = check(body, false);
    if (checked.kind === 'invalid') return { kind: 'error', error: checked.error };
    const scripted = await script(checked.request, { number: answered++ });
    if (scripted.kind !== 'answer') {
      return { kind: 'error', error: { status: 500, type: 'api_error', message: 'Internal server error' } };
    }
    const tokens = promptTokens(checked.request);
    const made = makeAnswer(checked.request, scripted, { promptTokens: tokens, contextTokens, ids: hex });
    return { kind: 'message', message: messageOf(call, checked.request, made, 0.5) };
  });

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    messageCalls: () => calls.filter(({ path }) => path === '/v1/messages'),
    answer(next) {
      script = next;
    },
    finishBatches: () => batches.finish(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

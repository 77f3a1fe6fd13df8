import { APIError } from '@anthropic-ai/sdk';
import type { ModelInfo, ModelPrice } from '../story/modelMessage';
import { infoTold } from './anthropicModel';
import { failureOfError } from './failureOfError';
import type { MessagesConnection } from './messagesConnection';
import type { DescribeRequest, ModelDescription } from './modelDescription';
import { modelFailure } from './modelFailure';
import { modelTableEntry } from './modelTable';
import { modelRecipient, runsHere } from './runsHere';
import type { Untrusted } from './untrusted';

/**
 * A model of any server that speaks the Messages API (Ollama, LM Studio, llama.cpp, vLLM, a gateway). If it has
 * Anthropic's models endpoint, that says what the model can do. Else it is asked once, by the smallest requests there
 * are: one word with a tool, and a count. What cannot be found out like that (JSON by schema, citations, a cache: such
 * servers take the fields and ignore them) counts as missing and is done another way.
 */
export async function describeServerModel(request: DescribeRequest): Promise<ModelDescription> {
  const { connection, subject, signal } = request;
  const price = request.price ?? priceOf(request);
  const now = () => connection.clock.now();
  const failed = (error: unknown): ModelDescription => ({
    kind: 'failed',
    failure: failureOfError(error, { subject, key: connection.key, heard: 'nothing', now: now() }),
  });
  try {
    const answered = await connection.client.models.retrieve(subject.model, null, { signal });
    const told = answered as Untrusted<typeof answered> | null;
    if (told?.type === 'model' && told.capabilities != null) {
      const { info, thinkingOff } = infoTold({ ...told, id: subject.model }, subject, price);
      return { kind: 'described', info: { ...info, id: `server/${subject.model}`, provider: 'server' }, thinkingOff };
    }
  } catch (error) {
    if (!(error instanceof APIError) || typeof error.status !== 'number') return failed(error);
    if (error.status === 401 || error.status === 403) return failed(error);
  }

  request.onProbe?.(subject);
  const withTool = await answersOneWord(connection, subject.model, true, signal);
  let can = withTool;
  if (withTool.kind === 'error') {
    if (!isRefusal(withTool.error)) return failed(withTool.error);
    can = await answersOneWord(connection, subject.model, false, signal);
    if (can.kind === 'error') return failed(can.error);
  }
  if (can.kind === 'nonsense') return { kind: 'failed', failure: modelFailure('model-nonsense', subject) };
  const info: ModelInfo = {
    id: `server/${subject.model}`,
    provider: 'server',
    model: subject.model,
    name: subject.model,
    recipient: modelRecipient(subject),
    origin: subject.origin,
    local: runsHere(subject),
    ...SERVER_LIMITS,
    can: {
      tools: withTool.kind === 'answered',
      json: false,
      citations: false,
      cache: false,
      count: await counts(connection, subject.model, signal),
      effort: false,
      batch: false,
      system: true,
      usage: can.kind === 'answered' && can.usage,
    },
    smallestCacheTokens: 0,
    price,
  };
  return { kind: 'described', info, thinkingOff: null };
}

/** Servers of this kind do not tell their limits in this API; these hold for what runs on a desk. */
const SERVER_LIMITS = { contextTokens: 32_768, maxOutputTokens: 8192 };

/** What nobody has set a price for: the table's; nothing where it runs on this machine and no key is set; else unknown. */
function priceOf({ subject, connection }: DescribeRequest): ModelPrice | null {
  const known = modelTableEntry(subject.model)?.price;
  return known ?? (runsHere(subject) && connection.key === null ? FREE : null);
}

const FREE: ModelPrice = {
  input: 0,
  output: 0,
  cacheWriteShort: 0,
  cacheWriteLong: 0,
  cacheRead: 0,
  aboveTokens: null,
  aboveFactor: 1,
  batchFactor: null,
};

type OneWord =
  | { readonly kind: 'answered'; readonly usage: boolean }
  | { readonly kind: 'nonsense' }
  | { readonly kind: 'error'; readonly error: unknown };

async function answersOneWord(
  { client }: MessagesConnection,
  model: string,
  withTool: boolean,
  signal: AbortSignal,
): Promise<OneWord> {
  try {
    const message = await client.messages.create(
      { model, max_tokens: 1, messages: [{ role: 'user', content: 'Hello' }], ...(withTool ? { tools: [PROBE] } : {}) },
      { signal },
    );
    const answer = message as Untrusted<typeof message> | null;
    if (!Array.isArray(answer?.content)) return { kind: 'nonsense' };
    return { kind: 'answered', usage: (answer.usage?.input_tokens ?? 0) > 0 };
  } catch (error) {
    return { kind: 'error', error };
  }
}

const PROBE = {
  name: 'get_scene',
  description: 'Gives one scene.',
  input_schema: { type: 'object' as const, properties: { scene: { type: 'string' } } },
};

/** Whether the server understood the request and did not want it. */
function isRefusal(error: unknown): boolean {
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined;
  return status === 400 || status === 422 || status === 500 || status === 501;
}

async function counts({ client }: MessagesConnection, model: string, signal: AbortSignal): Promise<boolean> {
  try {
    const counted = await client.messages.countTokens(
      { model, messages: [{ role: 'user', content: 'Hello' }] },
      { signal },
    );
    return ((counted as Untrusted<typeof counted> | null)?.input_tokens ?? 0) > 0;
  } catch {
    return false;
  }
}

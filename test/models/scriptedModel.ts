import type { TextModel } from '../../src/models/textModel';
import type { ModelFailureCode, ModelInfo, ModelOutcome, ModelPrice, ModelRequest } from '../../src/story/modelMessage';

/** What a scripted model says: words, a stop reason without words, or a failure. */
export type ScriptedAnswer =
  | { readonly text: string; readonly output?: number }
  | { readonly stopReason: 'length' | 'refusal' | 'context' }
  | { readonly failure: ModelFailureCode; readonly retryAfterMs?: number };

export interface ScriptedModel extends TextModel {
  /** Every request there was, in order. */
  readonly requests: ModelRequest[];
}

/** US dollars per million tokens, of a price table of the tests' own. */
export const SCRIPTED_PRICE: ModelPrice = {
  input: 3,
  output: 15,
  cacheWriteShort: 3.75,
  cacheWriteLong: 6,
  cacheRead: 0.3,
  aboveTokens: null,
  aboveFactor: 1,
  batchFactor: null,
};

export function scriptedInfo(change: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id: 'scripted/one',
    provider: 'scripted',
    model: 'one',
    name: 'Scripted',
    recipient: 'nobody',
    origin: 'https://scripted.invalid',
    local: true,
    contextTokens: 200_000,
    maxOutputTokens: 8_000,
    can: {
      tools: false,
      json: true,
      citations: false,
      cache: false,
      count: false,
      effort: false,
      batch: false,
      system: true,
      usage: true,
    },
    smallestCacheTokens: 0,
    price: SCRIPTED_PRICE,
    ...change,
  };
}

/** A model that says what a test wants it to say; `call` counts from 0. A promise that is not settled yet is a gate. */
export function scriptedModel(
  answer: (request: ModelRequest, call: number) => ScriptedAnswer | Promise<ScriptedAnswer>,
  info: ModelInfo = scriptedInfo(),
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    info,
    requests,
    generate: async (request, { signal }) => {
      const call = requests.push(request) - 1;
      if (signal.aborted) return STOPPED;
      const stopped = new Promise<ModelOutcome>((resolve) =>
        signal.addEventListener('abort', () => resolve(STOPPED), { once: true }),
      );
      const answered = Promise.resolve(answer(request, call)).then((said) => outcomeOf(said, request));
      return Promise.race([stopped, answered]);
    },
    countTokens: () => Promise.resolve(null),
  };
}

/** As of a host that is gone: nobody knows whether it was sent. */
const STOPPED: ModelOutcome = { ended: { kind: 'stopped' }, content: [], usage: null, origin: null, latencyMs: 1 };

function outcomeOf(said: ScriptedAnswer, request: ModelRequest): ModelOutcome {
  const origin = 'https://scripted.invalid';
  const input = Math.ceil(JSON.stringify(request.turns).length / 4);
  if ('failure' in said) {
    const { failure: code, retryAfterMs = null } = said;
    const failure = { code, message: `It failed: ${code}.`, retryable: true, retryAfterMs };
    return { ended: { kind: 'failed', failure }, content: [], usage: null, origin: '', latencyMs: 1 };
  }
  const usage = { input, output: 'text' in said ? (said.output ?? 20) : 5, cacheWrite: 0, cacheRead: 0 };
  const stopReason = 'text' in said ? 'end' : said.stopReason;
  const content = 'text' in said ? [{ kind: 'text' as const, text: said.text }] : [];
  return { ended: { kind: 'complete', stopReason }, content, usage, origin, latencyMs: 1 };
}

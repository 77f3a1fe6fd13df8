import { estimateRequestTokens } from '../../models/requestTokens';
import { predictTokens, type TokenFactor } from '../../models/tokenFactor';
import type { ModelRequest } from '../../story/modelMessage';
import { cacheAsked, type RequestEstimate } from '../../story/price';

/** Tokens of each text, by our own count. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

export interface EstimateOptions extends Pick<RequestEstimate, 'kind' | 'model'> {
  readonly factor: TokenFactor;
  readonly countTokens: CountTokens;
}

/** The size of a request before it is sent. */
export async function estimateRequest(
  request: ModelRequest,
  { kind, model, factor, countTokens }: EstimateOptions,
): Promise<RequestEstimate> {
  const { maxOutputTokens } = request;
  const texts = new Set<string>();
  const gather = (text: string): number => {
    texts.add(text);
    return 0;
  };
  estimateRequestTokens(request, gather);
  const list = [...texts];
  const counts = await countTokens(list);
  const known = new Map(list.map((text, at) => [text, counts[at] ?? 0]));
  const countOf = (text: string): number => known.get(text) ?? 0;
  const all = estimateRequestTokens(request, countOf);
  const prefixTokens = estimateRequestTokens({ ...request, turns: [] }, countOf);
  return {
    kind,
    model,
    prefixTokens,
    inputTokens: all - prefixTokens,
    outputTokens: Math.ceil(maxOutputTokens * LIKELY_OUTPUT),
    maxOutputTokens,
    factor: factor.factor,
    predicted: predictTokens(all, factor),
    countedTokens: null,
    cache: cacheAsked(request),
  };
}

/** The part of its limit that an answer is likely to have. */
const LIKELY_OUTPUT = 0.5;

import type { TokenCounts } from './analysisResult';
import { ARTIFACT_KINDS, type ArtifactKind } from './artifactKind';
import type { ModelInfo, ModelOutcome, ModelPrice } from './modelMessage';

/** One request as it is estimated before it is sent. Tokens by our own count, before the learned factor. */
export interface RequestEstimate {
  readonly kind: ArtifactKind;
  readonly model: ModelInfo;
  /** What the requests of its kind have in common and a provider may keep: system text and schema. */
  readonly prefixTokens: number;
  /** The rest of what is sent. */
  readonly inputTokens: number;
  /** What the answer is likely to have; `maxOutputTokens` is what it may have. */
  readonly outputTokens: number;
  readonly maxOutputTokens: number;
  /** How many tokens the provider counts for one of ours, as learned. */
  readonly factor: number;
}

/** An estimate: `top` is at most one and a half times `bottom`. */
export interface PriceRange {
  readonly bottom: number;
  readonly top: number;
}

/** What requests come to. `costUsd` is in US dollars, null where a price is unknown. */
export interface RequestsPrice {
  readonly requests: number;
  readonly inputTokens: PriceRange;
  readonly outputTokens: PriceRange;
  readonly costUsd: PriceRange | null;
}

/** What a run comes to, in all and by kind in making order; kinds without a request are not there. */
export interface RunPrice extends RequestsPrice {
  readonly kinds: readonly (RequestsPrice & { readonly kind: ArtifactKind })[];
}

/** What an analysis comes to, and what of the script leaves this machine for it. */
export interface AnalysisPrice extends RunPrice {
  /** Ids of the scenes whose text is sent, in script order. */
  readonly sceneTexts: readonly string[];
  /** Ids of the scenes whose cards are sent, in script order. */
  readonly sceneCards: readonly string[];
}

/**
 * What these requests are going to cost. What requests of a kind have in common is kept by a provider that can: the first
 * writes it, those beside it too (`top`), the others read it. No promise: what a run may cost is held by its limits.
 */
export function priceOf(requests: readonly RequestEstimate[]): RunPrice {
  const kinds = ARTIFACT_KINDS.flatMap((kind) => {
    const ofKind = requests.filter((request) => request.kind === kind);
    return ofKind.length === 0 ? [] : [{ kind, ...sum(ofKind.map(priceOfRequest)) }];
  });
  return { ...sum(kinds), kinds };
}

/** What a model charges for tokens as its provider counted them, in US dollars; null where the price is unknown. */
export function costOf(usage: TokenCounts, price: ModelPrice | null): number | null {
  if (price === null) return null;
  const prompt = usage.input + usage.cacheWrite + usage.cacheRead;
  const factor = price.aboveTokens !== null && prompt > price.aboveTokens ? price.aboveFactor : 1;
  const millions =
    usage.input * price.input +
    usage.output * price.output +
    usage.cacheWrite * price.cacheWriteShort +
    usage.cacheRead * price.cacheRead;
  return (millions * factor) / 1_000_000;
}

/**
 * What came of a request cost in US dollars; null where that is unknown: no price, or it may be billed and nobody said
 * what was counted. What was not sent, and what a free model says, costs nothing.
 */
export function costOfOutcome({ ended, usage, origin }: ModelOutcome, price: ModelPrice | null): number | null {
  if (usage !== null) return costOf(usage, price);
  if (ended.kind === 'failed' && origin === '') return 0;
  return price !== null && isFree(price) ? 0 : null;
}

function isFree(price: ModelPrice): boolean {
  return [price.input, price.output, price.cacheWriteShort, price.cacheWriteLong, price.cacheRead].every(
    (usd) => usd === 0,
  );
}

/**
 * What one request costs at most, in US dollars: nothing of it kept, all of the output used, and more tokens counted than
 * we count. Null where the price is unknown. Limits are held by this, before a call.
 */
export function worstCaseOf(request: RequestEstimate): number | null {
  const { model, prefixTokens, inputTokens, maxOutputTokens, factor } = request;
  const input = Math.ceil((prefixTokens + inputTokens) * factor * WORST_INPUT);
  const worst = (usage: TokenCounts): number | null => costOf(usage, model.price);
  const plain = worst({ input, output: maxOutputTokens, cacheWrite: 0, cacheRead: 0 });
  const written = worst({ input: 0, output: maxOutputTokens, cacheWrite: input, cacheRead: 0 });
  return plain === null || written === null ? null : Math.max(plain, written);
}

/** Our count and a provider's differ by up to a third either way before the factor is learned. */
const WORST_INPUT = 1.5;

/** So many requests of a kind are under way at once, before the first has left anything to be read. */
const BESIDE_EACH_OTHER = 10;

const LEAST_INPUT = 0.9;
const MOST_INPUT = 1.15;
const LEAST_OUTPUT = 0.8;
const MOST_OUTPUT = 1.2;
const MOST_OF_BOTTOM = 1.5;

function priceOfRequest(request: RequestEstimate, position: number): RequestsPrice {
  const { model, factor } = request;
  const input = range((request.prefixTokens + request.inputTokens) * factor, LEAST_INPUT, MOST_INPUT, Infinity);
  const likely = Math.min(request.outputTokens, request.maxOutputTokens);
  const output = range(likely, LEAST_OUTPUT, MOST_OUTPUT, request.maxOutputTokens);
  const prefix = Math.ceil(request.prefixTokens * factor);
  const isKept = model.can.cache && prefix >= model.smallestCacheTokens && prefix > 0;
  const cost = (tokens: number, out: number, writes: boolean): number | null => {
    const shared = isKept ? Math.min(prefix, tokens) : 0;
    return costOf(
      { input: tokens - shared, output: out, cacheWrite: writes ? shared : 0, cacheRead: writes ? 0 : shared },
      model.price,
    );
  };
  const bottom = cost(input.bottom, output.bottom, position === 0);
  const top = cost(input.top, output.top, position < BESIDE_EACH_OTHER);
  return {
    requests: 1,
    inputTokens: input,
    outputTokens: output,
    costUsd: bottom === null || top === null ? null : within(bottom, top),
  };
}

/** Whole tokens around a likely number. */
function range(likely: number, least: number, most: number, limit: number): PriceRange {
  const top = Math.min(Math.ceil(likely * most), limit);
  return { bottom: Math.min(top, Math.max(Math.floor(likely * least), Math.ceil(top / MOST_OF_BOTTOM))), top };
}

function within(bottom: number, top: number): PriceRange {
  return { bottom: Math.max(Math.min(bottom, top), top / MOST_OF_BOTTOM), top };
}

function sum(prices: readonly RequestsPrice[]): RequestsPrice {
  const add = (ranges: readonly PriceRange[]): PriceRange =>
    ranges.reduce((all, one) => ({ bottom: all.bottom + one.bottom, top: all.top + one.top }), { bottom: 0, top: 0 });
  const costs = prices.flatMap(({ costUsd }) => costUsd ?? []);
  return {
    requests: prices.reduce((all, { requests }) => all + requests, 0),
    inputTokens: add(prices.map(({ inputTokens }) => inputTokens)),
    outputTokens: add(prices.map(({ outputTokens }) => outputTokens)),
    costUsd: costs.length === prices.length ? add(costs) : null,
  };
}

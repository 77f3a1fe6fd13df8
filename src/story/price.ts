import { ARTIFACT_KINDS, type ArtifactKind } from './artifactKind';
import type {
  ModelBlock,
  ModelFailureCode,
  ModelInfo,
  ModelOutcome,
  ModelPrice,
  ModelRequest,
  ModelUsage,
} from './modelMessage';

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
  /** How far the provider's count may lie from that, as learned: from so many tokens of its own to so many, of all input. */
  readonly predicted: PriceRange;
  /** The provider's own count of all input; null: it was not asked. */
  readonly countedTokens: number | null;
  /** How long the provider is asked to keep what requests have in common; null: not at all. */
  readonly cache: CacheTime | null;
}

/** How long a provider keeps a prefix: some minutes, or an hour at a higher price. */
export type CacheTime = 'short' | 'long';

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

/** The longest time for which a request asks anything to be kept; null: nothing. */
export function cacheAsked({ cacheSystem, turns }: Pick<ModelRequest, 'cacheSystem' | 'turns'>): CacheTime | null {
  const inTurns = turns.flatMap(({ content }) =>
    content.flatMap((block) => (block.kind === 'opaque' ? [] : (block.cache ?? []))),
  );
  const asked = [...(cacheSystem === null ? [] : [cacheSystem]), ...inTurns];
  return asked.includes('long') ? 'long' : (asked[0] ?? null);
}

/** What a model charges for tokens as its provider counted them, in US dollars; null where the price is unknown. */
export function costOf(usage: ModelUsage, price: ModelPrice | null): number | null {
  if (price === null) return null;
  const prompt = usage.input + usage.cacheWrite + usage.cacheRead;
  const factor = price.aboveTokens !== null && prompt > price.aboveTokens ? price.aboveFactor : 1;
  const longWrites = Math.min(usage.cacheWriteLong ?? 0, usage.cacheWrite);
  const millions =
    usage.input * price.input +
    usage.output * price.output +
    (usage.cacheWrite - longWrites) * price.cacheWriteShort +
    longWrites * price.cacheWriteLong +
    usage.cacheRead * price.cacheRead;
  return (millions * factor) / 1_000_000;
}

/**
 * What one request costs at most, in US dollars: nothing of it kept, all of the output used, and more tokens counted than
 * we count. Null where the price is unknown. Limits are held by this, before a call.
 */
export function worstCaseOf(request: RequestEstimate): number | null {
  const { model, maxOutputTokens } = request;
  const input = worstInputOf(request);
  const worst = (usage: ModelUsage): number | null => costOf(usage, model.price);
  const plain = worst({ input, output: maxOutputTokens, cacheWrite: 0, cacheRead: 0 });
  const written = worst(writing({ input: 0, output: maxOutputTokens, cacheWrite: input, cacheRead: 0 }, request.cache));
  return plain === null || written === null ? null : Math.max(plain, written);
}

/**
 * Whether a request that costs so much at most goes over a limit beside what is committed already; all in US dollars. What
 * has no known price is more than nothing: a limit that has been reached keeps it back, another one cannot.
 */
export function goesOver(limitUsd: number | null, committedUsd: number, worstUsd: number | null): boolean {
  if (limitUsd === null) return false;
  return worstUsd === null ? committedUsd >= limitUsd : committedUsd + worstUsd > limitUsd;
}

/** All input of a request, by our own count. */
export function estimatedTokensOf({ prefixTokens, inputTokens }: RequestEstimate): number {
  return prefixTokens + inputTokens;
}

/** How many tokens of input a provider counts at most; exactly so many where it has counted them. */
export function worstInputOf(estimate: RequestEstimate): number {
  return estimate.countedTokens ?? Math.ceil(estimatedTokensOf(estimate) * estimate.factor * WORST_INPUT);
}

/**
 * What came of a request, in US dollars; null where the price is unknown. Nothing for what was refused before anything
 * was done or never left. Of a broken, stopped or uncounted answer what arrived is counted by ourselves (`countTokens`, ours of each
 * text), never less than the provider said.
 */
export async function costOfOutcome(
  { ended, content, usage, origin }: ModelOutcome,
  request: RequestEstimate,
  countTokens: (texts: readonly string[]) => Promise<readonly number[]>,
): Promise<number | null> {
  const { model, factor, predicted, countedTokens, cache } = request;
  // Nobody knows what became of it.
  if (usage === null && origin === null) return null;
  if (usage === null && (origin === '' || (ended.kind === 'failed' && REFUSALS.has(ended.failure.code)))) return 0;
  const known = usage ?? { input: countedTokens ?? predicted.top, output: 0, cacheWrite: 0, cacheRead: 0 };
  if (usage !== null && ended.kind === 'complete') return costOf(writing(known, cache), model.price);
  const arrived = (await countTokens(answerTexts(content))).reduce((sum, tokens) => sum + tokens, 0);
  const output = Math.max(known.output, Math.ceil(arrived * factor));
  return costOf(writing({ ...known, output }, cache), model.price);
}

/** What a server answers in place of an answer, and what we refuse: nothing of it is billed. */
const REFUSALS: ReadonlySet<ModelFailureCode> = new Set([
  'model-key-missing',
  'model-key-wrong',
  'model-forbidden',
  'model-no-credit',
  'model-unknown',
  'model-address-wrong',
  'model-rate-limited',
  'model-busy',
  'model-server-error',
  'model-request-refused',
  'model-too-long',
  'model-unable',
  'model-limit-reached',
  'model-not-confirmed',
  'model-never-send',
]);

/** What of an answer counts as its output. */
function answerTexts(content: readonly ModelBlock[]): string[] {
  return content.map((block) => (block.kind === 'text' ? block.text : JSON.stringify(block)));
}

/** Writes of a provider that does not tell their time took the time they were asked for. */
function writing(usage: ModelUsage, cache: CacheTime | null): ModelUsage {
  if (usage.cacheWriteLong !== undefined || cache !== 'long') return usage;
  return { ...usage, cacheWriteLong: usage.cacheWrite };
}

/** What one request is above our count times the factor at most, in a language the factor was not learned from. */
const WORST_INPUT = 1.5;

/** So many requests of a kind are under way at once, before the first has left anything to be read. */
const BESIDE_EACH_OTHER = 10;

const LEAST_OUTPUT = 0.8;
const MOST_OUTPUT = 1.2;
const MOST_OF_BOTTOM = 1.5;

function priceOfRequest(request: RequestEstimate, position: number): RequestsPrice {
  const { model, factor, countedTokens, cache } = request;
  const input = countedTokens === null ? request.predicted : { bottom: countedTokens, top: countedTokens };
  const likely = Math.min(request.outputTokens, request.maxOutputTokens);
  const output = range(likely, LEAST_OUTPUT, MOST_OUTPUT, request.maxOutputTokens);
  const prefix = Math.ceil(request.prefixTokens * factor);
  const isKept = cache !== null && model.can.cache && prefix >= model.smallestCacheTokens && prefix > 0;
  const cost = (tokens: number, out: number, writes: boolean): number | null => {
    const shared = isKept ? Math.min(prefix, tokens) : 0;
    return costOf(
      writing(
        { input: tokens - shared, output: out, cacheWrite: writes ? shared : 0, cacheRead: writes ? 0 : shared },
        cache,
      ),
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

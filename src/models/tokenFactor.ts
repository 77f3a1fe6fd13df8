/**
 * What is learned of a model's tokenizer from the counts it reports: how many of its tokens one of ours is. Plain data,
 * kept per model.
 */
export interface TokenFactor {
  readonly factor: number;
  /** How far reports lie from it, as the mean of absolute differences of logarithms. */
  readonly deviation: number;
  /** Reports it was learned from. */
  readonly calls: number;
}

/** Before the first report: cl100k counts fewer tokens than Anthropic's models do (platform.md, *Models*). */
export const FIRST_TOKEN_FACTOR: TokenFactor = { factor: 1.5, deviation: 0, calls: 0 };

/**
 * The factor after a request that we estimated (without the factor) and the provider counted. Both positive; else
 * nothing is learned. The first report replaces the guess; later ones weigh a fifth, and half where they lie outside of
 * what was predicted: the script may have changed its language.
 */
export function calibrate(previous: TokenFactor, estimated: number, reported: number): TokenFactor {
  if (!(estimated > 0) || !(reported > 0)) return previous;
  const seen = Math.log(reported / estimated);
  if (previous.calls === 0) return { factor: Math.exp(seen), deviation: 0, calls: 1 };
  const { factor, deviation, calls } = previous;
  const off = seen - Math.log(factor);
  const outside = Math.abs(off) > halfWidth(previous);
  const weight = outside ? 1 / 2 : Math.max(1 / (calls + 1), 1 / 5);
  return {
    factor: Math.exp(Math.log(factor) + weight * off),
    deviation: deviation + Math.max(1 / (calls + 1), 1 / 5) * (Math.abs(off) - deviation),
    calls: calls + 1,
  };
}

/** Between how many tokens a provider will count; `top` is at most 1.5 times `bottom`. */
export interface TokenRange {
  readonly bottom: number;
  readonly top: number;
}

/** The range for a request of so many of our tokens; whole tokens, from 0 for nothing. */
export function predictTokens(estimated: number, factor: TokenFactor): TokenRange {
  const middle = Math.max(0, estimated) * factor.factor;
  const width = Math.exp(halfWidth(factor));
  const bottom = Math.ceil(middle / width);
  return { bottom, top: Math.max(bottom, Math.floor(Math.min(middle * width, bottom * WIDEST))) };
}

/** Top over bottom at most. */
const WIDEST = 1.5;
const WIDEST_HALF = Math.log(WIDEST) / 2;
/** Even a model whose reports all agreed so far may count the next text a tenth apart. */
const NARROWEST_HALF = 0.1;
/** Reports until the deviation says anything. */
const CALLS_UNTIL_NARROW = 3;

/** Half of the range's width, as a difference of logarithms. */
function halfWidth({ deviation, calls }: TokenFactor): number {
  if (calls < CALLS_UNTIL_NARROW) return WIDEST_HALF;
  return Math.min(WIDEST_HALF, Math.max(NARROWEST_HALF, 3 * deviation));
}

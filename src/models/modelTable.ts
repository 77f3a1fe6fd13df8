import type { ModelPrice } from '../story/modelMessage';

/** The day on which the figures below were taken from Anthropic's model pages. */
export const MODEL_TABLE_DATE = '2026-11-26';

/**
 * How a model is told not to think: by `thinking.type` `disabled` or `between_tools`; null: it always does, and only
 * low effort makes it think less.
 */
export type ThinkingOff = 'disabled' | 'between_tools' | null;

export interface ModelTableEntry {
  readonly model: string;
  readonly name: string;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly smallestCacheTokens: number;
  readonly thinkingOff: ThinkingOff;
  readonly price: ModelPrice;
}

/** What we know of Anthropic's models without asking. Where the provider tells limits and abilities, those count. */
export const MODEL_TABLE: readonly ModelTableEntry[] = [
  entry('claude-haiku-5-5', 'Claude Haiku 5.5', 'disabled', {
    input: 0.1,
    output: 0.5,
    cacheWriteShort: 0.125,
    cacheWriteLong: 0.2,
    cacheRead: 0.01,
    aboveTokens: 100_000,
    aboveFactor: 5,
    batchFactor: 0.5,
  }),
  entry('claude-sonnet-5-5', 'Claude Sonnet 5.5', 'between_tools', {
    input: 2,
    output: 10,
    cacheWriteShort: 2.5,
    cacheWriteLong: 4,
    cacheRead: 0.2,
    aboveTokens: null,
    aboveFactor: 1,
    batchFactor: 0.5,
  }),
  entry('claude-opus-5-5', 'Claude Opus 5.5', null, {
    input: 4,
    output: 20,
    cacheWriteShort: 5,
    cacheWriteLong: 8,
    cacheRead: 0.2,
    aboveTokens: null,
    aboveFactor: 1,
    batchFactor: 0.5,
  }),
];

/** The table's entry of a model, without its provider; null if it is not in it. */
export function modelTableEntry(model: string): ModelTableEntry | null {
  return MODEL_TABLE.find((known) => known.model === model) ?? null;
}

function entry(model: string, name: string, thinkingOff: ThinkingOff, price: ModelPrice): ModelTableEntry {
  return {
    model,
    name,
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    smallestCacheTokens: 512,
    thinkingOff,
    price,
  };
}

import { calibrate, FIRST_TOKEN_FACTOR, type TokenFactor } from '../../models/tokenFactor';
import type { ModelUsage } from '../../story/modelMessage';
import type { Db } from '../store/db';
import { findTokenFactor, storeTokenFactor } from '../store/modelCallQueries';

interface NamedModel {
  readonly provider: string;
  readonly model: string;
}

/** What is known of a model's tokenizer: as learned from its calls, or the guess before the first. */
export async function learnedFactor(db: Db, { provider, model }: NamedModel): Promise<TokenFactor> {
  return (await findTokenFactor(db, provider, model)) ?? FIRST_TOKEN_FACTOR;
}

/** Learns from one answer: `estimated` is our count of its request, without the factor. */
export async function learnFactor(db: Db, named: NamedModel, estimated: number, usage: ModelUsage): Promise<void> {
  const counted = usage.input + usage.cacheWrite + usage.cacheRead;
  if (estimated <= 0 || counted <= 0) return;
  const likely = Math.min(Math.max(counted, estimated * LEAST_FACTOR), estimated * MOST_FACTOR);
  await storeTokenFactor(db, named, calibrate(await learnedFactor(db, named), estimated, likely));
}

/** No tokeniser is further from ours; what says so did not count the same words. */
const LEAST_FACTOR = 0.5;
const MOST_FACTOR = 3;

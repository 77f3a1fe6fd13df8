import * as z from 'zod';
import type { ModelPrice } from '../../story/modelMessage';

const usd = z.number().nonnegative();
const priceSchema = z.object({
  input: usd,
  output: usd,
  cacheRead: usd.optional(),
  cacheWrite: usd.optional(),
});

/**
 * The prices of the setting `writersroom.models.prices`, US dollars per million tokens by `PROVIDER/MODEL`. What is kept
 * by the provider costs as much as what is not, where nothing is said of it. What is not a price is left out.
 */
export function pricesFrom(setting: unknown): Readonly<Record<string, ModelPrice>> {
  if (typeof setting !== 'object' || setting === null) return {};
  return Object.fromEntries(
    Object.entries(setting).flatMap(([model, value]: [string, unknown]) => {
      const price = priceSchema.safeParse(value);
      if (!price.success) return [];
      const { input, output, cacheRead = input, cacheWrite = input } = price.data;
      const kept = { cacheWriteShort: cacheWrite, cacheWriteLong: cacheWrite, cacheRead };
      return [[model, { input, output, ...kept, aboveTokens: null, aboveFactor: 1, batchFactor: null }]];
    }),
  );
}

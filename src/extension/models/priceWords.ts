import type { ModelInfo, ModelPrice } from '../../story/modelMessage';
import { dollarsText } from '../../story/priceText';

/** What a model costs, as a picker shows it: `$0.10 in, $0.50 out a million tokens`, `free`, `price unknown`. */
export function modelPriceText(price: ModelPrice | null): string {
  if (price === null) return 'price unknown';
  if (price.input === 0 && price.output === 0) return 'free';
  return `${dollarsText(price.input)} in, ${dollarsText(price.output)} out a million tokens`;
}

/** Where a model's text goes: `text goes to Anthropic`, `text stays on this machine`. */
export function destinationText({ recipient, local }: Pick<ModelInfo, 'recipient' | 'local'>): string {
  return local ? 'text stays on this machine' : `text goes to ${recipient}`;
}

/** Whether all of what a model is sent stays on this machine and costs nothing, so that nobody need be asked. */
export function staysHere({ local, price }: Pick<ModelInfo, 'local' | 'price'>): boolean {
  return local && price !== null && price.input === 0 && price.output === 0;
}

/** The next round amount above a price, at least a cent: 0.02 → 0.05. In US dollars. */
export function amountAbove(usd: number): number {
  for (let step = 0.01; ; step *= 10) {
    for (const times of [1, 2, 5]) {
      const amount = Number((step * times).toPrecision(2));
      if (amount > usd) return amount;
    }
  }
}

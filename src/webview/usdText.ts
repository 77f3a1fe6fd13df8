/** A price in US dollars; of small ones two digits that say something. */
export function usdText(usd: number): string {
  return usd >= 0.01 || usd === 0
    ? `$${usd.toFixed(2)}`
    : `$${Number(usd.toPrecision(2)).toFixed(6).replace(/0+$/u, '')}`;
}

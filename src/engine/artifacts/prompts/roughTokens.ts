/**
 * About how many tokens a text has, rather more than fewer: a third of its bytes in UTF-8. Budgets of requests are held by
 * it: the exact count of three thousand cards would hold the engine up, and a budget is a ceiling, not a price.
 */
export function roughTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

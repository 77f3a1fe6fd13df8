import type { BudgetTier } from '../../story/chatMessage';

/** How many of the best scenes are wanted in full, and how many more by their lines or, where one is talked of, as cards. */
export const WANTED: Readonly<
  Record<BudgetTier, { readonly texts: number; readonly lines: number; readonly cards: number }>
> = {
  // A scene costs what the lines of five do: where room is short, many places are worth more than a second whole one.
  quick: { texts: 1, lines: 16, cards: 14 },
  standard: { texts: 6, lines: 24, cards: 12 },
  deep: { texts: 24, lines: 60, cards: 40 },
};

/** What a scene costs by its lines, about. */
const LINES_TOKENS = 60;

/** About how many tokens the scenes of an ordinary question cost, given what each costs in full. */
export function wantedTokens(tier: BudgetTier, scenes: readonly number[]): number {
  const { texts, lines } = WANTED[tier];
  const whole = Math.min(texts, scenes.length);
  const mean = scenes.reduce((sum, one) => sum + one, 0) / Math.max(1, scenes.length);
  return whole * mean + Math.min(lines, scenes.length - whole) * Math.min(LINES_TOKENS, mean);
}

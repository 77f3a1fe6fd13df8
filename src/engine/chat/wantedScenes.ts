import type { BudgetTier } from '../../story/chatMessage';

/**
 * Of the room for the scenes that a question is likely answered in, the share that goes to the lines of many of them before
 * any is sent in full: a scene costs what the lines of three or four do, and half of the answers stand in those. The deep
 * tier has the lines of most scenes for less.
 */
export const LINES_SHARE: Readonly<Record<BudgetTier, number>> = { quick: 0.6, standard: 0.6, deep: 0.5 };

/** How many of the best scenes are wanted as cards where one scene is talked of. */
export const WANTED_CARDS: Readonly<Record<BudgetTier, number>> = { quick: 14, standard: 12, deep: 40 };

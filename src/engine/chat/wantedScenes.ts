import type { BudgetTier } from '../../story/chatMessage';
import { LONGEST_EXCERPT } from './sceneExcerpt';

/** How long the lines of a scene that match are at most, in UTF-16 units: with little room the lines of more scenes. */
export const LINES_LENGTH: Readonly<Record<BudgetTier, number>> = {
  quick: 200,
  standard: LONGEST_EXCERPT,
  deep: LONGEST_EXCERPT,
};

/** How many of the best scenes are wanted as cards where one scene is talked of. */
export const WANTED_CARDS: Readonly<Record<BudgetTier, number>> = { quick: 14, standard: 12, deep: 40 };

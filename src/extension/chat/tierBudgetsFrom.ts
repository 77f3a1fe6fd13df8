import { BUDGET_TIERS, DEFAULT_TIER_BUDGETS, type BudgetTier, type TierBudgets } from '../../story/chatMessage';

/** The least and the most tokens that `writersroom.chat.tokens.TIER` may say; package.json has them too. */
const [LEAST, MOST] = [200, 1_000_000];

/**
 * The tokens of each tier by the settings `writersroom.chat.tokens.TIER`. What is no number is as usual, what is too small
 * or too large is the nearest that may be, and no tier allows more than the next larger one: of two that disagree the
 * smaller number counts, so that nothing is sent that the writer may not have meant. `problems` says, a sentence each,
 * what was not taken as it stands.
 */
export function tierBudgetsFrom(settings: Readonly<Record<BudgetTier, unknown>>): {
  readonly budgets: TierBudgets;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const read = (tier: BudgetTier): number => {
    const value = settings[tier];
    const usual = DEFAULT_TIER_BUDGETS[tier];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      problems.push(`The setting ${nameOf(tier)} is not a number: ${tier} allows ${figure(usual)} tokens, as usual.`);
      return usual;
    }
    const allowed = Math.min(Math.max(Math.round(value), LEAST), MOST);
    if (value < LEAST || value > MOST) {
      problems.push(
        `The setting ${nameOf(tier)} takes ${figure(LEAST)} to ${figure(MOST)} tokens: ${tier} allows ${figure(allowed)}.`,
      );
    }
    return allowed;
  };
  const budgets = { quick: read('quick'), standard: read('standard'), deep: read('deep') };
  [...BUDGET_TIERS].reverse().reduce((larger, tier) => {
    if (budgets[tier] > budgets[larger]) {
      budgets[tier] = budgets[larger];
      problems.push(
        `The setting ${nameOf(tier)} is more than ${nameOf(larger)}: ${tier} allows ${figure(budgets[tier])} tokens, as ${larger} does.`,
      );
    }
    return tier;
  });
  return { budgets, problems };
}

function nameOf(tier: BudgetTier): string {
  return `writersroom.chat.tokens.${tier}`;
}

function figure(tokens: number): string {
  return tokens.toLocaleString('en-US');
}

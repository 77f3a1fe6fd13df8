import { BUDGET_TIERS, DEFAULT_TIER_BUDGETS, type BudgetTier, type TierBudgets } from '../../story/chatMessage';
import type { AskedBy, QuestionAsked, Talk } from './talk';

/**
 * The last question as it would be asked at the next tier that allows more: where the answer is cited nowhere, and was not
 * given all of the script. Null: there is nothing to gain. The answer that is there stays.
 */
export function askedDeeper(
  { messages, pending, unanswered, loading }: Pick<Talk, 'messages' | 'pending' | 'unanswered' | 'loading'>,
  by: AskedBy,
): (QuestionAsked & { readonly tier: BudgetTier }) | null {
  const [question, answer] = messages.slice(-2);
  if (loading || pending !== null || unanswered !== null) return null;
  if (question?.role !== 'user' || answer?.role !== 'assistant') return null;
  const { status, found, method, intent, contextUsed } = answer.response;
  const isAboutScript = intent === 'global_question' || intent === 'scene_feedback';
  if (status !== 'complete' || found || method === 'offline' || by.model === 'offline' || !isAboutScript) return null;
  if (contextUsed.scenesAsText.length >= contextUsed.scenesSearched) return null;
  const tier = tierAbove(contextUsed.budgetTokens, by.tierBudgets ?? DEFAULT_TIER_BUDGETS);
  if (tier === null) return null;
  const { text, about: { currentSceneId = null, ...about } = {} } = question;
  return { kind: 'ask', tier, text, currentSceneId, more: { ...about, ...by, budgetTier: tier } };
}

function tierAbove(tokens: number, budgets: TierBudgets): BudgetTier | null {
  return BUDGET_TIERS.find((tier) => budgets[tier] > tokens) ?? null;
}

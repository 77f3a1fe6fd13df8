import type { Surroundings } from '../protocol/chatPanelContract';
import { BUDGET_TIERS, budgetTierSchema, type BudgetTier, type ContextPreview } from '../story/chatMessage';
import { contextBar, contextList, shortCount } from './contextUsedView';
import { element } from './element';
import { usdText } from './usdText';

/** Under the question: how much may be sent, what answers, and what the question would send. */
export interface Controls {
  readonly element: HTMLElement;
  answeredBy(label: string): void;
  surround(surroundings: Surroundings): void;
  /** Null: nothing would be sent, or it is not known. */
  preview(preview: ContextPreview | null): void;
}

export interface ControlActions {
  readonly chooseTier: (tier: BudgetTier) => void;
  readonly chooseModel: () => void;
}

export function createControls({ chooseTier, chooseModel }: ControlActions): Controls {
  const tiers = BUDGET_TIERS.map((name) => element('option', { value: name }, [name]));
  const tier = element('select', { class: 'tier', 'aria-label': 'How much of the script may be sent' }, tiers);
  tier.hidden = true;
  tier.addEventListener('change', () => chooseTier(budgetTierSchema.parse(tier.value)));
  const model = element('button', { type: 'button', class: 'answered-by' });
  model.addEventListener('click', () => chooseModel());
  const budget = element('button', { type: 'button', class: 'budget' });
  budget.hidden = true;
  const refusal = element('p', { class: 'refusal', role: 'status', dir: 'auto' });
  refusal.hidden = true;
  const root = element('div', { class: 'controls' }, [
    element('div', { class: 'row' }, [tier, model, budget]),
    refusal,
  ]);
  let shown: ContextPreview | null = null;
  let list: HTMLElement | null = null;

  const showList = (isOpen: boolean): void => {
    list?.remove();
    list = isOpen && shown !== null ? contextList(shown.contextUsed) : null;
    budget.setAttribute('aria-expanded', String(list !== null));
    if (list !== null) root.prepend(list);
  };
  budget.addEventListener('click', () => showList(list === null));
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || list === null) return;
    event.preventDefault();
    event.stopPropagation();
    showList(false);
    budget.focus();
  });

  return {
    element: root,
    answeredBy: (label) => {
      model.textContent = label;
      const isSearch = label === 'search only';
      model.setAttribute('aria-label', `Answered by ${label}. Choose a model`);
      model.title = isSearch ? 'Searched for by rules, on this machine. Choose a model' : `${label}. Choose a model`;
    },
    surround: ({ tier: now, tierBudgets, sendNotes, model: { offline } }) => {
      for (const option of tiers) {
        const name = budgetTierSchema.parse(option.value);
        option.textContent = `${name} · ${shortCount(tierBudgets[name])}`;
      }
      tier.value = now;
      tier.title = `How much of the script may be sent: ${tierBudgets[now].toLocaleString('en')} tokens${sendNotes ? ', notes too' : ''}`;
      tier.hidden = offline;
    },
    preview: (preview) => {
      shown = preview;
      refusal.textContent = preview?.refusal ?? '';
      refusal.hidden = preview?.refusal == null;
      budget.hidden = preview === null;
      if (preview === null) {
        showList(false);
        return;
      }
      const { parts, budgetTokens } = preview.contextUsed;
      const used = parts.reduce((sum, { tokens }) => sum + tokens, 0);
      const price = preview.inputCostUsd === null ? 'price unknown' : `about ${usdText(preview.inputCostUsd)}`;
      const words = `${shortCount(used)} of ${shortCount(budgetTokens)}`;
      const full = `Would send ${used} of ${budgetTokens} tokens, ${price}`;
      budget.replaceChildren(contextBar(preview.contextUsed), element('span', { class: 'words' }, [words]));
      budget.title = full;
      budget.setAttribute('aria-label', `${full}. Show the parts`);
      showList(list !== null);
    },
  };
}

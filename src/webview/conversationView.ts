import type { ProposalOutcome } from '../protocol/chatPanelContract';
import type { BudgetTier, ConversationMessage } from '../story/chatMessage';
import { createAnswerView, type AnswerActions, type AnswerView } from './answerView';
import { element } from './element';
import { createQuestionView } from './questionView';

/** The messages on the page. What is there stays there: a snapshot adds, removes and corrects, it never builds anew. */
export interface ConversationView {
  readonly element: HTMLElement;
  /**
   * Shows these messages. Returns the element of the first one that was not there before; null if none came.
   * @param quiet nothing of it is read out: a conversation that is there when the panel opens is no news
   */
  update(messages: readonly ConversationMessage[], quiet: boolean): HTMLElement | null;
  /** Marks the question that is being edited; null: none is. */
  markEdited(questionId: string | null): void;
  /** What became of proposals, whether the last answer can be asked for again now, and at which tier its question. */
  settle(outcomes: Readonly<Record<string, ProposalOutcome>>, mayRetry: boolean, deeper: BudgetTier | null): void;
}

export interface ConversationActions extends AnswerActions {
  /** A question is to be asked in other words, in a conversation of its own from there. */
  readonly edit: (questionId: string, text: string) => void;
}

interface MessageView {
  readonly element: HTMLElement;
  readonly answer: AnswerView | null;
}

export function createConversationView(actions: ConversationActions): ConversationView {
  const log = element('div', {
    class: 'conversation',
    role: 'log',
    'aria-live': 'off',
    'aria-relevant': 'additions',
    'aria-label': 'Conversation',
  });
  const views = new Map<string, MessageView>();

  let edited: string | null = null;
  const showEdited = (): void => {
    for (const [id, { element: shown }] of views) {
      if (id === edited) shown.setAttribute('aria-current', 'true');
      else shown.removeAttribute('aria-current');
    }
  };

  const viewOf = (message: ConversationMessage): MessageView => {
    if (message.role === 'user') {
      const { id, text } = message;
      return { element: createQuestionView(text, () => actions.edit(id, text)), answer: null };
    }
    const answer = createAnswerView(message.response, actions);
    return { element: answer.element, answer };
  };

  return {
    element: log,
    update: (messages, quiet) => {
      log.setAttribute('aria-live', quiet ? 'off' : 'polite');
      const ids = new Set(messages.map(({ id }) => id));
      for (const [id, view] of views) {
        if (ids.has(id)) continue;
        view.element.remove();
        views.delete(id);
      }
      let first: HTMLElement | null = null;
      let place = log.firstElementChild;
      for (const message of messages) {
        const there = views.get(message.id);
        const view = there ?? viewOf(message);
        if (there === undefined) {
          views.set(message.id, view);
          first ??= view.element;
        } else if (message.role === 'assistant') {
          there.answer?.update(message.response);
        }
        if (view.element === place) place = place.nextElementSibling;
        else log.insertBefore(view.element, place);
      }
      showEdited();
      return first;
    },
    markEdited: (questionId) => {
      edited = questionId;
      showEdited();
    },
    settle: (outcomes, mayRetry, deeper) => {
      for (const { element: shown, answer } of views.values()) {
        answer?.settle(outcomes, mayRetry && shown === log.lastElementChild, deeper);
      }
    },
  };
}

import type { ChatPanelSnapshot } from '../protocol/chatPanelContract';
import { element } from './element';
import { createQuestionView } from './questionView';

/** What stands after the last message: the question under way, or the one that came to no answer. Empty without either. */
export function tailContent({ pending, unanswered }: ChatPanelSnapshot, retry: () => void): HTMLElement[] {
  if (pending !== null) {
    const doing = pending.stopping ? 'Stopping…' : 'Looking through the script…';
    return [
      createQuestionView(pending.question),
      element('p', { class: pending.stopping ? 'waiting stopping' : 'waiting' }, [doing]),
    ];
  }
  if (unanswered === null) return [];
  const { question, failure } = unanswered;
  const outcome =
    failure === null
      ? element('div', { class: 'outcome' }, [element('p', { class: 'waiting' }, ['Stopped.'])])
      : element('div', { class: 'outcome failure', role: 'alert' }, [element('p', { dir: 'auto' }, [failure.message])]);
  // Of what is refused as it stands another model or a deeper tier may make something.
  if (question !== null || failure?.retryable !== false) {
    const again = failure?.retryable === true ? 'Retry' : 'Ask Again';
    const button = element('button', { type: 'button', class: 'action secondary' }, [again]);
    button.addEventListener('click', () => {
      button.disabled = true;
      retry();
    });
    outcome.append(button);
  }
  return [...(question === null ? [] : [createQuestionView(question)]), outcome];
}

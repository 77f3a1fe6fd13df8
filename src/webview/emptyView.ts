import type { ChatPanelSnapshot } from '../protocol/chatPanelContract';
import { element } from './element';

export interface EmptyActions {
  readonly ask: (question: string) => void;
  readonly openSample: () => void;
}

/** What stands where no conversation is: what to do. Empty where there is nothing to say. */
export function emptyContent(snapshot: ChatPanelSnapshot, { ask, openSample }: EmptyActions): HTMLElement[] {
  const { script, noScript, messages, pending, unanswered, notice, suggestions } = snapshot;
  if (script === null) {
    if (noScript === 'forgotten') {
      return [
        element('p', {}, ['This script is forgotten.']),
        element('p', {}, ['“WritersRoom: Analyze Script” reads it again.']),
      ];
    }
    const button = element('button', { type: 'button', class: 'action' }, ['Open the Sample']);
    button.addEventListener('click', openSample);
    return [element('p', {}, ['No screenplay open. Open a .fountain or .fdx file, or try the sample.']), button];
  }
  const told = notice === null ? [] : [element('p', { class: 'notice', role: 'status' }, [notice])];
  if (messages.length > 0 || pending !== null || unanswered !== null) return told;
  if (script.loading) return [element('p', { class: 'waiting' }, ['Reading the script…'])];
  if (script.hasNoScenes === true) {
    const what =
      'No scenes yet. A scene begins with a heading on a line of its own, with a blank line before it, such as: INT. KITCHEN - NIGHT';
    return [...told, element('p', {}, [what])];
  }
  return [
    ...told,
    element('p', {}, [
      'Ask who, where, when or how often, what is open, or for words you remember. Every answer says where it stands in the script.',
    ]),
    ...(script.answeredBy === 'search only'
      ? [element('p', {}, ['Answers are searched for by rules, on this machine.'])]
      : []),
    element(
      'ul',
      { class: 'suggestions', 'aria-label': 'Questions to begin with' },
      suggestions.map((question) => {
        const button = element('button', { type: 'button', class: 'suggestion', dir: 'auto' }, [question]);
        button.addEventListener('click', () => ask(question));
        return element('li', {}, [button]);
      }),
    ),
  ];
}

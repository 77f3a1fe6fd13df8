import { element } from './element';
import { icon } from './icon';

/**
 * What the writer asked, on the page.
 * @param edit asks it in other words; left out where it cannot be, as it is still under way
 */
export function createQuestionView(question: string, edit?: () => void): HTMLElement {
  const title = element('div', { class: 'said-by' }, [element('h3', {}, ['You'])]);
  if (edit !== undefined) {
    const label = 'Edit and ask again';
    const button = element('button', { type: 'button', class: 'quiet', title: label, 'aria-label': label }, [
      icon('edit'),
    ]);
    button.addEventListener('click', edit);
    title.append(button);
  }
  return element('article', { class: 'question' }, [title, element('p', { class: 'text', dir: 'auto' }, [question])]);
}

import { element } from './element';

/** What the writer asked, on the page. */
export function createQuestionView(question: string): HTMLElement {
  return element('article', { class: 'question' }, [
    element('h3', {}, ['You']),
    element('p', { class: 'text', dir: 'auto' }, [question]),
  ]);
}

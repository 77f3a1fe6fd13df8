import type { Completion, Completions } from './mentions';
import { element } from './element';

/** What can be put in at the cursor, in a list above the question. The focus stays in the question. */
export interface CompletionList {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  /** Null closes it. @param preselect whether the first one is chosen already */
  show(completions: Completions | null, preselect: boolean): void;
  /** Chooses the next one (1) or the one before (-1). */
  move(step: number): void;
  /** What is chosen; null: nothing. */
  readonly chosen: { readonly start: number; readonly item: Completion } | null;
}

const LIST_ID = 'completions';

/** @param box the question, which is told what is chosen */
export function createCompletionList(
  box: HTMLTextAreaElement,
  take: (start: number, item: Completion) => void,
): CompletionList {
  const list = element('ul', {
    class: 'completions',
    id: LIST_ID,
    role: 'listbox',
    'aria-label': 'Commands and names',
  });
  list.hidden = true;
  let shown: Completions | null = null;
  let active = -1;

  const mark = (): void => {
    [...list.children].forEach((row, index) => {
      row.setAttribute('aria-selected', String(index === active));
      if (index === active) row.scrollIntoView({ block: 'nearest' });
    });
    if (active < 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', `completion-${active}`);
  };

  return {
    element: list,
    get isOpen() {
      return shown !== null;
    },
    get chosen() {
      const item = shown?.items[active];
      return shown === null || item === undefined ? null : { start: shown.start, item };
    },
    show: (completions, preselect) => {
      if (completions === null && shown === null) return;
      shown = completions;
      active = completions !== null && preselect ? 0 : -1;
      list.hidden = completions === null;
      if (completions === null) box.removeAttribute('aria-controls');
      else box.setAttribute('aria-controls', LIST_ID);
      list.replaceChildren(
        ...(completions?.items ?? []).map((item, index) => {
          const row = element('li', { role: 'option', id: `completion-${index}` }, [
            element('span', { class: 'label', dir: 'auto' }, [item.label]),
            ...(item.detail === '' ? [] : [element('span', { class: 'detail', dir: 'auto' }, [item.detail])]),
          ]);
          // The box keeps the focus.
          row.addEventListener('mousedown', (event) => event.preventDefault());
          row.addEventListener('click', () => completions !== null && take(completions.start, item));
          return row;
        }),
      );
      mark();
    },
    move: (step) => {
      const length = shown?.items.length ?? 0;
      if (length === 0) return;
      active = active < 0 ? (step > 0 ? 0 : length - 1) : (active + step + length) % length;
      mark();
    },
  };
}

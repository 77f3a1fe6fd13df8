import { element } from './element';
import { icon } from './icon';
import { createQuestionHistory } from './questionHistory';
import { withPrefix } from './withPrefix';

export interface ComposerActions {
  readonly ask: (question: string) => void;
  readonly stop: () => void;
  /** The text that is typed and not sent has changed. */
  readonly typed: (text: string) => void;
  /** Scrolls the conversation by pages: -1 up, 1 down. */
  readonly page: (pages: number) => void;
}

export interface ComposerState {
  /** There is a script, and its conversation has been read. */
  readonly canAsk: boolean;
  readonly pending: boolean;
  /** What was asked before, oldest first. */
  readonly asked: readonly string[];
  readonly answeredBy: string;
}

/** Where the writer types. */
export interface Composer {
  readonly element: HTMLElement;
  update(state: ComposerState): void;
  focus(): void;
  /** Puts words in front of what is typed. */
  prefix(words: string): void;
}

/** As many characters as a question may have. */
const MOST = 20_000;

export function createComposer(text: string, actions: ComposerActions): Composer {
  const box = element('textarea', {
    rows: '1',
    maxlength: String(MOST),
    placeholder: 'Ask about the script…',
    'aria-label': 'Ask about the script',
    dir: 'auto',
  });
  box.value = text;
  const send = element('button', { type: 'button', class: 'quiet', title: 'Send (Enter)', 'aria-label': 'Send' }, [
    icon('send'),
  ]);
  const stop = element('button', { type: 'button', class: 'quiet', title: 'Stop (Escape)', 'aria-label': 'Stop' }, [
    icon('stop'),
  ]);
  const answeredBy = element('p', { class: 'answered-by' });
  const history = createQuestionHistory();
  let state: ComposerState = { canAsk: false, pending: false, asked: [], answeredBy: '' };

  const showButtons = (): void => {
    send.hidden = state.pending;
    stop.hidden = !state.pending;
    send.disabled = !state.canAsk || box.value.trim() === '';
  };
  const put = (value: string): void => {
    box.value = value;
    box.setSelectionRange(value.length, value.length);
    changed();
  };
  const changed = (): void => {
    actions.typed(box.value);
    showButtons();
  };
  const submit = (): void => {
    const question = box.value.trim();
    if (question === '' || !state.canAsk || state.pending) return;
    put('');
    actions.ask(question);
  };
  const cancel = (): void => {
    actions.stop();
    box.focus();
  };

  /** True if the key is used up. */
  const press = (event: KeyboardEvent): boolean => {
    // While letters are being composed, keys belong to the input method.
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return false;
    switch (event.key) {
      case 'Enter':
        if (event.shiftKey) return false;
        submit();
        return true;
      case 'ArrowUp':
        return recall(box.value.slice(0, box.selectionStart), (now) => history.older(now));
      case 'ArrowDown':
        return recall(box.value.slice(box.selectionEnd), (now) => history.newer(now));
      case 'PageUp':
      case 'PageDown':
        actions.page(event.key === 'PageUp' ? -1 : 1);
        return true;
      default:
        return false;
    }
  };
  /** @param beyond the text the cursor would move through first */
  const recall = (beyond: string, step: (now: string) => string | null): boolean => {
    if (beyond.includes('\n')) return false;
    const question = step(box.value);
    if (question === null) return false;
    put(question);
    return true;
  };

  box.addEventListener('input', changed);
  box.addEventListener('keydown', (event) => {
    if (press(event)) event.preventDefault();
  });
  send.addEventListener('click', () => {
    submit();
    box.focus();
  });
  stop.addEventListener('click', cancel);

  return {
    element: element('div', { class: 'composer' }, [element('div', { class: 'box' }, [box, send, stop]), answeredBy]),
    update: (next) => {
      state = next;
      history.set(next.asked);
      answeredBy.textContent = next.answeredBy;
      answeredBy.title = next.answeredBy === 'search only' ? 'Searched for by rules, on this machine' : '';
      showButtons();
    },
    focus: () => box.focus(),
    prefix: (words) => put(withPrefix(box.value, words)),
  };
}

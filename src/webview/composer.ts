import {
  NO_DRAFT,
  type Draft,
  type Mentionable,
  type Surroundings,
  type TypedQuestion,
} from '../protocol/chatPanelContract';
import { MAX_QUESTION_LENGTH, type BudgetTier, type ContextPreview } from '../story/chatMessage';
import { createCompletionList } from './completionList';
import { createControls } from './controls';
import { element } from './element';
import { icon } from './icon';
import { completionsAt, mentionsIn, type Completion } from './mentions';
import { createQuestionHistory } from './questionHistory';
import { withPrefix } from './withPrefix';

export interface ComposerActions {
  readonly ask: (question: TypedQuestion) => void;
  /** Tells what the question would send; the answer comes to `previewed`. */
  readonly preview: (id: number, question: TypedQuestion) => void;
  readonly chooseTier: (tier: BudgetTier) => void;
  readonly chooseModel: () => void;
  readonly stop: () => void;
  /** Another question of those on the page is being edited; null: none is. */
  readonly editing: (questionId: string | null) => void;
  /** What is typed and not sent has changed. */
  readonly typed: (draft: Draft) => void;
  /** Scrolls the conversation by pages: -1 up, 1 down. */
  readonly page: (pages: number) => void;
}

export interface ComposerState {
  /** There is a script, and its conversation has been read. */
  readonly canAsk: boolean;
  readonly pending: boolean;
  /** What was asked before, oldest first. */
  readonly asked: readonly string[];
  /** The ids of the questions on the page: an edit belongs to the conversation that has its question. */
  readonly questionIds: readonly string[];
  readonly answeredBy: string;
}

/** Where the writer types. */
export interface Composer {
  readonly element: HTMLElement;
  update(state: ComposerState): void;
  surround(surroundings: Surroundings): void;
  setMentionable(known: Mentionable): void;
  previewed(id: number, preview: ContextPreview | null): void;
  /** Puts a draft of another time or script into the box. */
  restore(draft: Draft): void;
  /** An earlier question in the box; sent, it begins a conversation of its own from there. */
  edit(questionId: string, text: string): void;
  focus(): void;
  /** Puts words in front of what is typed. */
  prefix(words: string): void;
}

/** How long after the last key it is asked what the question would send, in milliseconds. */
const PREVIEW_MS = 350;

const NUMBERS = new Intl.NumberFormat('en');

const NOTHING_KNOWN: Mentionable = { kind: 'mentionable', scenes: [], characters: [] };

export function createComposer(actions: ComposerActions): Composer {
  const box = element('textarea', {
    rows: '1',
    placeholder: 'Ask about the script…',
    'aria-label': 'Ask about the script',
    'aria-autocomplete': 'list',
    dir: 'auto',
  });
  const send = element('button', { type: 'button', class: 'quiet', title: 'Send (Enter)', 'aria-label': 'Send' }, [
    icon('send'),
  ]);
  const stop = element('button', { type: 'button', class: 'quiet', title: 'Stop (Escape)', 'aria-label': 'Stop' }, [
    icon('stop'),
  ]);
  const chips = element('div', { class: 'chips' });
  const tooLong = element('p', { class: 'too-long', role: 'status' });
  tooLong.hidden = true;
  const controls = createControls({ chooseTier: actions.chooseTier, chooseModel: actions.chooseModel });
  const history = createQuestionHistory();
  let state: ComposerState = { canAsk: false, pending: false, asked: [], questionIds: [], answeredBy: '' };
  let known = NOTHING_KNOWN;
  let surroundings: Surroundings | null = null;
  /** The id of the scene, and the lines of the selection, whose chips were taken away: others have chips again. */
  let { key, aside, withoutScene, withoutSelection, editing } = NO_DRAFT;
  let previewId = 0;
  let previewTimer: number | undefined;

  const selectionKey = (): string | null => {
    const selection = surroundings?.selection;
    return selection == null ? null : `${selection.startLine} ${selection.endLine}`;
  };
  /** The question on the page that is being edited; null: none of those that are. */
  const edited = (): string | null => (editing !== null && state.questionIds.includes(editing) ? editing : null);
  const typedQuestion = (): TypedQuestion => {
    const forkBefore = edited();
    const question = box.value.trim();
    const mentions = mentionsIn(question, known);
    const scene = surroundings?.scene;
    return {
      text: question,
      ...(mentions !== undefined && { mentions }),
      ...(withoutScene !== null && scene?.id === withoutScene && { withoutScene: true }),
      ...(selectionKey() !== null && withoutSelection === selectionKey() && { withoutSelection: true }),
      ...(forkBefore !== null && { forkBefore }),
    };
  };

  const previewSoon = (): void => {
    window.clearTimeout(previewTimer);
    const mayAsk = surroundings?.model.offline === false && state.canAsk && box.value.trim() !== '';
    if (!mayAsk) {
      previewId += 1;
      controls.preview(null);
      return;
    }
    previewTimer = window.setTimeout(() => {
      previewId += 1;
      actions.preview(previewId, typedQuestion());
    }, PREVIEW_MS);
  };
  const isTooLong = (): boolean => box.value.trim().length > MAX_QUESTION_LENGTH;
  const showButtons = (): void => {
    send.hidden = state.pending;
    stop.hidden = !state.pending;
    send.disabled = !state.canAsk || box.value.trim() === '' || isTooLong();
    const length = NUMBERS.format(box.value.trim().length);
    const told = isTooLong()
      ? `${length} of at most ${NUMBERS.format(MAX_QUESTION_LENGTH)} characters: shorten it to ask.`
      : '';
    if (tooLong.textContent !== told) tooLong.textContent = told;
    tooLong.hidden = told === '';
  };
  const put = (value: string, cursor = value.length): void => {
    box.value = value;
    box.setSelectionRange(cursor, cursor);
    completions.show(null, false);
    changed();
  };
  const tell = (): void =>
    actions.typed({ key, text: box.value, aside, withoutScene, withoutSelection, editing, typedAt: Date.now() });
  const changed = (): void => {
    tell();
    showButtons();
    previewSoon();
  };
  const submit = (): void => {
    const question = typedQuestion();
    if (question.text === '' || !state.canAsk || state.pending || isTooLong()) return;
    leaveEdit();
    actions.ask(question);
  };
  const cancel = (): void => {
    actions.stop();
    box.focus();
  };
  /** What was being typed before an earlier question was taken up is there again. */
  const leaveEdit = (): void => {
    const before = aside;
    editing = null;
    aside = '';
    put(before);
    showChips();
  };
  const endEdit = (): void => {
    leaveEdit();
    box.focus();
  };

  const complete = (): void => {
    const cursor = box.selectionStart;
    const found = box.selectionEnd === cursor ? completionsAt(box.value, cursor, known) : null;
    const typed = found === null ? '' : box.value.slice(found.start, cursor).toLowerCase();
    const isWhole = (found?.items ?? []).some((item) => item.text.toLowerCase() === typed);
    completions.show(found !== null && isWhole && found.items.length === 1 ? null : found, !isWhole);
  };
  const take = (start: number, item: Completion): void => {
    const rest = box.value.slice(box.selectionEnd);
    const before = `${box.value.slice(0, start)}${item.text}${/^\s/u.test(rest) ? '' : ' '}`;
    put(before + rest, before.length);
    box.focus();
  };
  const completions = createCompletionList(box, take);

  const showChips = (): void => {
    const scene = surroundings?.scene ?? null;
    const selection = surroundings?.selection ?? null;
    const shown: HTMLElement[] = [];
    actions.editing(edited());
    if (edited() !== null) {
      shown.push(chip('Editing an earlier question', 'Sent, it begins a conversation from there', endEdit));
    }
    if (scene !== null && withoutScene !== scene.id) {
      const name = `Scene ${scene.label}`;
      shown.push(
        chip(name, `${name}, ${scene.heading}`, () => {
          withoutScene = scene.id;
        }),
      );
    }
    const key = selectionKey();
    if (selection !== null && key !== null && withoutSelection !== key) {
      const lines = selection.endLine - selection.startLine + 1;
      const words = `Selection, ${lines === 1 ? '1 line' : `${lines} lines`}`;
      shown.push(
        chip(words, `${words}, from line ${selection.startLine}`, () => {
          withoutSelection = key;
        }),
      );
    }
    chips.replaceChildren(...shown);
    chips.hidden = shown.length === 0;
  };
  const chip = (words: string, full: string, remove: () => void): HTMLElement => {
    const label = `Leave out: ${words}`;
    const button = element('button', { type: 'button', class: 'quiet', title: label, 'aria-label': label }, [
      icon('close'),
    ]);
    button.addEventListener('click', () => {
      remove();
      showChips();
      tell();
      previewSoon();
      box.focus();
    });
    return element('span', { class: 'chip', title: full }, [
      element('span', { class: 'name', dir: 'auto' }, [words]),
      button,
    ]);
  };

  /** True if the key is used up. */
  const press = (event: KeyboardEvent): boolean => {
    // While letters are being composed, keys belong to the input method.
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return false;
    if (completions.isOpen && pressInList(event)) return true;
    switch (event.key) {
      case 'Enter':
        if (event.shiftKey) return false;
        submit();
        return true;
      case 'Escape':
        if (edited() === null || state.pending) return false;
        endEdit();
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
  const pressInList = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const { chosen } = completions;
    if (key === 'Escape') completions.show(null, false);
    else if (key === 'ArrowDown' || key === 'ArrowUp') completions.move(key === 'ArrowDown' ? 1 : -1);
    else if ((key === 'Enter' || key === 'Tab') && !shiftKey && chosen !== null) take(chosen.start, chosen.item);
    else return false;
    return true;
  };
  /** @param beyond the text the cursor would move through first */
  const recall = (beyond: string, step: (now: string) => string | null): boolean => {
    if (beyond.includes('\n')) return false;
    const question = step(box.value);
    if (question === null) return false;
    put(question);
    return true;
  };

  box.addEventListener('input', () => {
    changed();
    complete();
  });
  box.addEventListener('blur', () => completions.show(null, false));
  box.addEventListener('keydown', (event) => {
    if (!press(event)) return;
    event.preventDefault();
    // What closes a list does not stop an answer.
    event.stopPropagation();
  });
  send.addEventListener('click', () => {
    submit();
    box.focus();
  });
  stop.addEventListener('click', cancel);
  showChips();

  return {
    element: element('div', { class: 'composer' }, [
      chips,
      completions.element,
      element('div', { class: 'box' }, [box, send, stop]),
      tooLong,
      controls.element,
    ]),
    update: (next) => {
      const couldAsk = state.canAsk;
      const wasEdited = edited();
      state = next;
      history.set(next.asked);
      controls.answeredBy(next.answeredBy);
      showButtons();
      if (edited() !== wasEdited) showChips();
      if (edited() !== wasEdited || (next.canAsk && !couldAsk)) previewSoon();
    },
    surround: (next) => {
      surroundings = next;
      controls.surround(next);
      showChips();
      previewSoon();
    },
    setMentionable: (next) => {
      known = next;
    },
    previewed: (id, preview) => {
      if (id === previewId) controls.preview(preview);
    },
    restore: (draft) => {
      ({ key, aside, withoutScene, withoutSelection, editing } = draft);
      box.value = draft.text;
      completions.show(null, false);
      showButtons();
      showChips();
      previewSoon();
    },
    edit: (questionId, question) => {
      if (edited() === null) aside = box.value;
      editing = questionId;
      put(question);
      showChips();
      box.focus();
    },
    focus: () => box.focus(),
    prefix: (words) => put(withPrefix(box.value, words)),
  };
}

import type { AnswerBlock, ChatMessageResponse, Citation } from '../story/chatMessage';
import { answerText } from './answerText';
import { createCitationChip, type CitationChip } from './citationChip';
import { contextLine } from './contextLine';
import { element } from './element';
import { icon } from './icon';

export interface AnswerActions {
  readonly open: (citation: Citation) => void;
  readonly copy: (text: string) => void;
}

/** An answer on the page. */
export interface AnswerView {
  readonly element: HTMLElement;
  /** The same answer with its citations as they stand now; its words never change. */
  update(response: ChatMessageResponse): void;
}

/** More citations than this under one sentence are shown on demand. */
const CHIPS_SHOWN = 12;

/** How long a copy button says that it copied, in milliseconds. */
const COPIED_MS = 2_000;

export function createAnswerView(response: ChatMessageResponse, { open, copy }: AnswerActions): AnswerView {
  /** In the order of the citations; one citation may have several chips. */
  const chips: { readonly position: number; readonly chip: CitationChip }[] = [];
  const quotes: { readonly positions: readonly number[]; readonly element: HTMLElement }[] = [];
  let current = response;

  const chipsOf = ({ citations }: AnswerBlock): HTMLElement[] => {
    const made = citations.flatMap((position) => {
      const citation = current.citations[position];
      if (citation === undefined) return [];
      const chip = createCitationChip(citation, open);
      chips.push({ position, chip });
      return [chip.element];
    });
    if (made.length === 0) return [];
    return [element('span', { dir: 'ltr' }, spaced(made.length > CHIPS_SHOWN ? folded(made) : made))];
  };
  const blockOf = (block: AnswerBlock): HTMLElement => {
    const content = [element('span', { class: 'text' }, [block.text]), ' ', ...chipsOf(block)];
    // The direction is that of the words; the places keep theirs.
    if (block.kind === 'item') return element('li', { dir: 'auto' }, content);
    if (block.kind !== 'quote') return element('p', { dir: 'auto' }, content);
    const quote = element('blockquote', { dir: 'auto' }, content);
    quotes.push({ positions: block.citations, element: quote });
    return quote;
  };

  const view = element('article', { class: 'answer' }, [
    element('h3', { class: 'unseen' }, ['Answer']),
    ...grouped(response.blocks, blockOf),
    element('footer', {}, [
      element('span', { class: 'context' }, [contextLine(response)]),
      createCopyButton(() => copy(answerText(current))),
    ]),
  ]);
  const markQuotes = (): void => {
    for (const { positions, element: quote } of quotes) {
      const cited = positions.flatMap((position) => current.citations[position] ?? []);
      quote.classList.toggle('unverified', cited.length > 0 && cited.every(({ verified }) => !verified));
    }
  };
  markQuotes();

  return {
    element: view,
    update: (next) => {
      if (JSON.stringify(next.citations) === JSON.stringify(current.citations)) return;
      current = next;
      for (const { position, chip } of chips) {
        const citation = next.citations[position];
        if (citation !== undefined) chip.update(citation);
      }
      markQuotes();
    },
  };
}

/** The blocks in order, items that follow each other in one list. */
function grouped(blocks: readonly AnswerBlock[], blockOf: (block: AnswerBlock) => HTMLElement): HTMLElement[] {
  const groups: HTMLElement[] = [];
  let list: HTMLElement | null = null;
  for (const block of blocks) {
    const made = blockOf(block);
    if (block.kind !== 'item') {
      list = null;
      groups.push(made);
    } else if (list === null) {
      list = element('ul', {}, [made]);
      groups.push(list);
    } else {
      list.append(made);
    }
  }
  return groups;
}

/** The first ones, and a button that brings the others in its place. */
function folded(chips: readonly HTMLElement[]): HTMLElement[] {
  const rest = chips.slice(CHIPS_SHOWN);
  const more = element('button', { type: 'button', class: 'more' }, [`${rest.length} more`]);
  more.setAttribute('aria-label', `Show ${rest.length} more places`);
  more.addEventListener('click', () => {
    more.replaceWith(...spaced(rest));
    rest[0]?.focus();
  });
  return [...chips.slice(0, CHIPS_SHOWN), more];
}

/** With a blank between two, where a line may break. */
function spaced(elements: readonly HTMLElement[]): (HTMLElement | string)[] {
  return elements.flatMap((one, index) => (index === 0 ? [one] : [' ', one]));
}

function createCopyButton(copy: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet' });
  const show = (label: string, sign: 'copy' | 'done'): void => {
    button.title = label;
    button.setAttribute('aria-label', label);
    button.replaceChildren(icon(sign));
  };
  show('Copy answer', 'copy');
  let timer: number | undefined;
  button.addEventListener('click', () => {
    copy();
    show('Copied', 'done');
    window.clearTimeout(timer);
    timer = window.setTimeout(() => show('Copy answer', 'copy'), COPIED_MS);
  });
  return button;
}

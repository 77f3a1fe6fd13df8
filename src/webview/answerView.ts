import type { ProposalOutcome } from '../protocol/chatPanelContract';
import type { AnswerBlock, AnswerClaim, BudgetTier, ChatMessageResponse, Citation } from '../story/chatMessage';
import { answerMarkdown } from './answerMarkdown';
import { answerText, insertableText, quoteTexts } from './answerText';
import { createCitationChip, type CitationChip } from './citationChip';
import { contextLine } from './contextLine';
import { contextBar, contextList } from './contextUsedView';
import { element } from './element';
import { icon } from './icon';
import { createProposalView, type ProposalAction, type ProposalView } from './proposalView';

export interface AnswerActions {
  readonly open: (citation: Citation) => void;
  readonly copy: (text: string) => void;
  /** Asks again the question of an answer that broke off. */
  readonly retry: () => void;
  /** Asks the question of the last answer once more, at a tier that reads more. */
  readonly askDeeper: () => void;
  readonly insert: (text: string) => void;
  readonly decide: (proposalId: string, action: ProposalAction) => void;
}

/** An answer on the page. */
export interface AnswerView {
  readonly element: HTMLElement;
  /** The same answer with its citations as they stand now; its words never change. */
  update(response: ChatMessageResponse): void;
  /**
   * What became of its proposals, whether it is the last answer, which alone can be asked for again, and at which tier its
   * question can be asked once more.
   */
  settle(outcomes: Readonly<Record<string, ProposalOutcome>>, isLast: boolean, deeper: BudgetTier | null): void;
}

/** More citations than this under one sentence are shown on demand. */
const CHIPS_SHOWN = 12;

/** How long a copy button says that it copied, in milliseconds. */
const COPIED_MS = 2_000;

export function createAnswerView(response: ChatMessageResponse, actions: AnswerActions): AnswerView {
  const { open, copy, insert, retry, askDeeper, decide } = actions;
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
  /** A place in a model's words, or why there is none. */
  const markOf = ({ start, end, citation: position, verified, reason }: AnswerClaim): HTMLElement | null => {
    const citation = position === null ? undefined : current.citations[position];
    if (position === null || citation === undefined) {
      return verified || reason === null ? null : element('span', { class: 'reason' }, [reason]);
    }
    const why = reason === null ? {} : { reason };
    const claimed = (now: Citation): Citation => ({ ...now, ...why, verified: now.verified && verified });
    const chip = createCitationChip(claimed(citation), open, start === end && citation.quote === null);
    chips.push({ position, chip: { ...chip, update: (now) => chip.update(claimed(now)) } });
    return chip.element;
  };
  const markdownOf = (block: AnswerBlock): HTMLElement => {
    const { text, claims = [] } = block;
    const made = element('div', { class: 'words', dir: 'auto' }, [answerMarkdown(text, claims, markOf)]);
    for (const [at, quote] of [...made.querySelectorAll('blockquote, pre')].entries()) {
      const last = quote.lastElementChild;
      const button = createCopyButton('Copy quote', () => copy(quoteTexts(block, current.citations)[at] ?? ''));
      (last?.tagName === 'P' ? last : quote).append(button);
    }
    return made;
  };
  const blockOf = (block: AnswerBlock): HTMLElement => {
    if (block.kind === 'markdown') return markdownOf(block);
    if (block.kind === 'note')
      return element('p', { class: 'note', dir: 'auto' }, [block.text, ' ', ...chipsOf(block)]);
    const content = [element('span', { class: 'text' }, [block.text]), ' ', ...chipsOf(block)];
    // The direction is that of the words; the places keep theirs.
    if (block.kind === 'item') return element('li', { dir: 'auto' }, content);
    if (block.kind !== 'quote') return element('p', { dir: 'auto' }, content);
    const quote = element('blockquote', { dir: 'auto' }, content);
    quotes.push({ positions: block.citations, element: quote });
    quote.append(createCopyButton('Copy quote', () => copy(block.text)));
    return quote;
  };

  const proposals: readonly (readonly [string, ProposalView])[] = response.proposals.map((proposal) => [
    proposal.id,
    createProposalView(proposal, (action) => decide(proposal.id, action)),
  ]);
  const { outcome, again } = outcomeOf(response, retry);
  const insertable = insertableText(response);
  const deeperButton = element('button', { type: 'button', class: 'action secondary' });
  deeperButton.hidden = true;
  deeperButton.addEventListener('click', () => askDeeper());
  const view = element('article', { class: 'answer' }, [
    element('h3', { class: 'unseen' }, ['Answer']),
    ...grouped(response.blocks, blockOf),
    ...proposals.map(([, { element: shown }]) => shown),
    ...outcome,
    deeperButton,
    footerOf(response, [
      ...(insertable === '' ? [] : [createInsertButton(() => insert(insertable))]),
      createCopyButton('Copy answer', () => copy(answerText(current))),
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
    settle: (outcomes, isLast, deeper) => {
      for (const [id, proposal] of proposals) proposal.settle(outcomes[id] ?? null);
      if (again !== null) again.hidden = !isLast;
      deeperButton.hidden = !isLast || deeper === null;
      deeperButton.textContent = deeper === null ? '' : `Ask with ${deeper}`;
    },
  };
}

/** Of an answer that broke off: what happened, and the way to ask again. */
function outcomeOf(
  { status, failure }: ChatMessageResponse,
  retry: () => void,
): { outcome: readonly HTMLElement[]; again: HTMLElement | null } {
  if (status === 'complete') return { outcome: [], again: null };
  const sentence = failure === null ? 'Stopped. What had come is kept.' : failure.message;
  const isAlert = failure !== null;
  const outcome = element('div', { class: isAlert ? 'outcome failure' : 'outcome' }, [
    element('p', { class: isAlert ? '' : 'waiting', dir: 'auto' }, [sentence]),
  ]);
  const again = element('button', { type: 'button', class: 'action secondary' }, [
    failure?.retryable === true ? 'Retry' : 'Ask Again',
  ]);
  again.addEventListener('click', () => retry());
  outcome.append(again);
  return { outcome: [outcome], again };
}

/** What it was made from and at what price, in a line that opens to the list of parts, and what can be done with it. */
function footerOf(response: ChatMessageResponse, buttons: readonly HTMLElement[]): HTMLElement {
  const { contextUsed } = response;
  const row = element('span', { class: 'actions' }, buttons);
  const footer = element('footer', {}, [element('span', { class: 'context' }, [contextLine(response)]), row]);
  if (contextUsed.parts.length === 0 && contextUsed.cut.length === 0) return footer;
  const toggle = element('button', { type: 'button', class: 'quiet' });
  let list: HTMLElement | null = null;
  const show = (): void => {
    const label = list === null ? 'Show what was sent' : 'Hide what was sent';
    toggle.title = label;
    toggle.setAttribute('aria-label', label);
    toggle.setAttribute('aria-expanded', String(list !== null));
    toggle.replaceChildren(icon(list === null ? 'open' : 'shut'));
  };
  toggle.addEventListener('click', () => {
    if (list === null) {
      list = element('div', { class: 'context-used' }, [contextBar(contextUsed), contextList(contextUsed)]);
      footer.after(list);
    } else {
      list.remove();
      list = null;
    }
    show();
  });
  show();
  row.prepend(toggle);
  return footer;
}

function createInsertButton(insert: () => void): HTMLElement {
  const label = 'Insert as proposed edit';
  const button = element('button', { type: 'button', class: 'quiet', title: label, 'aria-label': label }, [
    icon('insert'),
  ]);
  button.addEventListener('click', insert);
  return button;
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

function createCopyButton(name: string, copy: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet copy' });
  const show = (label: string, sign: 'copy' | 'done'): void => {
    button.title = label;
    button.setAttribute('aria-label', label);
    button.replaceChildren(icon(sign));
  };
  show(name, 'copy');
  let timer: number | undefined;
  button.addEventListener('click', () => {
    copy();
    show('Copied', 'done');
    window.clearTimeout(timer);
    timer = window.setTimeout(() => show(name, 'copy'), COPIED_MS);
  });
  return button;
}

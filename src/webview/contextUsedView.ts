import type { ContextUsed } from '../story/chatMessage';
import { element } from './element';

const NUMBERS = new Intl.NumberFormat('en');

/** `1.9k` from a thousand on. */
export function shortCount(tokens: number): string {
  return tokens < 1_000 ? String(tokens) : `${(tokens / 1_000).toFixed(tokens < 10_000 ? 1 : 0).replace(/\.0$/u, '')}k`;
}

/** The parts of a budget beside each other; for the eye only, the numbers stand beside it. */
export function contextBar({ parts, budgetTokens }: ContextUsed): HTMLElement {
  const used = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  for (const { name, tokens } of parts) {
    if (tokens === 0) continue;
    const piece = element('span', { class: `piece ${colourOf(name)}` });
    piece.style.flexGrow = String(tokens);
    bar.append(piece);
  }
  const free = Math.max(budgetTokens - used, 0);
  if (free > 0) {
    const rest = element('span', { class: 'free' });
    rest.style.flexGrow = String(free);
    bar.append(rest);
  }
  return bar;
}

/** A part looks the same in every bar and list; the colours themselves are in the style sheet. */
function colourOf(part: string): string {
  return `part part-${part.replaceAll(' ', '-')}`;
}

/** Every part with its tokens, and what was left out and why. */
export function contextList({ parts, cut, constantTokens, budgetTokens }: ContextUsed): HTMLElement {
  const rows = parts.map(({ name, tokens }) =>
    element('li', {}, [
      element('span', { class: `sign ${colourOf(name)}`, 'aria-hidden': 'true' }),
      element('span', { class: 'name', dir: 'auto' }, [name]),
      element('span', { class: 'number' }, [NUMBERS.format(tokens)]),
    ]),
  );
  const constant = element('li', { class: 'constant' }, [
    element('span', { class: 'sign', 'aria-hidden': 'true' }),
    element('span', { class: 'name' }, ['instructions and tools, the same every time']),
    element('span', { class: 'number' }, [NUMBERS.format(constantTokens)]),
  ]);
  const left = leftOut(cut).map((words) =>
    element('li', { class: 'cut', dir: 'auto' }, [element('span', { class: 'name' }, [words])]),
  );
  return element('div', { class: 'context-list', tabindex: '0', role: 'region', 'aria-label': 'What is sent' }, [
    element('ul', { 'aria-label': `What is sent, in tokens, of ${NUMBERS.format(budgetTokens)}` }, [
      ...rows,
      ...(constantTokens > 0 ? [constant] : []),
    ]),
    ...(left.length === 0 ? [] : [element('p', {}, ['Left out']), element('ul', { 'aria-label': 'Left out' }, left)]),
  ]);
}

/** One line a reason, with all that it is about: scenes in script order as far as their numbers tell. */
function leftOut(cut: ContextUsed['cut']): string[] {
  const names = new Map<string, string[]>();
  for (const { name, reason } of cut) names.set(reason, [...(names.get(reason) ?? []), seenName(name)]);
  return [...names].map(([reason, of]) => `${of.sort(inOrder).join(', ')}: ${reason}`);
}

/** What stands before the first scene has no number. */
const OPENING = 'the opening';

function seenName(name: string): string {
  return name === 'opening' ? OPENING : name;
}

function inOrder(one: string, other: string): number {
  if (one === OPENING || other === OPENING) return Number(other === OPENING) - Number(one === OPENING);
  return BY_NUMBER.compare(one, other);
}

const BY_NUMBER = new Intl.Collator('en', { numeric: true });

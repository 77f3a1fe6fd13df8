import type { ProposalOutcome } from '../protocol/chatPanelContract';
import type { EditProposal } from '../story/chatMessage';
import { counted } from '../story/lengthText';
import { plainText } from '../story/plainText';
import { proposalConsequences } from '../story/proposalConsequences';
import { element } from './element';

/** What the writer can do with a proposal. */
export type ProposalAction = 'review' | 'accept' | 'choose' | 'discard';

/** A proposed edit on the page. Its words stand in the editor's diff, not here. */
export interface ProposalView {
  readonly element: HTMLElement;
  /** Null: not decided. */
  settle(outcome: ProposalOutcome | null): void;
}

const ACTIONS: readonly (readonly [ProposalAction, string])[] = [
  ['review', 'Review'],
  ['accept', 'Accept All'],
  ['choose', 'Choose Parts…'],
  ['discard', 'Discard'],
];

export function createProposalView(
  { label, heading, note, before, after }: Pick<EditProposal, 'label' | 'heading' | 'note' | 'before' | 'after'>,
  act: (action: ProposalAction) => void,
): ProposalView {
  const where = label === '' ? 'the text before the first scene' : `${label} ${heading}`.trimEnd();
  const name = `Proposed edit of ${where}`;
  const lines = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
  const buttons = element(
    'div',
    { class: 'choices' },
    ACTIONS.map(([action, words]) => {
      const isFirst = action === 'review';
      const button = element('button', { type: 'button', class: isFirst ? 'action' : 'action secondary' }, [words]);
      button.addEventListener('click', () => act(action));
      return button;
    }),
  );
  // It takes the focus of the buttons that go.
  const outcome = element('p', { class: 'waiting', role: 'status', dir: 'auto', tabindex: '-1' });
  outcome.hidden = true;
  const view = element('section', { class: 'proposal', 'aria-label': name }, [
    element('h4', { dir: 'auto' }, [name]),
    ...(note === '' ? [] : [element('p', { dir: 'auto' }, ['The model says: ', element('bdi', {}, [note])])]),
    ...proposalConsequences(before, after).map((words) => element('p', { class: 'consequence', dir: 'auto' }, [words])),
    element('p', { class: 'waiting' }, [`${counted(lines(before), 'line')} now, ${lines(after)} then`]),
    buttons,
    outcome,
  ]);
  return {
    element: view,
    settle: (now) => {
      const words = now === null ? '' : plainText(now.message ?? WORDS[now.kind]);
      if (outcome.textContent !== words) outcome.textContent = words;
      outcome.hidden = now === null;
      buttons.hidden = now !== null && !OPEN.has(now.kind);
    },
  };
}

/** What may still be decided otherwise. */
const OPEN: ReadonlySet<ProposalOutcome['kind']> = new Set(['refused', 'undone']);

const WORDS: Readonly<Record<ProposalOutcome['kind'], string>> = {
  accepted: 'Accepted. Undo in the editor takes it back.',
  partly: 'Accepted in part. Undo in the editor takes it back.',
  discarded: 'Discarded.',
  refused: 'Refused.',
  undone: 'Taken back.',
};

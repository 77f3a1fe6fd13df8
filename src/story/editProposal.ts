import type { EditProposal } from './chatMessage';
import { withLineEndsOf } from './proposalHunks';

/** What a proposal is of, and where it comes from. */
export type ProposalOrigin = Omit<EditProposal, 'id' | 'after'>;

/**
 * A rewrite of a scene as a proposal. Its text has the line ends of the scene and ends as the scene did, whatever the blank
 * lines that came with it: those at the end are what keeps the next heading a heading. A scene that is taken out leaves none.
 */
export function editProposal(origin: ProposalOrigin, rewritten: string): EditProposal {
  const { before } = origin;
  const text = withLineEndsOf(before, rewritten.trimEnd());
  const end = before.slice(before.trimEnd().length);
  return { id: crypto.randomUUID(), ...origin, after: text === '' ? '' : text + end };
}

import { sameInputs } from './artifactInput';
import { mayReplace } from './plan';
import type { CandidateSnapshot, ScriptSnapshot } from './scriptSnapshot';
import type { KindDeclaration, Standings } from './staleness';

/**
 * Whether a newer version that waits is what would be made now: of the text as it stands, and of cards that are not going
 * to be made again themselves. Of other words it is nothing to offer, but it is again when they come back.
 */
export function isOfTextNow(
  { kind, subject, method, inputs }: CandidateSnapshot,
  snapshot: ScriptSnapshot,
  declarations: readonly KindDeclaration[],
  standings: Standings,
): boolean {
  const now = declarations.find((one) => one.kind === kind)?.inputs(snapshot, subject, method);
  if (now === null || now === undefined || !sameInputs(inputs, now)) return false;
  return now.every((input) => {
    const card = input.kind === 'card' ? standings.of('card', input.id) : null;
    return card?.stale !== true || !mayReplace(card.artifact, method);
  });
}

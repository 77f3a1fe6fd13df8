import type { ArtifactKind } from '../story/artifactKind';
import { counted } from '../story/lengthText';
import { dollarsText } from '../story/priceText';
import type { StatusResult } from '../story/statusResult';

/** What `status` prints for a person; `nameOf` says what the writer calls a subject that is a scene or a character. */
export function statusText(status: StatusResult, nameOf: (subject: string) => string): string {
  const lines = [`State: ${status.state}. ${counted(status.artifacts.length, 'artifact')} stored.`];
  const behind = status.artifacts.filter((artifact) => artifact.stale);
  if (behind.length > 0) {
    const sentences = behind.map(({ kind, subject, reasons }) => {
      const name = SETS[kind] ?? (subject === null ? kind : `${kind} of ${nameOf(subject)}`);
      return `  ${name}: ${reasons.join(' ')}`;
    });
    // What is made as one set is behind as one.
    lines.push('', 'Behind', ...new Set(sentences));
  }
  if (status.due.length > 0) {
    const due = status.due.map(({ kind, count }) => counted(count, kind)).join(', ');
    lines.push('', `To make: ${due}. ${priceOfDue(status.due)}`);
  } else {
    lines.push('Everything is current.');
  }
  return `${lines.join('\n')}\n`;
}

function priceOfDue(due: StatusResult['due']): string {
  const tokens = due.reduce((sum, one) => sum + one.tokens, 0);
  if (tokens === 0) return 'By rules on this machine: no tokens, no cost.';
  const known = due.flatMap(({ costUsd }) => costUsd ?? []);
  const cost =
    known.length < due.length
      ? 'at a price that is not known here'
      : `up to ${dollarsText(known.reduce((sum, one) => sum + one, 0))}`;
  return `About ${counted(tokens, 'token')}, ${cost}.`;
}

const SETS: Readonly<Partial<Record<ArtifactKind, string>>> = {
  keyScene: 'key scenes',
  thread: 'plot threads',
  relationship: 'setups, payoffs and echoes',
};

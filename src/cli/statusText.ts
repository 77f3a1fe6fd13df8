import type { ArtifactKind } from '../story/artifactKind';
import { counted } from '../story/lengthText';
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
    lines.push('', `To make: ${due}. By rules on this machine: no tokens, no cost.`);
  } else {
    lines.push('Everything is current.');
  }
  return `${lines.join('\n')}\n`;
}

const SETS: Readonly<Partial<Record<ArtifactKind, string>>> = {
  keyScene: 'key scenes',
  thread: 'plot threads',
  relationship: 'setups, payoffs and echoes',
};

import type { StatusResult } from '../story/statusResult';
import { counted } from '../story/lengthText';

/** What `status` prints for a person. */
export function statusText(status: StatusResult, labelOf: (sceneId: string) => string): string {
  const lines = [`State: ${status.state}. ${counted(status.artifacts.length, 'artifact')} stored.`];
  const behind = status.artifacts.filter((artifact) => artifact.stale);
  if (behind.length > 0) {
    lines.push('', 'Behind');
    for (const { kind, subject, reasons } of behind) {
      const name = subject === null ? kind : `${kind} of ${labelOf(subject)}`;
      lines.push(`  ${name}: ${reasons.join(' ')}`);
    }
  }
  if (status.due.length > 0) {
    const due = status.due.map(({ kind, count }) => counted(count, kind)).join(', ');
    lines.push('', `To make: ${due}. By rules on this machine: no tokens, no cost.`);
  } else {
    lines.push('Everything is current.');
  }
  return `${lines.join('\n')}\n`;
}

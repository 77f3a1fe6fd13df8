import type { ArtifactKind } from '../story/artifactKind';
import { ARTIFACT_WORDS } from '../story/artifactWords';
import { counted } from '../story/lengthText';
import type { ScriptDecisions } from '../story/scriptDecisions';
import type { StatusResult } from '../story/statusResult';

/** What `status` prints besides: versions that wait for the writer's word. */
type Waiting = Pick<ScriptDecisions, 'waiting'>;

/** A set that is behind, and why. */
export interface EmptySet {
  readonly kind: 'thread' | 'relationship';
  readonly reasons: readonly string[];
}

/**
 * What `status` prints for a person: what is behind and why, what could not be made, what waits, what is pinned, and what
 * a refresh would make and cost. `nameOf` says what the writer calls a subject that is a scene or a character; `emptySets`
 * are sets that are behind and have nothing in them that could be named.
 */
export function statusText(
  status: StatusResult,
  nameOf: (subject: string) => string,
  { waiting }: Waiting = { waiting: [] },
  emptySets: readonly EmptySet[] = [],
): string {
  const nameAll = (kind: ArtifactKind, subject: string | null): string =>
    SETS[kind] ?? (subject === null ? kind : `${kind} of ${nameOf(subject)}`);
  const nameOne = (kind: ArtifactKind, subject: string | null): string =>
    subject === null ? nameAll(kind, null) : `${kind} of ${nameOf(subject)}`;
  const { state, artifacts, failures, due } = status;
  const isCurrent = failures.length === 0 && artifacts.every(({ stale }) => !stale);
  return [
    `State: ${state}. ${counted(artifacts.length, 'artifact')} stored.`,
    ...part('Behind', [
      ...artifacts
        .filter(({ stale }) => stale)
        .map(
          ({ kind, subject, reasons, pinned }) =>
            `${pinned ? nameOne(kind, subject) : nameAll(kind, subject)}: ${reasons.join(' ')}`,
        ),
      ...emptySets.map(({ kind, reasons }) => `${nameAll(kind, null)}: ${reasons.join(' ')}`),
    ]),
    ...part(
      'Could not be made; the last good version stands',
      failures.map(({ kind, subject, message }) => `${nameAll(kind, subject)}: ${message}`),
    ),
    ...part(
      'A newer version waits',
      waiting.map(({ kind, subject, method }) => `${nameOne(kind, subject)}, ${methodText(method)}`),
    ),
    ...part(
      'Pinned, and kept as it is',
      artifacts.filter(({ pinned }) => pinned).map(({ kind, subject }) => nameOne(kind, subject)),
    ),
    ...(due.length > 0 ? dueText(due) : [isCurrent ? 'Everything is current.' : 'Nothing to make now.']),
    '',
  ].join('\n');
}

/** What is made as one set is behind as one, but for what of it is pinned. */
function part(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...new Set(lines.map((line) => `  ${line}`))];
}

function dueText(due: StatusResult['due']): string[] {
  const rows = due.map(({ kind, count, tokens, costUsd }) => {
    const { one, many } = ARTIFACT_WORDS[kind];
    return [counted(count, one, many), String(tokens), usdText(costUsd)] as const;
  });
  const total = due.every(({ costUsd }) => costUsd !== null)
    ? usdText(due.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0))
    : usdText(null);
  const byRules = due.every(({ tokens, costUsd }) => tokens === 0 && costUsd === 0);
  const tokens = due.reduce((sum, one) => sum + one.tokens, 0);
  const table = [
    ['To make', 'tokens', 'price'],
    ...rows,
    ...(rows.length < 2 ? [] : [['Together', String(tokens), total]]),
  ];
  const width = (column: number): number => Math.max(...table.map((row) => row[column]?.length ?? 0));
  const lines = table.map(([what = '', count = '', price = ''], index) => {
    const indented = index === 0 ? what : `  ${what}`;
    return `${indented.padEnd(width(0) + 4)}${count.padStart(width(1))}  ${price.padStart(width(2))}`;
  });
  return ['', ...lines, ...(byRules ? ['By rules on this machine: no tokens, no cost.'] : [])];
}

function usdText(costUsd: number | null): string {
  if (costUsd === null) return 'unknown';
  if (costUsd === 0) return '$0';
  return costUsd < 0.01 ? 'under $0.01' : `$${(Math.ceil(costUsd * 100) / 100).toFixed(2)}`;
}

function methodText(method: string): string {
  return method === 'offline' ? 'by rules' : `by ${method}`;
}

const SETS: Readonly<Partial<Record<ArtifactKind, string>>> = {
  keyScene: 'key scenes',
  thread: 'plot threads',
  relationship: 'setups, payoffs and echoes',
};

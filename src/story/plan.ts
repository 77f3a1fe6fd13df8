import type { ArtifactKind } from './artifactKind';
import type { ScriptSnapshot } from './scriptSnapshot';
import { standingsOf, type KindDeclaration, type Standings } from './staleness';

/** One artifact to make. */
export interface DueWork {
  readonly kind: ArtifactKind;
  readonly subject: string;
  readonly why: 'missing' | 'behind' | 'remake';
}

export interface PlanOptions {
  /** Only these kinds; all that are declared if absent. */
  readonly kinds?: readonly ArtifactKind[];
  /** Only this subject. */
  readonly subject?: string;
  /** Only these subjects, of whichever kind: scene ids, names, '' for what a script has one of. */
  readonly subjects?: readonly string[];
  /** Make everything, current or not. */
  readonly remake?: boolean;
}

/**
 * What is due: everything missing or behind, in making order. Pure: the work queue is this query, so a crash, a
 * restart or an undo need no special case. `standings`: those of the snapshot, where they are known. Pinned artifacts and those a model made are not due offline.
 */
export function planDueWork(
  snapshot: ScriptSnapshot,
  declarations: readonly KindDeclaration[],
  options: PlanOptions = {},
  standings: Standings = standingsOf(snapshot, declarations),
): readonly DueWork[] {
  return declarations
    .filter((declaration) => options.kinds === undefined || options.kinds.includes(declaration.kind))
    .flatMap((declaration) => dueOfKind(snapshot, declaration, standings, options));
}

function dueOfKind(
  snapshot: ScriptSnapshot,
  declaration: KindDeclaration,
  standings: Standings,
  options: PlanOptions,
): DueWork[] {
  const due: DueWork[] = [];
  const { kind } = declaration;
  const only = options.subjects === undefined ? null : new Set(options.subjects);
  for (const subject of declaration.subjects(snapshot)) {
    if (options.subject !== undefined && subject !== options.subject) continue;
    if (only !== null && !only.has(subject)) continue;
    const stands = standings.of(kind, subject);
    if (stands === null) due.push({ kind, subject, why: 'missing' });
    else if (stands.artifact.pinned || stands.artifact.method !== 'offline') continue;
    else if (stands.stale) due.push({ kind, subject, why: 'behind' });
    else if (options.remake === true) due.push({ kind, subject, why: 'remake' });
  }
  return due;
}

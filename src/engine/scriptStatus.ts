import { ARTIFACT_KINDS, type ArtifactKind } from '../story/artifactKind';
import { planDueWork } from '../story/plan';
import type { ArtifactSnapshot } from '../story/scriptSnapshot';
import { stalenessReasons } from '../story/stalenessReasons';
import type { StatusResult } from '../story/statusResult';
import { DECLARATIONS } from './artifacts/declarations';
import type { MadeRows } from './madeRows';
import type { OpenScript } from './pipeline/openScript';
import { labelLookup } from './scriptView';

/** What is there, what is behind and why, and what a refresh would make. Offline work costs no tokens. */
export function statusOf(open: OpenScript, { threads, relationships }: MadeRows): StatusResult {
  const sets = {
    keyScene: open.sceneIds,
    thread: threads.map(({ id }) => id),
    relationship: relationships.map(({ id }) => id),
  };
  const pinnedRows = new Set([...threads, ...relationships].flatMap(({ id, pinned }) => (pinned ? [id] : [])));
  const labelOf = labelLookup(open);
  const due = planDueWork(open.snapshot(), DECLARATIONS, {}, open.standings());
  return {
    state: open.state,
    hash: open.reading.hash,
    artifacts: open
      .standings()
      .all()
      .filter(({ causes }) => !causes.some((cause) => cause.kind === 'subject-gone'))
      .flatMap((standing) =>
        subjectsOf(standing.artifact, sets).map((subject) => ({
          kind: standing.artifact.kind,
          subject,
          stale: standing.stale,
          dirtySceneCount: standing.dirtySceneIds.length,
          reasons: stalenessReasons(standing, labelOf),
          pinned: standing.artifact.pinned || (subject !== null && pinnedRows.has(subject)),
          method: standing.artifact.method,
        })),
      ),
    due: ARTIFACT_KINDS.flatMap((kind) => {
      const tasks = due.filter((work) => work.kind === kind).length;
      const count = tasks * sizeOf(kind, sets);
      return count === 0 ? [] : [{ kind, count, tokens: 0, costUsd: 0 }];
    }),
  };
}

/** How many artifacts one task of a kind makes: of a set as many as it has now, and 1 where it has none yet. */
function sizeOf(
  kind: ArtifactKind,
  sets: Readonly<Record<'keyScene' | 'thread' | 'relationship', readonly string[]>>,
): number {
  if (kind !== 'keyScene' && kind !== 'thread' && kind !== 'relationship') return 1;
  return Math.max(1, sets[kind].length);
}

/** Whom an artifact is about, as status names it: what is made as one set is named one by one. */
function subjectsOf(
  { kind, subject }: ArtifactSnapshot,
  sets: Readonly<Record<'keyScene' | 'thread' | 'relationship', readonly string[]>>,
): readonly (string | null)[] {
  if (kind === 'keyScene' || kind === 'thread' || kind === 'relationship') return sets[kind];
  return [subject === '' ? null : subject];
}

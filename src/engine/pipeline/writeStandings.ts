import type { Standing } from '../../story/staleness';
import { writeStaleness, type StalenessWrite } from '../store/artifactQueries';
import type { Db } from '../store/db';
import type { OpenScript } from './openScript';

const KINDS_WITH_COLUMNS = ['outline', 'sheet', 'thread', 'relationship'] as const;

/**
 * Writes `is_stale` and `dirty_scene_count` from the comparison of stored inputs with now, in the transaction that
 * stores what was compared (invariant 3). `before` is the script as it is stored until then, whose rows stand as its own
 * comparison says: only what stands otherwise now is written. Null: nothing is known of the rows.
 */
export async function writeStandings(tx: Db, open: OpenScript, before: OpenScript | null): Promise<void> {
  const rows = new Map<string, StalenessWrite[]>(KINDS_WITH_COLUMNS.map((kind) => [kind, []]));
  for (const standing of open.standings().all(KINDS_WITH_COLUMNS)) {
    const { artifact, stale, dirtySceneIds } = standing;
    if (before !== null && standsAsBefore(standing, before)) continue;
    rows.get(artifact.kind)?.push({ id: artifact.id, isStale: stale, dirtySceneCount: dirtySceneIds.length });
  }
  for (const kind of KINDS_WITH_COLUMNS) await writeStaleness(tx, open.id, kind, rows.get(kind) ?? []);
}

/** Whether the same artifact, not made again since, stood the same way. */
function standsAsBefore({ artifact, stale, dirtySceneIds }: Standing, before: OpenScript): boolean {
  const then = before.standings().of(artifact.kind, artifact.subject);
  return then?.artifact === artifact && then.stale === stale && then.dirtySceneIds.length === dirtySceneIds.length;
}

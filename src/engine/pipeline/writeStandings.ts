import { standingsOf } from '../../story/staleness';
import { DECLARATIONS } from '../artifacts/declarations';
import { writeStaleness, type StalenessWrite } from '../store/artifactQueries';
import type { Db } from '../store/db';
import { snapshotOf, type OpenScript } from './openScript';

const KINDS_WITH_COLUMNS = ['outline', 'sheet', 'thread', 'relationship'] as const;

/**
 * Writes `is_stale` and `dirty_scene_count` from the comparison of stored inputs with now, in the transaction that
 * stores what was compared (invariant 3).
 */
export async function writeStandings(tx: Db, open: OpenScript): Promise<void> {
  const rows = new Map<string, StalenessWrite[]>(KINDS_WITH_COLUMNS.map((kind) => [kind, []]));
  const standings = standingsOf(snapshotOf(open), DECLARATIONS);
  for (const { artifact, stale, dirtySceneIds } of standings.all(KINDS_WITH_COLUMNS)) {
    rows.get(artifact.kind)?.push({ id: artifact.id, isStale: stale, dirtySceneCount: dirtySceneIds.length });
  }
  for (const kind of KINDS_WITH_COLUMNS) await writeStaleness(tx, open.id, kind, rows.get(kind) ?? []);
}

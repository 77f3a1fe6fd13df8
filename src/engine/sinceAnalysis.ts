import { scenesSinceAnalysis, type SinceAnalysis } from '../story/sinceAnalysis';
import { stalenessReasons } from '../story/stalenessReasons';
import { touchedSinceAnalysis } from '../story/touchedSinceAnalysis';
import type { OpenScript } from './pipeline/openScript';
import { labelLookup } from './scriptView';
import { cardTimes } from './store/cardQueries';
import type { Db } from './store/db';
import { listRelationships } from './store/relationshipQueries';
import { listThreads } from './store/threadQueries';

/** What changed in a script since what is stored of it was made. */
export async function sinceAnalysis(db: Db, open: OpenScript): Promise<SinceAnalysis> {
  const readings = open.readings();
  const headingOf = (id: string): string => readings.get(id)?.block.heading ?? open.stored.get(id)?.row.heading ?? '';
  const labelOf = labelLookup(open);
  const stored = { threads: await listThreads(db, open.id), relationships: await listRelationships(db, open.id) };
  const touched = touchedSinceAnalysis(open.standings(), stored, {
    passageId: open.passageId,
    why: (standing) => stalenessReasons(standing, labelOf),
  });
  return {
    cardsMade: await cardTimes(db, open.id),
    ...scenesSinceAnalysis(open.snapshot(), headingOf, (id) => touched.of(id)),
    behind: touched.inAll,
  };
}

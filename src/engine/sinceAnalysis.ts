import { scenesSinceAnalysis, type SinceAnalysis } from '../story/sinceAnalysis';
import type { OpenScript } from './pipeline/openScript';
import { cardTimes } from './store/cardQueries';
import type { Db } from './store/db';

/** What changed in a script since what is stored of it was made. */
export async function sinceAnalysis(db: Db, open: OpenScript): Promise<SinceAnalysis> {
  const readings = open.readings();
  const headingOf = (id: string): string => readings.get(id)?.block.heading ?? open.stored.get(id)?.row.heading ?? '';
  return { cardsMade: await cardTimes(db, open.id), ...scenesSinceAnalysis(open.snapshot(), headingOf) };
}

import { runsByItself } from '../../story/runsByItself';
import { artifactKey } from '../../story/scriptSnapshot';
import { standingsOf } from '../../story/staleness';
import { DECLARATIONS } from '../artifacts/declarations';
import type { Db } from '../store/db';
import { listKeyScenes } from '../store/sceneQueries';
import { findAlwaysUnder } from '../store/scriptQueries';
import { isWaiting } from './backOff';
import { inputsHash } from './contentHash';
import type { RunOptions } from './runDueWork';

/** What a run that nobody asked for leaves alone, and what it may always spend. */
export interface Unasked {
  /** US dollars; null: nothing. */
  readonly alwaysUnderUsd: number | null;
  readonly isHeldBack: NonNullable<RunOptions['isHeldBack']>;
}

/**
 * Held back are what has not changed enough, what the writer cancelled, and what failed from the same and is not to be
 * tried again yet.
 * @param resting what was cancelled, by `artifactKey`; asked whenever something is planned
 */
export async function planUnasked(
  db: Db,
  scriptId: string,
  resting: () => ReadonlySet<string>,
  now = new Date(),
): Promise<Unasked> {
  const keySceneIds = new Set((await listKeyScenes(db, scriptId)).keys());
  return {
    alwaysUnderUsd: await findAlwaysUnder(db, scriptId),
    isHeldBack: (open, snapshot) => {
      const standings = standingsOf(snapshot, DECLARATIONS);
      const { length: scenes } = open.sceneIds;
      const facts = { scenes, pages: open.reading.pages, keySceneIds, resting: resting() };
      return (work) => {
        const failure = open.failures.get(artifactKey(work.kind, work.subject));
        const isSame = failure?.method === work.method && failure.inputsHash === inputsHash(work.inputs);
        if (failure !== undefined && isSame) {
          if (isWaiting(failure, now)) return true;
          // Rules stood in for the model until it may be tried again.
          if (work.why === 'by-rules') return false;
        }
        return !runsByItself(work, standings.of(work.kind, work.subject), facts, open.thresholds);
      };
    },
  };
}

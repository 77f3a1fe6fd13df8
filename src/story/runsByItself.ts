import * as z from 'zod';
import type { DueWork } from './plan';
import { artifactKey } from './scriptSnapshot';
import { DEFAULT_THRESHOLDS, type StateThresholds } from './scriptState';
import type { Standing } from './staleness';

/** From when on what is due is made without being asked for: lengths of the script, and distinct scenes that changed. */
export interface RefreshThresholds extends StateThresholds {
  /** Changed scenes under an outline, threads or relationships. */
  readonly outlineScenes: number;
  /** Changed scenes under a character's sheet. */
  readonly sheetScenes: number;
}

export const DEFAULT_REFRESH_THRESHOLDS: RefreshThresholds = {
  ...DEFAULT_THRESHOLDS,
  outlineScenes: 5,
  sheetScenes: 3,
};

const threshold = z.number().int().nonnegative();

/** The same, as it crosses to the engine. */
export const refreshThresholdsSchema: z.ZodObject<Record<keyof RefreshThresholds, z.ZodNumber>> = z.object({
  partialScenes: threshold,
  partialPages: threshold,
  analyzedScenes: threshold,
  analyzedPages: threshold,
  outlineScenes: threshold,
  sheetScenes: threshold,
});

/** What the rule looks at besides the work: the length of the script, its key scenes by id, and what the writer cancelled. */
export interface RefreshFacts {
  readonly scenes: number;
  readonly pages: number;
  readonly keySceneIds: ReadonlySet<string>;
  /** By `artifactKey`. */
  readonly resting: ReadonlySet<string>;
}

/**
 * Whether due work is done by itself (data-model.md, *State* and *Staleness*). Nothing of a script that is only begun;
 * cards and vectors of one that has some length; everything of a long one, but what reads many scenes only once enough
 * of them changed, a key scene did or, for what tells of the whole script, scenes came, went or moved. What is current
 * stays as it is, and what the writer cancelled waits for the writer, however cheap it is. `standing` is that of the stored artifact, null where there is none.
 */
export function runsByItself(
  { kind, subject, why }: Pick<DueWork, 'kind' | 'subject' | 'why'>,
  standing: Standing | null,
  facts: RefreshFacts,
  thresholds: RefreshThresholds = DEFAULT_REFRESH_THRESHOLDS,
): boolean {
  const { scenes, pages, keySceneIds, resting } = facts;
  if (why === 'remake' || why === 'by-rules' || resting.has(artifactKey(kind, subject))) return false;
  if (kind === 'card' || kind === 'embedding') {
    return scenes >= thresholds.partialScenes || pages >= thresholds.partialPages;
  }
  if (scenes < thresholds.analyzedScenes && pages < thresholds.analyzedPages) return false;
  if (standing === null || kind === 'keyScene') return true;
  const { dirtySceneIds, causes } = standing;
  if (dirtySceneIds.some((id) => keySceneIds.has(id))) return true;
  if (kind === 'sheet') return dirtySceneIds.length >= thresholds.sheetScenes;
  return dirtySceneIds.length >= thresholds.outlineScenes || causes.some((cause) => STRUCTURAL.has(cause.kind));
}

const STRUCTURAL: ReadonlySet<string> = new Set(['added', 'removed', 'reordered']);

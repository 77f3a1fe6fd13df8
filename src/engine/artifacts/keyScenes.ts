import { inPages, ordinalWord } from './rules/inWords';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const KEY_SCENES_RECIPE = 1;

/** Length and position of a scene, all that the rules for key scenes read. */
export interface SceneExtent {
  readonly id: string;
  readonly label: string;
  /** Length in eighths of a page. */
  readonly eighths: number;
}

/** Whether a scene is a key scene, and why; `reason` is null where it is none. */
export interface KeySceneVerdict {
  readonly id: string;
  readonly isKey: boolean;
  readonly reason: string | null;
}

/**
 * The key scenes among all scenes of a script, in script order: the long ones, and of two equally long the later. Length and
 * lateness carry nearly all that rules can know (analysis.md: length alone F1 .51, seven features .53). At most a fifth,
 * though in films about a third are: a star on every third scene points at nothing; none that is no longer than the median, and none in a script of fewer than four scenes.
 */
export function findKeyScenes(scenes: readonly SceneExtent[]): readonly KeySceneVerdict[] {
  const lengths = scenes.map(({ eighths }) => Math.max(0, eighths));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ascending = [...lengths].sort((one, other) => one - other);
  const median = ascending[Math.floor((ascending.length - 1) / 2)] ?? 0;
  const rankOf = new Map<number, number>();
  for (const [index, length] of ascending.entries()) rankOf.set(length, ascending.length - index);

  let before = 0;
  const places = lengths.map((length, index) => {
    const middle = total === 0 ? 0 : (before + length / 2) / total;
    before += length;
    const share = rankShare(rankOf.get(length) ?? scenes.length, scenes.length);
    return { index, middle, length, score: share + LATENESS * middle };
  });
  const most = scenes.length < FEWEST_SCENES ? 0 : Math.floor(scenes.length * SHARE_OF_KEY_SCENES);
  const key = new Set(
    places
      .filter(({ length }) => length > median)
      .sort((one, other) => other.score - one.score || other.index - one.index)
      .slice(0, most)
      .map(({ index }) => index),
  );
  return scenes.map(({ id }, index) => {
    const place = places[index];
    if (place === undefined || !key.has(index)) return { id, isKey: false, reason: null };
    return { id, isKey: true, reason: reasonOf(place.length, rankOf.get(place.length) ?? 1, median, place.middle) };
  });
}

const FEWEST_SCENES = 4;
const SHARE_OF_KEY_SCENES = 0.2;
/** The end of a script counts as much as a fifth of the ranks in length. */
const LATENESS = 0.2;

/** 1 for the longest, towards 0 for the shortest. */
function rankShare(rank: number, count: number): number {
  return 1 - (rank - 1) / count;
}

/** "Third-longest scene (3 2/8 pages), in the last quarter."; behind the fifth: "Long scene (1 4/8 pages; half are under 5/8 page), …". */
function reasonOf(length: number, rank: number, median: number, middle: number): string {
  if (rank > MOST_RANKED)
    return `Long scene (${inPages(length)}; half of all are ${inPages(median)} at most), ${quarterOf(middle)}.`;
  const which = rank === 1 ? 'Longest' : `${capitalised(ordinalWord(rank))}-longest`;
  return `${which} scene (${inPages(length)}), ${quarterOf(middle)}.`;
}

/** "Sixth-longest" is counting, no reason. */
const MOST_RANKED = 5;

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function quarterOf(middle: number): string {
  if (middle >= 0.45 && middle <= 0.55) return 'near the middle';
  const quarter = Math.min(3, Math.floor(middle * 4));
  return `in the ${['first', 'second', 'third', 'last'][quarter] ?? 'last'} quarter`;
}

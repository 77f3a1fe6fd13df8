import type { IndexedScene } from './indexedScenes';

/** Scenes that belong together because the same two people carry them. */
export interface PairThread {
  /** Who, most present first. */
  readonly names: readonly [string, string];
  readonly scenes: readonly IndexedScene[];
  /** Where most of it plays, in capitals; empty where it has no one place. */
  readonly place: string;
  /** The words that these scenes share and others do not, most telling first. */
  readonly words: readonly string[];
}

/**
 * Stretches of story carried by two people who talk with each other, longest first: their scenes, and those in which one
 * of them is in the same place or among the same rare words. A pair whose scenes another pair mostly covers is left out.
 */
export function pairThreadsOf(scenes: readonly IndexedScene[], isMotif: (stem: string) => boolean): PairThread[] {
  const fewest = scenes.length < SHORT_SCRIPT ? 2 : 3;
  const presence = new Map<string, number>();
  const pairs = new Map<string, { names: readonly [string, string]; scenes: IndexedScene[] }>();
  for (const at of scenes) {
    // A crowd has no pairs.
    const cast = [...new Set(at.scene.cast)].slice(0, MOST_CAST);
    for (const name of cast) presence.set(name, (presence.get(name) ?? 0) + Math.max(1, at.scene.eighths));
    for (const [index, one] of cast.entries()) {
      for (const other of cast.slice(index + 1)) {
        const names = one < other ? ([one, other] as const) : ([other, one] as const);
        const key = names.join('\n');
        const entry = pairs.get(key) ?? { names, scenes: [] };
        entry.scenes.push(at);
        pairs.set(key, entry);
      }
    }
  }
  const chosen: PairThread[] = [];
  const candidates = [...pairs.values()].filter((pair) => pair.scenes.length >= fewest);
  for (const { names, scenes: shared } of candidates.sort((one, other) => weight(other) - weight(one))) {
    const covered = chosen.some(
      ({ scenes: other }) => shared.filter((at) => other.includes(at)).length > shared.length * MOST_COVERED,
    );
    if (covered) continue;
    const [one, other] = names;
    const ordered = (presence.get(other) ?? 0) > (presence.get(one) ?? 0) ? ([other, one] as const) : names;
    chosen.push(extended(ordered, shared, scenes, isMotif));
  }
  return chosen;
}

const SHORT_SCRIPT = 40;
const MOST_CAST = 40;
const MOST_COVERED = 0.6;
const MOST_WORDS = 4;

function weight({ scenes, names }: { scenes: readonly IndexedScene[]; names: readonly [string, string] }): number {
  // In a scene of many, two of them carry only a part.
  return scenes.reduce(
    (sum, { scene }) => sum + (Math.max(1, scene.eighths) * 2) / Math.max(names.length, scene.cast.length),
    0,
  );
}

function extended(
  names: readonly [string, string],
  shared: readonly IndexedScene[],
  all: readonly IndexedScene[],
  isMotif: (stem: string) => boolean,
): PairThread {
  const words = sharedWords(shared, all, isMotif);
  const place = mainPlace(shared, all);
  const scenes = all.filter((at) => {
    if (shared.includes(at)) return true;
    if (!at.scene.cast.some((name) => names.includes(name))) return false;
    const common = words.filter((word) => at.words.has(word)).length;
    return common >= 2 || (common >= 1 && place !== '' && at.place === place);
  });
  return { names, scenes, place, words };
}

/** Nouns in at least two and a quarter of these scenes, and mostly here: the most peculiar to them first. */
function sharedWords(
  shared: readonly IndexedScene[],
  all: readonly IndexedScene[],
  isMotif: (stem: string) => boolean,
): string[] {
  const inside = tally(shared);
  const everywhere = tally(all);
  const peculiar = (word: string, count: number): number => (count * count) / (everywhere.get(word) ?? count);
  return [...inside]
    .filter(
      ([word, count]) =>
        count >= 2 && count >= shared.length * 0.25 && count >= (everywhere.get(word) ?? count) * 0.5 && isMotif(word),
    )
    .sort(([one, ones], [other, others]) => peculiar(other, others) - peculiar(one, ones) || (one < other ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word]) => word);
}

function tally(scenes: readonly IndexedScene[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { words } of scenes) for (const word of words.keys()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** The place of at least two fifths of these scenes. */
function mainPlace(shared: readonly IndexedScene[], all: readonly IndexedScene[]): string {
  const counts = new Map<string, number>();
  for (const { place } of shared) if (place !== '') counts.set(place, (counts.get(place) ?? 0) + 1);
  const [best] = [...counts].sort(([, one], [, other]) => other - one);
  if (best === undefined || best[1] < 2 || best[1] < shared.length * 0.4) return '';
  return all.some(({ place }) => place === best[0]) ? best[0] : '';
}

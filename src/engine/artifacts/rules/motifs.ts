import { nameStems, type IndexedScene } from './indexedScenes';
import { isNoun, isOnlyVerb, type NounUses } from './nounUses';
import type { SceneSentence } from './sceneSentences';
import { isStageNoun } from './stageNouns';

/** A thing or word that comes back through a script. */
export interface Motif {
  readonly stem: string;
  /** As the script mostly writes it, in small letters. */
  readonly surface: string;
  /** The scenes it stands in, in order, each with the first line that has it. */
  readonly uses: readonly { readonly at: IndexedScene; readonly line: SceneSentence }[];
  readonly score: number;
}

/**
 * The words that recur through a script without being everywhere: nouns (behind an article or possessive, or in capitals as
 * a prop) in at least three scenes and at most a third of them, most telling first: spread over the script, seen as well as
 * spoken of. Names, and what stands on every page (doors, hands, nights), are none.
 */
export function motifsOf(scenes: readonly IndexedScene[], nouns: ReadonlyMap<string, NounUses>): Motif[] {
  const names = nameStems(scenes);
  const most = Math.max(
    MOST_IN_FEW,
    Math.floor(scenes.length * (scenes.length < SHORT_SCRIPT ? MOST_SHARE_IN_SHORT : MOST_SHARE)),
  );
  const byStem = new Map<string, { at: IndexedScene; lines: readonly SceneSentence[] }[]>();
  for (const at of scenes) {
    for (const [stem, all] of at.words) {
      // What rings is no ring.
      const lines = all.filter(({ quote }) => !isOnlyVerb(stem, quote));
      if (lines.length === 0) continue;
      const entry = byStem.get(stem);
      if (entry === undefined) byStem.set(stem, [{ at, lines }]);
      else entry.push({ at, lines });
    }
  }
  const motifs: Motif[] = [];
  for (const [stem, places] of byStem) {
    if (
      places.length < FEWEST_SCENES ||
      places.length > most ||
      names.has(stem) ||
      isStageNoun(stem) ||
      stem.length < 3
    )
      continue;
    const uses = nouns.get(stem);
    if (uses === undefined || !isNoun(uses)) continue;
    const first = places[0];
    const last = places.at(-1);
    if (first === undefined || last === undefined) continue;
    const spread = (last.at.order - first.at.order) / Math.max(1, scenes.length - 1);
    const seen = places.some(({ lines }) => lines.some(({ speaker }) => speaker === null));
    const spoken = places.some(({ lines }) => lines.some(({ speaker }) => speaker !== null));
    const rarity = Math.log(1 + scenes.length / places.length);
    motifs.push({
      stem,
      surface: uses.surface,
      uses: places.flatMap(({ at, lines }) => (lines[0] === undefined ? [] : [{ at, line: lines[0] }])),
      score:
        spread *
        Math.sqrt(places.length + Math.min(uses.total, 2 * places.length)) *
        rarity *
        across(places.map(({ at }) => at)) *
        (seen && spoken ? 1.4 : 1) *
        (uses.capitals > 0 ? 1.4 : 1),
    });
  }
  return motifs.sort((one, other) => other.score - one.score || (one.stem < other.stem ? -1 : 1));
}

/** A motif of many mouths goes through the stories; one of two people belongs to theirs. */
function across(scenes: readonly IndexedScene[]): number {
  const people = new Set(scenes.flatMap(({ scene }) => scene.cast)).size;
  return people <= 2 ? 0.6 : 1;
}

const FEWEST_SCENES = 3;
const MOST_SHARE = 0.2;
/** A handful of scenes may all but one have it. */
const MOST_IN_FEW = 6;
/** In a short script what it is about is in half of its scenes. */
const MOST_SHARE_IN_SHORT = 0.5;
const SHORT_SCRIPT = 60;

import { eachWord } from './eachWord';
import type { NewScene } from './matchScenes';

/** What a scene's words say about which scene it is. */
export interface SceneProfile {
  /** In capitals, blanks folded. */
  readonly heading: string;
  /** What stands below the heading, without blanks at its ends. */
  readonly body: string;
  /** Words and pairs of neighbouring words below the heading, by hash, with what each says: rare ones much, names little. */
  readonly weights: ReadonlyMap<number, number>;
  /** Sum of the weights; 0 where nothing stands below the heading. */
  readonly total: number;
  /** What the rarest word weighs. */
  readonly unit: number;
}

/**
 * Prepares profiles of scenes of one script: `news` as it is now, `olds` what it is compared with. How rare a word is comes from a
 * sample of both, so that the time does not grow with the script for one changed scene. Names of the cast weigh little: who is in a scene says not which one it is.
 */
export function sceneProfiler(
  news: readonly NewScene[],
  olds: readonly NewScene[],
): (scene: NewScene | undefined) => SceneProfile {
  const sample = [...everyFew(news), ...everyFew(olds)];
  /** In how many scenes of the sample each feature stands. */
  const counts = new Map<number, number>();
  sample.forEach((scene) => {
    const seen = new Set<number>();
    eachFeature(bodyOf(scene).slice(0, SAMPLE_LENGTH), (feature) => {
      if (seen.has(feature)) return;
      seen.add(feature);
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
    });
  });
  const names = new Set<number>();
  for (const { cast } of [...news, ...olds]) for (const name of cast) eachWord(name, (hash) => names.add(hash));
  const unit = Math.log2(sample.length + ASSUMED + 1);
  return (scene) => {
    const weights = new Map<number, number>();
    let total = 0;
    if (!scene) return { heading: '', body: '', weights, total, unit };
    const body = bodyOf(scene);
    eachFeature(body, (feature, commonness, first, second) => {
      if (weights.has(feature)) return;
      const part = !names.has(first) && !names.has(second) ? 1 : second === 0 ? NAME : NAME_PAIR;
      const rarity = unit - Math.log2((counts.get(feature) ?? 0) + commonness + 1);
      const weight = Math.max(LEAST_RARITY * unit, rarity) * part;
      weights.set(feature, weight);
      total += weight;
    });
    return { heading: scene.heading.toUpperCase().replace(/\s+/g, ' ').trim(), body, weights, total, unit };
  };
}

const SAMPLE = 64;
const SAMPLE_LENGTH = 8_000;
/** Scenes assumed to exist beside the sample, and in how many of them short words stand: a script of two scenes says nothing about that. */
const ASSUMED = 8;
const SHORT_WORD = 6;
const SHORT_PAIR = 4;
/** Share of `unit` that a word weighs which stands in every scene: equal scenes, edited alike, have no other. */
const LEAST_RARITY = 0.03;
const NAME = 0.2;
const NAME_PAIR = 0.5;

function everyFew(scenes: readonly NewScene[]): readonly NewScene[] {
  const step = Math.ceil(scenes.length / SAMPLE);
  return scenes.filter((_, i) => i % step === 0);
}

/** Calls `visit` for every word and every pair of neighbouring words; `second` is 0 for a single word. */
function eachFeature(
  text: string,
  visit: (feature: number, commonness: number, first: number, second: number) => void,
): void {
  let before = 0;
  let shortBefore = false;
  eachWord(text, (hash, length) => {
    const isShort = length <= 3;
    visit(hash, isShort ? SHORT_WORD : 0, hash, 0);
    if (before !== 0) visit(Math.imul(before, 31) ^ hash, isShort && shortBefore ? SHORT_PAIR : 0, before, hash);
    before = hash;
    shortBefore = isShort;
  });
}

/** A scene's text behind its heading line. */
function bodyOf({ text, heading }: NewScene): string {
  const at = heading === '' ? -1 : text.indexOf(heading);
  if (at === -1) return text;
  const end = text.indexOf('\n', at + heading.length);
  return end === -1 ? '' : text.slice(end).trim();
}

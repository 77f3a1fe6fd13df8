import { fusedRanking } from './fusedRanking';
import type { LexicalIndex } from './lexicalIndex';
import type { SearchableScene } from './searchableScene';
import { searchScenes, type VectorMatch } from './searchScenes';
import { queryTerms, searchTerms } from './searchTerms';
import { wordsToFind } from './wordsToFind';

/** Where a question is likely to be answered. */
export interface LikelyScenes {
  /** Scenes, best first. */
  readonly ids: readonly string[];
  /** Those that search itself finds, within what the question states. */
  readonly hits: ReadonlySet<string>;
  /** What each term that was looked for tells of the question: its weight by its rarity, above 0. */
  readonly words: ReadonlyMap<string, number>;
}

export interface LikelyScenesOptions {
  readonly question: string;
  readonly scenes: readonly SearchableScene[];
  readonly index: LexicalIndex;
  readonly vectorRanking: readonly VectorMatch[];
}

/** What a word counts that only holds the question together. */
const FRAME_WEIGHT = 0.3;
/** What the better of its neighbours gives to a scene: what happens is told in runs of scenes, and asked about as one. */
const NEIGHBOUR_SHARE = 0.3;

/**
 * The scenes that search finds, and behind or between them those that merely have the words, or stand beside one that
 * does: what search takes for a person or place to keep to may be none. Full-text rank counts by itself once more, so that
 * what it alone would have put first is never far.
 */
export function likelyScenes({ question, scenes, index, vectorRanking }: LikelyScenesOptions): LikelyScenes {
  const hits = searchScenes({ query: question, limit: scenes.length, index, vectorRanking, scenes });
  const { weights } = wordsToFind(queryTerms(question), index);
  const all = new Map(searchTerms(question).map(({ term }) => [term, FRAME_WEIGHT]));
  for (const [term, weight] of weights) all.set(term, weight);
  const terms = [...all].map(([term, weight]) => ({ term, weight }));
  const place = new Map(scenes.map(({ id }, at) => [id, at]));
  const placeOf = ({ sceneId }: { readonly sceneId: string }): number => place.get(sceneId) ?? -1;
  // Of scenes that fit alike the earlier one comes first, whatever their ids.
  const ranked = index.rank(terms).sort((a, b) => b.score - a.score || placeOf(a) - placeOf(b));
  const scores = new Map(ranked.map(({ sceneId, score }) => [sceneId, score]));
  const scoreAt = (at: number): number => scores.get(scenes[at]?.id ?? '') ?? 0;
  const inRuns = scenes
    .map(({ id }, at) => ({ id, score: scoreAt(at) + NEIGHBOUR_SHARE * Math.max(scoreAt(at - 1), scoreAt(at + 1)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const found = fusedRanking(
    hits.map(({ sceneId }) => sceneId),
    inRuns.map(({ id }) => id),
  );
  return {
    hits: new Set(hits.map(({ sceneId }) => sceneId)),
    ids: fusedRanking(
      found,
      ranked.map(({ sceneId }) => sceneId),
    ),
    words: new Map([...weights].map(([term, weight]) => [term, weight * index.rarity(term)])),
  };
}

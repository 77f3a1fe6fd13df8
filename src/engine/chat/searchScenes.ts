import type { SearchHit } from '../../story/searchResult';
import { comparableText } from './comparableText';
import type { KnownName } from './knownNames';
import type { LexicalIndex, WeightedTerm } from './lexicalIndex';
import { matchReasons } from './matchReasons';
import { passingScenes, type PassingScene } from './sceneFilters';
import { bestLine } from './sceneQuote';
import type { SceneLine } from './sceneLines';
import { sceneSettings } from './sceneSettings';
import type { SearchableScene } from './searchableScene';
import { relatedTerms } from './relatedWords';
import { readSearchQuery, type SearchQuery } from './searchQuery';
import { searchTerms, type SearchTerm } from './searchTerms';
import { ordinaryWordsOf, speakersOf, standsInScript } from './scriptNames';
import { wordsToFind } from './wordsToFind';

/** A scene that search found; the engine turns `lineOffset` into the document's line. */
export interface SceneHit extends Omit<SearchHit, 'line'> {
  /** Where the quote stands, else the heading: line in the scene's slice, from 0. */
  readonly lineOffset: number;
}

/** A scene's nearness to the query in one embedder's space, -1 to 1. */
export interface VectorMatch {
  readonly sceneId: string;
  readonly similarity: number;
}

export interface SceneSearch {
  readonly query: string;
  /** At most this many hits. */
  readonly limit: number;
  /** Has exactly `scenes` in it. */
  readonly index: LexicalIndex;
  /** In any order; empty if there are no vectors. */
  readonly vectorRanking: readonly VectorMatch[];
  /** From this similarity on a scene without any of the words is found too; depends on the embedder. Default: hashed features'. */
  readonly vectorFloor?: number;
  /** Live scenes in script order; a passage stands where its text stands. */
  readonly scenes: readonly SearchableScene[];
  /** Characters with aliases; without it, those who speak. */
  readonly names?: readonly KnownName[];
}

/** Hashed features of a query and a scene that share no word stay below this. */
export const HASHED_VECTOR_FLOOR = 0.3;

/**
 * The scenes that fit the query best, best first: word search fused with vectors, within what the query states (who,
 * where, when, act, scene, before and after, first and last, quoted words). Each hit has the line that fits best and why
 * it was found. Nothing fits: no hits, never the least bad scene. The same input gives the same hits.
 */
export function searchScenes(search: SceneSearch): SceneHit[] {
  const { scenes } = search;
  if (!(search.limit > 0) || search.query.trim() === '') return [];
  const settings = sceneSettings(scenes);
  const names = search.names ?? speakersOf(scenes);
  const lastAct = scenes.reduce<number | null>(
    (last, { act }) => (act === null ? last : Math.max(act, last ?? 0)),
    null,
  );
  const query = readSearchQuery(search.query, {
    names,
    settings,
    lastAct,
    isOrdinaryWord: ordinaryWordsOf(scenes),
    stands: standsInScript(scenes),
  });
  if (!query.stated) return [];

  const context = { index: search.index, scenes, settings, names };
  let best: SceneHit[] = [];
  for (const reading of readings(query)) {
    const hits = hitsAmong(passingScenes(reading, context), reading, search);
    if ((best[0]?.score ?? 0) < MUCH_BETTER * (hits[0]?.score ?? 0)) best = hits;
  }
  return best;
}

/** A looser reading of the query is taken where the stricter one finds nothing this good beside it. */
const MUCH_BETTER = 0.6;

/** The query as read, then with what may be no filter as words: "at the door" need not be a place, "after the robbery" no time. */
function* readings(query: SearchQuery): Generator<SearchQuery> {
  yield query;
  const asTerms = (terms: readonly string[]): SearchTerm[] => terms.map((term) => ({ term, word: term, offset: 0 }));
  if (query.where !== null) yield { ...query, where: null, terms: [...query.terms, ...asTerms(query.where)] };
  if (query.side !== null) yield { ...query, side: null, terms: [...query.terms, ...asTerms(query.side.terms)] };
}

/** Words that only name whom or where a filter has asked for count this much beside the others. */
const FILTER_TERM_WEIGHT = 0.4;
/** Share of the vectors in the fused score. */
const VECTOR_SHARE = 0.15;
/** A line that has all the words makes its scene this much better. */
const LINE_BONUS = 0.5;
/** So many of the best are looked at line by line. */
const LOOKED_AT = 60;
/** With "first" or "last" asked, scenes at least this good beside the best are put in script order. */
const GOOD_ENOUGH = 0.6;

const FEW = 8;
const FEW_SHARE = 0.1;

interface Scored {
  readonly passing: PassingScene;
  readonly position: number;
  readonly lexical: number;
  readonly similarity: number;
  score: number;
}

function hitsAmong(passing: readonly PassingScene[], query: SearchQuery, search: SceneSearch): SceneHit[] {
  const { index, limit } = search;
  const { terms, asked } = termsToFind(query, index);
  const wanted = query.terms.length > 0;
  const lexical = new Map(index.rank(terms).map((match) => [match.sceneId, match]));
  const similarity = new Map(search.vectorRanking.map((match) => [match.sceneId, match.similarity]));
  // To hashed features a name is its letters: it makes a scene near whatever else is asked about the character.
  const floor = search.vectorFloor ?? (query.who.length > 0 ? Infinity : HASHED_VECTOR_FLOOR);
  const own = new Set([
    ...query.terms.flatMap(({ term }) => [term, ...relatedTerms(term), ...index.kin(term)]),
    ...asked.keys(),
  ]);

  // Few scenes have this character at this place: they are what was asked for, whatever words the question used.
  const few = query.who.length > 0 && passing.length <= Math.max(FEW, search.scenes.length * FEW_SHARE);
  let scored: Scored[] = [];
  passing.forEach((scene, position) => {
    const match = lexical.get(scene.scene.id);
    const near = similarity.get(scene.scene.id) ?? 0;
    const hasWord = match?.matched.some((term) => own.has(term)) ?? false;
    if (wanted && !hasWord && !few && near < floor) return;
    scored.push({ passing: scene, position, lexical: match?.score ?? 0, similarity: near, score: 0 });
  });
  fuse(scored);
  if (!wanted && terms.length === 0) scored.forEach((one) => (one.score = 1 - one.position / (passing.length + 1)));

  const weights = new Map(terms.map(({ term, weight }) => [term, weight * index.rarity(term)]));
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  scored.sort(byScore);
  for (const one of scored.slice(0, LOOKED_AT)) {
    const line = bestLine(index.lines(one.passing.scene.id), weights);
    if (line !== null && all > 0) one.score *= 1 + (LINE_BONUS * line.score) / all;
  }
  if (query.region !== null) for (const one of scored) one.score *= nearness(one.passing.scene, query.region, search);
  scored.sort(byScore);
  if (query.order !== null) scored = inOrder(scored, query.order, wanted ? GOOD_ENOUGH : 0);
  return scored.slice(0, limit).map((one) => hitOf(one, query, index, weights, asked));
}

function byScore(a: Scored, b: Scored): number {
  return b.score - a.score || a.position - b.position;
}

function termsToFind(
  query: SearchQuery,
  index: LexicalIndex,
): { readonly terms: readonly WeightedTerm[]; readonly asked: ReadonlyMap<string, string> } {
  const { weights, asked } = wordsToFind(query.terms, index);
  const add = (term: string, weight: number): void => {
    weights.set(term, Math.max(weight, weights.get(term) ?? 0));
  };
  for (const text of query.phrases) for (const { term } of searchTerms(text)) add(term, 1);
  for (const text of [...query.who, ...(query.where ?? [])])
    for (const { term } of searchTerms(text)) add(term, FILTER_TERM_WEIGHT);
  return { terms: [...weights].map(([term, weight]) => ({ term, weight })), asked };
}

/** Both scores on the scale of the word search: the vectors decide among scenes that the words leave close. */
function fuse(scored: readonly Scored[]): void {
  const bestLexical = Math.max(0, ...scored.map(({ lexical }) => lexical));
  const bestSimilarity = Math.max(0, ...scored.map(({ similarity }) => similarity));
  for (const one of scored) {
    const near = bestSimilarity === 0 ? 0 : Math.max(0, one.similarity) / bestSimilarity;
    one.score = (1 - VECTOR_SHARE) * one.lexical + VECTOR_SHARE * near * (bestLexical || bestSimilarity);
  }
}

/** How near a scene is to a place in the script, .4 to 1. */
function nearness(scene: SearchableScene, region: number, { scenes }: SceneSearch): number {
  const at = scene.index === null ? 0 : (scene.index + 0.5) / Math.max(1, scenes.length);
  return 0.4 + 0.6 * Math.exp(-(((at - region) / 0.15) ** 2) / 2);
}

function inOrder(scored: readonly Scored[], order: 'first' | 'last', share: number): Scored[] {
  const enough = (scored[0]?.score ?? 0) * share;
  const good = scored.filter(({ score }) => score >= enough);
  const rest = scored.filter(({ score }) => score < enough);
  good.sort((a, b) => (order === 'first' ? a.position - b.position : b.position - a.position));
  return [...good, ...rest];
}

function hitOf(
  one: Scored,
  query: SearchQuery,
  index: LexicalIndex,
  weights: ReadonlyMap<string, number>,
  asked: ReadonlyMap<string, string>,
): SceneHit {
  const { scene, passed } = one.passing;
  const lines = index.lines(scene.id);
  const heading = lines.find(({ field }) => field === 'heading') ?? lines[0];
  const best = phraseLine(lines, query.phrases) ?? bestLine(lines, weights);
  const why = matchReasons(scene, lines, new Set(weights.keys()), passed, asked);
  return {
    sceneId: scene.id,
    index: scene.index,
    label: scene.label,
    heading: scene.heading,
    score: Number(one.score.toFixed(4)),
    quote: best?.quote ?? null,
    lineOffset: best?.lineOffset ?? heading?.lineOffset ?? 0,
    why: why === '' ? 'similar wording' : why,
  };
}

function phraseLine(
  lines: readonly SceneLine[],
  phrases: readonly string[],
): { readonly quote: string; readonly lineOffset: number } | null {
  for (const phrase of phrases) {
    const line = lines.find(({ text }) => comparableText(text).includes(comparableText(phrase)));
    if (line !== undefined) return { quote: line.text, lineOffset: line.lineOffset };
  }
  return null;
}

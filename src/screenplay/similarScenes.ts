import type { NewScene, OldScene } from './matchScenes';
import { sceneProfiler, type SceneProfile } from './sceneProfile';

/** Which scenes are still to be matched, and where they stand. */
export interface OpenScenes {
  readonly freeOld: readonly number[];
  readonly freeNew: readonly number[];
  /** For each new scene, the positions of the matched old scenes around it, both exclusive. */
  readonly gaps: readonly (readonly [number, number])[];
}

/** A new scene and the old one it is taken to be: positions in the lists given. */
export interface SimilarPair {
  readonly oldPosition: number;
  readonly newPosition: number;
}

/**
 * Pairs scenes by what they have in common, each at most once; the pair that shares most goes first, so that of a split or joined
 * scene the larger part goes on. Scenes that left are asked after those that are there. Candidates come from an index of words and
 * word pairs that leaves out what many scenes share, and from the same place, so the time grows with the text and not with the
 * product of the lists.
 */
export function similarScenes(
  olds: readonly OldScene[],
  news: readonly NewScene[],
  { freeOld, freeNew, gaps }: OpenScenes,
): SimilarPair[] {
  const profileOf = sceneProfiler(
    news,
    freeOld.flatMap((position) => olds[position] ?? []),
  );
  const profiles = new Map(freeNew.map((position) => [position, profileOf(news[position])]));
  const places = placesOf(olds, { freeOld, freeNew, gaps });
  const pairs: SimilarPair[] = [];
  for (const areLive of [true, false]) {
    const asked = freeOld.filter((position) => (olds[position]?.index !== null) === areLive);
    if (asked.length === 0) continue;
    const taken = new Set(pairs.map(({ newPosition }) => newPosition));
    const askedProfiles = new Map(asked.map((position) => [position, profileOf(olds[position])]));
    const index = indexOf(askedProfiles);
    const edges: Edge[] = [];
    for (const [newPosition, scene] of profiles) {
      if (taken.has(newPosition)) continue;
      const place = areLive ? places.get(newPosition) : undefined;
      const candidates = sharing(scene, index);
      for (const oldPosition of place?.near ?? []) candidates.add(oldPosition);
      for (const oldPosition of candidates) {
        const old = askedProfiles.get(oldPosition);
        if (!old) continue;
        const offset = place === undefined ? null : offsetIn(place, oldPosition);
        const weight = weigh(old, scene, { offset, isAlone: place?.isAlone === true && offset === 0 });
        if (weight > 0) edges.push({ oldPosition, newPosition, weight, offset: offset ?? Infinity });
      }
    }
    pairs.push(...bestTogether(edges));
  }
  return pairs;
}

/**
 * The best pair first; then whoever came away with nothing gets their scene back where both pairs together share more: a line that
 * went from one scene to the next does not take the scene along.
 */
function bestTogether(edges: Edge[]): SimilarPair[] {
  edges.sort(
    (a, b) =>
      b.weight - a.weight || a.offset - b.offset || a.newPosition - b.newPosition || a.oldPosition - b.oldPosition,
  );
  const ofOld = new Map<number, Edge>();
  const ofNew = new Map<number, Edge>();
  const take = (edge: Edge): void => {
    ofOld.set(edge.oldPosition, edge);
    ofNew.set(edge.newPosition, edge);
  };
  for (const edge of edges) if (!ofOld.has(edge.oldPosition) && !ofNew.has(edge.newPosition)) take(edge);
  const choices = new Map<number, Edge[]>();
  for (const edge of edges) {
    const known = choices.get(edge.newPosition);
    if (!known) choices.set(edge.newPosition, [edge]);
    else if (known.length < CHOICES) known.push(edge);
  }
  for (const edge of edges) {
    const taker = ofOld.get(edge.oldPosition);
    if (taker === undefined || ofNew.has(edge.newPosition)) continue;
    const instead = choices.get(taker.newPosition)?.find(({ oldPosition }) => !ofOld.has(oldPosition));
    if (instead === undefined || edge.weight + instead.weight <= taker.weight) continue;
    take(edge);
    take(instead);
  }
  return [...ofNew.values()].sort((a, b) => a.newPosition - b.newPosition);
}

/** So many scenes are considered for one that gives its own back. */
const CHOICES = 8;

interface Edge extends SimilarPair {
  readonly weight: number;
  /** How far the two are from standing at the same place between the same neighbours. */
  readonly offset: number;
}

/*
 * How much of two scenes must be the same, from 0 to 1. Measured on screenplays of several writers: two nearby scenes of one script
 * share up to .13 (99 % of them; repetitive ones up to .21); one of more than fifty words that had three of five words written anew
 * still shares .29 and more, one of more than fifteen .24. Below that chance rules. The place between the same neighbours and the
 * heading lower the bar, and are never enough alone.
 */
const ALIKE_LONG = 0.24;
const ALIKE = 0.2;
const ALIKE_AT_ITS_PLACE = 0.18;
const ALIKE_AT_ITS_PLACE_AND_HEADING = 0.13;
const ALIKE_SHORT_AT_ITS_PLACE_AND_HEADING = 0.1;
/** In what the rarest word weighs: about fifteen and fifty words. */
const SHORT = 25;
const LONG = 100;
/** How much of the smaller of two scenes must stand in the larger one, where it grew, shrank, was split or joined. */
const CONTAINED = 0.6;
const CONTAINED_AT_ITS_PLACE = 0.5;

interface Standing {
  /** 0: at the same place between the same neighbours; null: not between the same neighbours. */
  readonly offset: number | null;
  /** The only two that are left between their neighbours. */
  readonly isAlone: boolean;
}

/** What speaks for two scenes being one: what they share, weighed; 0 where that is too little. */
function weigh(old: SceneProfile, scene: SceneProfile, { offset, isAlone }: Standing): number {
  const sameHeading = old.heading !== '' && old.heading === scene.heading;
  const isNear = offset !== null && offset <= NEAR;
  const shared = sharedWeight(old, scene);
  const smaller = Math.min(old.total, scene.total);
  const alike = (2 * shared) / (old.total + scene.total + scene.unit);
  const contained = shared / (smaller + scene.unit);
  const isSame =
    smaller > 0 &&
    (alike >= barFor(smaller / scene.unit, isAlone, sameHeading) ||
      contained >= (sameHeading || (isNear && smaller >= SHORT * scene.unit) ? CONTAINED_AT_ITS_PLACE : CONTAINED));
  if (isSame) return shared * (1 + (isNear ? PLACE : 0) + (sameHeading ? HEADING : 0));
  // A heading that has no scene below it yet, or has just got one, or a first word; a heading that is being typed.
  if (sameHeading && offset !== null && isBeginning(old.body, scene.body)) return LEAST;
  return isAlone && old.body + scene.body === '' && isBeginning(old.heading, scene.heading) ? LEAST / 2 : 0;
}

function barFor(length: number, isAlone: boolean, sameHeading: boolean): number {
  if (isAlone && sameHeading) {
    return length < SHORT ? ALIKE_SHORT_AT_ITS_PLACE_AND_HEADING : ALIKE_AT_ITS_PLACE_AND_HEADING;
  }
  if (length < SHORT) return isAlone ? ALIKE_AT_ITS_PLACE : ALIKE;
  return length < LONG ? ALIKE : ALIKE_LONG;
}

/** Less than any shared word weighs. */
const LEAST = 1e-6;
/** Where two share as much, these decide; they must not outweigh the larger part of a split scene. */
const PLACE = 0.04;
const HEADING = 0.02;
const NEAR = 2;

function isBeginning(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return long.startsWith(short);
}

function sharedWeight(a: SceneProfile, b: SceneProfile): number {
  const [small, large] = a.weights.size < b.weights.size ? [a.weights, b.weights] : [b.weights, a.weights];
  let shared = 0;
  for (const [feature, weight] of small) if (large.has(feature)) shared += weight;
  return shared;
}

/** A feature that more scenes than this share finds nobody. */
const COMMON = 16;
/** Share of the most that a word can weigh, from which it is looked up. */
const RARE = 0.4;
const CANDIDATES = 8;

function indexOf(profiles: ReadonlyMap<number, SceneProfile>): ReadonlyMap<number, number[]> {
  const index = new Map<number, number[]>();
  for (const [position, { weights, unit }] of profiles) {
    for (const [feature, weight] of weights) {
      if (weight < RARE * unit) continue;
      const posted = index.get(feature);
      if (!posted) index.set(feature, [position]);
      else if (posted.length <= COMMON) posted.push(position);
    }
  }
  return index;
}

/** The old scenes that share most with this one. */
function sharing({ weights, unit }: SceneProfile, index: ReadonlyMap<number, number[]>): Set<number> {
  const shared = new Map<number, number>();
  for (const [feature, weight] of weights) {
    const posted = weight < RARE * unit ? undefined : index.get(feature);
    if (!posted || posted.length > COMMON) continue;
    for (const position of posted) shared.set(position, (shared.get(position) ?? 0) + weight);
  }
  const best = [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, CANDIDATES);
  return new Set(best.map(([position]) => position));
}

/** The stretch between two matched neighbours, as one new scene in it sees it. */
interface Place {
  /** Positions of the free old scenes in the stretch that stand about where it stands. */
  readonly near: readonly number[];
  readonly isAlone: boolean;
  /** The stretch in `freeOld`, and the scene's rank from both of its ends. */
  readonly ranks: ReadonlyMap<number, number>;
  readonly rank: number;
  readonly oldCount: number;
  readonly newCount: number;
}

function offsetIn({ ranks, rank, oldCount, newCount }: Place, oldPosition: number): number | null {
  const oldRank = ranks.get(oldPosition);
  if (oldRank === undefined) return null;
  return Math.min(Math.abs(oldRank - rank), Math.abs(oldCount - oldRank - (newCount - rank)));
}

function placesOf(olds: readonly OldScene[], { freeOld, freeNew, gaps }: OpenScenes): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>();
  const live = freeOld.filter((position) => olds[position]?.index !== null);
  let at = 0;
  for (let from = 0; from < freeNew.length;) {
    const [after, until] = gaps[freeNew[from] ?? 0] ?? [-1, -1];
    let to = from;
    while (to < freeNew.length && gaps[freeNew[to] ?? 0]?.[0] === after && gaps[freeNew[to] ?? 0]?.[1] === until) to++;
    while (at < live.length && (live[at] ?? 0) <= after) at++;
    let end = at;
    while (end < live.length && (live[end] ?? 0) < until) end++;
    const ranks = new Map(live.slice(at, end).map((position, rank) => [position, rank]));
    const [oldCount, newCount] = [end - at, to - from];
    for (let rank = 0; rank < newCount; rank++) {
      const near = new Set<number>();
      for (const middle of [rank, oldCount - newCount + rank]) {
        for (let k = Math.max(0, middle - NEAR); k <= Math.min(oldCount - 1, middle + NEAR); k++) {
          const position = live[at + k];
          if (position !== undefined) near.add(position);
        }
      }
      const isAlone = oldCount === 1 && newCount === 1;
      places.set(freeNew[from + rank] ?? 0, { near: [...near], isAlone, ranks, rank, oldCount, newCount });
    }
    from = to;
  }
  return places;
}

import type { NewScene, OldScene } from './matchScenes';

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
 * Pairs scenes by likeness of content, best first, each at most once. Candidates come from an index of words and word pairs that
 * leaves out what many scenes share, so the time grows with the text and not with the product of the lists.
 */
export function similarScenes(
  olds: readonly OldScene[],
  news: readonly NewScene[],
  { freeOld, freeNew, gaps }: OpenScenes,
): SimilarPair[] {
  const oldProfiles = new Map(freeOld.map((position) => [position, profileOf(olds[position])]));
  const index = indexOf(oldProfiles);
  const edges: (SimilarPair & { readonly score: number })[] = [];
  for (const newPosition of freeNew) {
    const scene = profileOf(news[newPosition]);
    const gap = gaps[newPosition] ?? [-1, -1];
    for (const oldPosition of candidatesFor(scene, index, gap, freeOld)) {
      const old = oldProfiles.get(oldPosition);
      if (!old) continue;
      const isBetween = oldPosition > gap[0] && oldPosition < gap[1];
      const isRemoved = olds[oldPosition]?.index === null;
      const score = likeness(old, scene) + (isBetween ? BETWEEN_NEIGHBOURS : 0) - (isRemoved ? REMOVED : 0);
      if (score >= THRESHOLD) edges.push({ oldPosition, newPosition, score });
    }
  }
  edges.sort((a, b) => b.score - a.score || a.newPosition - b.newPosition || a.oldPosition - b.oldPosition);
  const takenOld = new Set<number>();
  const takenNew = new Set<number>();
  return edges.filter(({ oldPosition, newPosition }) => {
    if (takenOld.has(oldPosition) || takenNew.has(newPosition)) return false;
    takenOld.add(oldPosition);
    takenNew.add(newPosition);
    return true;
  });
}

/** Content counts up to 1; what is only evidence can never reach the threshold alone. */
const THRESHOLD = 0.34;
const BETWEEN_NEIGHBOURS = 0.12;
const SAME_HEADING = 0.1;
const SAME_CAST = 0.08;
const REMOVED = 0.04;
/** A feature that more scenes than this share finds nobody. */
const COMMON = 16;
const CANDIDATES = 8;

interface Profile {
  readonly heading: string;
  readonly cast: ReadonlySet<string>;
  /** Hashes of the longer words and of all pairs of neighbouring words. */
  readonly words: ReadonlySet<number>;
  readonly pairs: ReadonlySet<number>;
}

function profileOf(scene: NewScene | undefined): Profile {
  if (!scene) return { heading: '', cast: new Set(), words: new Set(), pairs: new Set() };
  const heading = scene.heading.toUpperCase().replace(/\s+/g, ' ').trim();
  const tokens = bodyOf(scene).toLowerCase().match(WORD) ?? [];
  const words = new Set<number>();
  const pairs = new Set<number>();
  const all = new Set<number>();
  let before = 0;
  for (const token of tokens) {
    const hash = hashOf(token);
    all.add(hash);
    if (token.length > 3 || token.charCodeAt(0) > 127) words.add(hash);
    if (before !== 0) pairs.add(Math.imul(before, 31) ^ hash);
    before = hash;
  }
  return { heading, cast: new Set(scene.cast), words: words.size > 0 ? words : all, pairs };
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*/gu;

/** A scene's text behind its heading line. */
function bodyOf({ text, heading }: NewScene): string {
  const at = heading === '' ? -1 : text.indexOf(heading);
  if (at === -1) return text;
  const end = text.indexOf('\n', at + heading.length);
  return end === -1 ? '' : text.slice(end);
}

/** FNV-1a, 32 bits; never 0. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash === 0 ? 1 : hash;
}

function indexOf(profiles: ReadonlyMap<number, Profile>): ReadonlyMap<number, number[]> {
  const index = new Map<number, number[]>();
  for (const [position, { words, pairs }] of profiles) {
    for (const features of [words, pairs]) {
      for (const feature of features) {
        const posted = index.get(feature);
        if (!posted) index.set(feature, [position]);
        else if (posted.length <= COMMON) posted.push(position);
      }
    }
  }
  return index;
}

function candidatesFor(
  scene: Profile,
  index: ReadonlyMap<number, number[]>,
  [after, until]: readonly [number, number],
  freeOld: readonly number[],
): readonly number[] {
  const shared = new Map<number, number>();
  for (const features of [scene.words, scene.pairs]) {
    for (const feature of features) {
      const posted = index.get(feature);
      if (!posted || posted.length > COMMON) continue;
      for (const position of posted) shared.set(position, (shared.get(position) ?? 0) + 1);
    }
  }
  const best = [...shared].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, CANDIDATES);
  const candidates = new Set(best.map(([position]) => position));
  // Those in the same gap, where there are few, whatever they share.
  let low = 0;
  let high = freeOld.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((freeOld[middle] ?? 0) <= after) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < Math.min(low + CANDIDATES, freeOld.length); i++) {
    const position = freeOld[i] ?? until;
    if (position >= until) break;
    candidates.add(position);
  }
  return [...candidates];
}

function likeness(a: Profile, b: Profile): number {
  const sameHeading = a.heading !== '' && a.heading === b.heading;
  const evidence = (sameHeading ? SAME_HEADING : 0) + SAME_CAST * dice(a.cast, b.cast);
  if (a.words.size === 0 || b.words.size === 0) {
    // A heading that has no scene below it yet, or has just got one.
    if (!sameHeading) return 0;
    return evidence + (a.words.size === b.words.size ? BOTH_BARE : ONE_BARE);
  }
  const alike = (dice(a.words, b.words) + dice(a.pairs, b.pairs)) / 2;
  // A scene that grew holds all of what it was: as good as half alike.
  const grew = sameHeading || Math.min(a.words.size, b.words.size) > 3 ? contained(a.words, b.words) / 2 : 0;
  return evidence + Math.max(alike, grew);
}

const BOTH_BARE = 0.4;
const ONE_BARE = 0.2;

/** Shared members as a share of both sets, 0 to 1; 0 where one is empty. */
function dice<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  return a.size === 0 || b.size === 0 ? 0 : (2 * countShared(a, b)) / (a.size + b.size);
}

/** Shared members as a share of the smaller set, 0 to 1. */
function contained<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  return countShared(a, b) / Math.max(1, Math.min(a.size, b.size));
}

function countShared<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const member of small) if (large.has(member)) shared++;
  return shared;
}

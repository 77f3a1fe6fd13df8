import { editsBetween } from './editsBetween';
import { sceneLines, type LineField, type SceneLine } from './sceneLines';
import type { SearchableScene } from './searchableScene';
import { termReader } from './searchTerms';

/** How well a scene answers the words of a question. */
export interface LexicalMatch {
  readonly sceneId: string;
  /** BM25 over the weighted fields as a share of what the question could get at most: above 0, below 1. */
  readonly score: number;
  /** The question's terms that the scene has, in the question's order. */
  readonly matched: readonly string[];
}

/** A word to look for, and how much it counts beside the others; usually 1. */
export interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
}

/** Word search over the scenes of one script. Kept in memory, changed scene by scene. */
export interface LexicalIndex {
  /** Scenes in it. */
  readonly size: number;
  /** Adds the scene, or puts it in place of the one with its id. */
  put(scene: SearchableScene): void;
  /** Takes the scene out; nothing happens if it is not in. */
  remove(sceneId: string): void;
  /** Scenes with at least one of the terms (as `queryTerms` gives them), best first; equal scores in the order of ids. */
  rank(terms: readonly WeightedTerm[]): LexicalMatch[];
  /** The lines of a scene that is in the index, as `sceneLines` gives them; empty for any other. */
  lines(sceneId: string): readonly SceneLine[];
  /** How rare a term is: ln(1 + (N - n + 0.5) / (n + 0.5)); the highest of all for one that no scene has. */
  rarity(term: string): number;
  /** In how many scenes the term occurs. */
  scenesWith(term: string): number;
  /** Terms of the script that a word is derived from, or they from it, by their beginning: "inherit" for "inheritance". */
  kin(term: string): string[];
  /** The term of the script nearest to a misspelt one: from 6 letters on one edit, from 9 two, same first letter; null if none. */
  nearest(term: string): string | null;
}

/** Words in a heading or a cue say more about a scene than one in the middle of a speech; a card repeats the scene. */
export const FIELD_WEIGHTS: Readonly<Record<LineField | 'card' | 'cast', number>> = {
  heading: 2,
  cast: 1.5,
  cue: 0,
  dialogue: 1,
  action: 1,
  synopsis: 1,
  section: 0.5,
  card: 0.5,
};

// Robertson & Zaragoza 2009, *The Probabilistic Relevance Framework*: the usual k1; b below the usual .75, because a long
// scene of a screenplay is about more, not wordier.
const K1 = 1.2;
const B = 0.5;

export function buildLexicalIndex(scenes: readonly SearchableScene[]): LexicalIndex {
  let postings = new Map<string, Posting>();
  let slots: (Slot | null)[] = [];
  const slotOf = new Map<string, number>();
  let totalLength = 0;
  const termsOf = termReader();

  function put(scene: SearchableScene): void {
    remove(scene.id);
    const lines = sceneLines(scene.source);
    const weights = termWeights(scene, lines, termsOf);
    let length = 0;
    const slot = slots.length;
    for (const [term, weight] of weights) {
      length += weight;
      const posting = postings.get(term) ?? { slots: [], weights: [], live: 0 };
      posting.slots.push(slot);
      posting.weights.push(weight);
      posting.live++;
      postings.set(term, posting);
    }
    slots.push({ sceneId: scene.id, length, terms: [...weights.keys()], lines });
    slotOf.set(scene.id, slot);
    totalLength += length;
  }

  function remove(sceneId: string): void {
    const slot = slotOf.get(sceneId);
    const held = slot === undefined ? null : slots[slot];
    if (slot === undefined || held === null || held === undefined) return;
    for (const term of held.terms) {
      const posting = postings.get(term);
      if (posting !== undefined) posting.live--;
    }
    totalLength -= held.length;
    slots[slot] = null;
    slotOf.delete(sceneId);
    if (slots.length > 2 * slotOf.size + 64) compact();
  }

  /** Drops the slots of scenes that were replaced or removed; they only cost room and a look. */
  function compact(): void {
    const moved = new Map<number, number>();
    const kept: Slot[] = [];
    slots.forEach((held, slot) => {
      if (held === null) return;
      moved.set(slot, kept.length);
      slotOf.set(held.sceneId, kept.length);
      kept.push(held);
    });
    const fresh = new Map<string, Posting>();
    for (const [term, old] of postings) {
      const posting: Posting = { slots: [], weights: [], live: old.live };
      old.slots.forEach((slot, i) => {
        const to = moved.get(slot);
        if (to === undefined) return;
        posting.slots.push(to);
        posting.weights.push(old.weights[i] ?? 0);
      });
      if (posting.live > 0) fresh.set(term, posting);
    }
    slots = kept;
    postings = fresh;
  }

  function scenesWith(term: string): number {
    return postings.get(term)?.live ?? 0;
  }

  function rarity(term: string): number {
    const having = scenesWith(term);
    return Math.log(1 + (slotOf.size - having + 0.5) / (having + 0.5));
  }

  function rank(terms: readonly WeightedTerm[]): LexicalMatch[] {
    let most = 0;
    const averageLength = totalLength / Math.max(1, slotOf.size) || 1;
    const scores = new Map<number, { score: number; matched: string[] }>();
    for (const { term, weight: asked } of terms) {
      const idf = rarity(term) * asked;
      most += idf * (K1 + 1);
      const posting = postings.get(term);
      if (posting === undefined) continue;
      posting.slots.forEach((slot, i) => {
        const held = slots[slot];
        if (held === null || held === undefined) return;
        const weight = posting.weights[i] ?? 0;
        const norm = K1 * (1 - B + (B * held.length) / averageLength);
        const entry = scores.get(slot) ?? { score: 0, matched: [] };
        entry.score += (idf * weight * (K1 + 1)) / (weight + norm);
        entry.matched.push(term);
        scores.set(slot, entry);
      });
    }
    return [...scores]
      .map(([slot, { score, matched }]) => ({ sceneId: slots[slot]?.sceneId ?? '', score: score / most, matched }))
      .sort((a, b) => b.score - a.score || (a.sceneId < b.sceneId ? -1 : 1));
  }

  function lines(sceneId: string): readonly SceneLine[] {
    const slot = slotOf.get(sceneId);
    return slot === undefined ? [] : (slots[slot]?.lines ?? []);
  }

  function nearest(term: string): string | null {
    const most = term.length >= 9 ? 2 : 1;
    if (term.length < 6 || term.length > LONGEST_MISSPELT) return null;
    let best: string | null = null;
    let bestEdits = most + 1;
    let bestLive = 0;
    for (const [candidate, { live }] of postings) {
      if (live === 0 || !candidate.startsWith(term.charAt(0)) || Math.abs(candidate.length - term.length) > 1) continue;
      const edits = editsBetween(term, candidate, most);
      if (edits < bestEdits || (edits === bestEdits && edits <= most && live > bestLive)) {
        [best, bestEdits, bestLive] = [candidate, edits, live];
      }
    }
    return best;
  }

  function kin(term: string): string[] {
    if (term.length < SHORTEST_KIN || term.length > LONGEST_MISSPELT) return [];
    const beginning = term.slice(0, SHORTEST_KIN - 1);
    const found: string[] = [];
    for (const [candidate, { live }] of postings) {
      if (live === 0 || candidate === term || candidate.length < SHORTEST_KIN || !candidate.startsWith(beginning))
        continue;
      let shared = beginning.length;
      while (shared < term.length && term.charAt(shared) === candidate.charAt(shared)) shared++;
      if (shared >= KIN_SHARE * Math.max(term.length, candidate.length)) found.push(candidate);
    }
    return found;
  }

  for (const scene of scenes) put(scene);
  return {
    get size() {
      return slotOf.size;
    },
    put,
    remove,
    rank,
    lines,
    rarity,
    scenesWith,
    kin,
    nearest,
  };
}

interface Slot {
  readonly sceneId: string;
  /** Sum of its terms' weights. */
  readonly length: number;
  readonly terms: readonly string[];
  readonly lines: readonly SceneLine[];
}

interface Posting {
  readonly slots: number[];
  /** Weighted occurrences in the slot at the same position. */
  readonly weights: number[];
  /** Scenes that have the term now. */
  live: number;
}

const LONGEST_MISSPELT = 32;
const SHORTEST_KIN = 5;
/** So much of the longer word must be the same from its beginning on. */
const KIN_SHARE = 0.7;

function termWeights(
  scene: SearchableScene,
  lines: readonly SceneLine[],
  termsOf: ReturnType<typeof termReader>,
): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number): void => {
    if (weight === 0) return;
    for (const { term } of termsOf(text, { characters: true })) weights.set(term, (weights.get(term) ?? 0) + weight);
  };
  for (const { field, text } of lines) add(text, FIELD_WEIGHTS[field]);
  for (const name of scene.cast) add(name, FIELD_WEIGHTS.cast);
  if (scene.card !== null) add(scene.card, FIELD_WEIGHTS.card);
  return weights;
}

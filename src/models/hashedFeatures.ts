import type { Embedder } from './embedder';

/** Provider name under which the offline vectors are stored. */
export const HASHED_FEATURES_PROVIDER = 'offline';
/** Changes whenever a vector of any text would change. */
export const HASHED_FEATURES_MODEL = 'hashed-features-v1';
/** 384 lost to word search alone when fused with it; 1,024 did not (platform.md, *Models*). */
export const HASHED_FEATURES_DIMENSIONS = 1024;

/** The embedder that needs no download and no network: keyword similarity, never more than that. */
export const hashedFeaturesEmbedder: Embedder = {
  provider: HASHED_FEATURES_PROVIDER,
  model: HASHED_FEATURES_MODEL,
  dimensions: HASHED_FEATURES_DIMENSIONS,
  embed(texts, signal) {
    const vectors: Float32Array[] = [];
    const known: FeatureCache = new Map();
    for (const text of texts) {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      vectors.push(vectorOf(text, known));
    }
    return Promise.resolve(vectors);
  },
};

/**
 * The text as a vector of 1,024 dimensions and unit length (all zero if the text has no words): words and their
 * character 3- to 5-grams, each hashed to a dimension and a sign (Weinberger et al. 2009, *Feature Hashing*). Weights
 * are fixed, none comes from the script: a scene's vector depends on its own text only. The same text gives the same
 * bytes on every machine.
 */
export function hashedFeatures(text: string): Float32Array {
  return vectorOf(text, new Map());
}

/** A word's features: dimension and sign in one number, `dimension * 2 + (negative ? 1 : 0)`; the word itself first. */
type FeatureCache = Map<string, WordFeatures>;
interface WordFeatures {
  readonly features: Uint16Array;
  /** Share of the word's weight that each 3- to 5-gram gets. */
  readonly gramWeight: number;
  readonly damping: number;
}

const SHORTEST_GRAM = 3;
const LONGEST_GRAM = 5;
/** The n-grams of a word together weigh as much as the word itself. */
const GRAMS_WEIGHT = 1;
/** What a common English word keeps of its weight. */
const COMMON_WORD_WEIGHT = 0.08;
/** Longer runs are cut for n-grams: 20,000 of one letter is one word. */
const LONGEST_WORD = 64;
/** Words remembered over one call of `embed`; more are computed again. */
const MOST_REMEMBERED = 200_000;

function vectorOf(text: string, known: FeatureCache): Float32Array {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);

  const sums = new Float64Array(HASHED_FEATURES_DIMENSIONS);
  for (const [word, count] of counts) {
    let { features, gramWeight, damping } = known.get(word) ?? {};
    if (features === undefined || gramWeight === undefined || damping === undefined) {
      const made = featuresOf(word);
      if (known.size < MOST_REMEMBERED) known.set(word, made);
      ({ features, gramWeight, damping } = made);
    }
    const weight = (1 + Math.log(count)) * damping;
    for (let i = 0; i < features.length; i++) {
      const feature = features[i] ?? 0;
      const share = i === 0 ? weight : weight * gramWeight;
      const dimension = feature >> 1;
      sums[dimension] = (sums[dimension] ?? 0) + ((feature & 1) === 1 ? -share : share);
    }
  }
  return unitLength(sums);
}

function unitLength(sums: Float64Array): Float32Array {
  let squares = 0;
  for (const value of sums) squares += value * value;
  const vector = new Float32Array(sums.length);
  if (squares === 0) return vector;
  const norm = Math.sqrt(squares);
  for (let i = 0; i < sums.length; i++) vector[i] = (sums[i] ?? 0) / norm;
  return vector;
}

/** Scripts written without blanks between words: their characters are the words, and pairs of neighbours. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー々';
const WORD = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, 'gu');
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

function wordsOf(text: string): string[] {
  // Apostrophes vanish, so that "don't" and "don’t" are one word and "Will's" still shares its n-grams with "Will".
  const folded = text.normalize('NFC').toLowerCase().replace(/['’ʼ]/g, '').replaceAll('ς', 'σ');
  const words: string[] = [];
  for (const run of folded.match(WORD) ?? []) {
    if (!STARTS_UNSPACED.test(run)) {
      words.push(run);
      continue;
    }
    let previous = '';
    for (const character of run) {
      words.push(character);
      if (previous !== '') words.push(previous + character);
      previous = character;
    }
  }
  return words;
}

function featuresOf(word: string): WordFeatures {
  const features = [hashOf('w', word)];
  const common = COMMON_WORDS.has(word);
  if (!common && !STARTS_UNSPACED.test(word)) {
    const bounded = `<${word.slice(0, LONGEST_WORD)}>`;
    for (let length = SHORTEST_GRAM; length <= LONGEST_GRAM; length++) {
      for (let start = 0; start + length <= bounded.length; start++) {
        features.push(hashOf('g', bounded.slice(start, start + length)));
      }
    }
  }
  const grams = features.length - 1;
  return {
    features: Uint16Array.from(features),
    // Divided by the root: the grams' signs differ, so their norm, not their sum, is what GRAMS_WEIGHT states.
    gramWeight: grams === 0 ? 0 : GRAMS_WEIGHT / Math.sqrt(grams),
    damping: common ? COMMON_WORD_WEIGHT : 1,
  };
}

/** FNV-1a over UTF-16 code units with a final mix (murmur3's), folded to a dimension and a sign. */
function hashOf(kind: 'w' | 'g', text: string): number {
  let hash = Math.imul(0x811c9dc5 ^ kind.charCodeAt(0), 0x01000193);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  const dimension = (hash >>> 1) % HASHED_FEATURES_DIMENSIONS;
  return dimension * 2 + (hash & 1);
}

/** Common English words and the words every screenplay is full of; fixed, part of the model's version. */
const COMMON_WORDS: ReadonlySet<string> = new Set(
  (
    'a about above after again all also always am an and another any anything are arent around as ask asked asks at away back be because ' +
    'been before behind being between both but by came can cant come comes could couldnt did didnt do does doesnt doing done dont down ' +
    'each else even ever every everyone everything few find for from get gets getting give gives go goes going gone gonna good got gotta ' +
    'had has hasnt have havent having he hed her here heres hers herself hes him himself his how i id if ill im in into is isnt it its ' +
    'itself ive just keep know knows let lets like little ll long look looking looks made make makes man many may maybe me mean might more most ' +
    'much must my myself need never new next no nobody none not nothing now of off oh ok okay old on once one only onto or other our ours ' +
    'out over own people put re really right s said same saw say says see seen sees she shed shes should shouldnt side so some someone ' +
    'something still such sure t take takes tell tells than that thats the their theirs them then there theres these they theyd theyll ' +
    'theyre theyve thing things think this those through time to together told too towards turn turns two under until up upon us use very ' +
    'want wants was wasnt way we wed well went were weve what whats when where wheres which while who whos whose why will with without ' +
    'wont would wouldnt yeah yes yet you youd youll your youre yours yourself youve ' +
    'int ext est day night continuous later same morning evening contd vo os oc cut fade beat pause cont scene'
  ).split(' '),
);

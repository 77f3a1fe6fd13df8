import type { LineAt } from './setups';
import { isFunctionWord } from './functionWords';
import { stemOf, type IndexedScene } from './indexedScenes';
import type { SceneSentence } from './sceneSentences';
import { foldWord } from './words';

/** Words that come back: the same in both lines, as the first and the last of them write it. */
export interface Return {
  readonly first: LineAt;
  readonly last: LineAt;
  /** The script's own characters in `first`. */
  readonly firstWords: string;
  readonly lastWords: string;
  readonly score: number;
}

/**
 * Phrases that return in a later scene, as long as they go: at least four words, three of them content, or a whole short
 * sentence with two; and what is said of two or three words, if just two scenes say it, far apart (`short`). `of` says which
 * lines count, `names` are the stems of everybody's names. A phrase in more than four scenes is a way of speaking, not a return.
 */
export function returnsOf(
  scenes: readonly IndexedScene[],
  of: (line: SceneSentence) => boolean,
  names: ReadonlySet<string>,
): Return[] {
  const gap = Math.max(2, Math.round(scenes.length * LEAST_GAP));
  const lines = scenes.flatMap((at) => at.lines.filter(of).map((line) => ({ at, line, words: tokensOf(line.quote) })));
  const grams = new Map<string, number[]>();
  for (const [index, { words }] of lines.entries()) {
    for (let from = 0; from + GRAM <= words.length; from++) {
      const key = keyOf(words, from, from + GRAM);
      const entry = grams.get(key);
      if (entry === undefined) grams.set(key, [index]);
      else if (entry.at(-1) !== index && entry.length <= MOST_LINES) entry.push(index);
    }
    if (words.length === GRAM - 1 && contentOf(words, names) >= 2) {
      const key = `=${keyOf(words, 0, words.length)}`;
      grams.set(key, [...(grams.get(key) ?? []), index].slice(0, MOST_LINES + 1));
    }
  }
  const pairs = new Map<string, Return>();
  for (const indexes of grams.values()) {
    if (indexes.length < 2 || indexes.length > MOST_LINES) continue;
    const one = lines[indexes[0] ?? 0];
    const other = lines[indexes.at(-1) ?? 0];
    if (one === undefined || other === undefined || other.at.order - one.at.order < gap) continue;
    const key = `${indexes[0] ?? 0}-${indexes.at(-1) ?? 0}`;
    if (pairs.has(key)) continue;
    const found = longestCommon(one, other, scenes.length, names);
    if (found !== null) pairs.set(key, found);
  }
  return apart(
    [...pairs.values(), ...shortSayings(scenes, lines, names)].sort(
      (one, other) => other.score - one.score || one.first.at.order - other.first.at.order,
    ),
  );
}

/**
 * Short things said again: a whole sentence of two or three words, but for somebody's name before or behind it ("Last
 * boat's gone", "Last boat's gone, June"), that exactly two scenes say, a third of the script apart. A greeting, a yes or
 * no, a question or a mere name is none, and its rarest word must be rare.
 */
function shortSayings(
  scenes: readonly IndexedScene[],
  lines: readonly Tokened[],
  names: ReadonlySet<string>,
): Return[] {
  const said = new Map<string, { at: Tokened; from: number; length: number }[]>();
  for (const at of lines) {
    if (at.line.speaker === null || at.line.sung || /[?？]["'”’)]*$/u.test(at.line.quote)) continue;
    let from = 0;
    let to = at.words.length;
    while (from < to && isEdge(at.words[from]?.word, names)) from++;
    while (to > from && names.has(stemOf(at.words[to - 1]?.word ?? ''))) to--;
    const length = to - from;
    if (length < 2 || length >= GRAM) continue;
    const key = keyOf(at.words, from, to);
    if (SMALL_TALK.test(key)) continue;
    said.set(key, [...(said.get(key) ?? []), { at, from, length }]);
  }
  const rare = Math.max(MOST_RARE, Math.round(scenes.length * RARE_SHARE));
  return [...said.values()].flatMap((uses): Return[] => {
    const [one] = uses;
    const other = uses.at(-1);
    if (one === undefined || other === undefined || new Set(uses.map(({ at }) => at.at)).size !== 2) return [];
    const distance = (other.at.at.order - one.at.at.order) / scenes.length;
    const content = one.at.words.slice(one.from, one.from + one.length).filter(({ word }) => !isFunctionWord(word));
    const isRare = content.some(({ word }) => scenesWith(stemOf(word), scenes) <= rare);
    const isTelling = one.length === GRAM - 1 ? content.length > 0 : isRare && content.length > 0;
    if (distance < SHORT_DISTANCE || !isTelling || uses.length > MOST_LINES) return [];
    return [
      {
        first: { at: one.at.at, line: one.at.line },
        last: { at: other.at.at, line: other.at.line },
        firstWords: wordsIn(one.at, one.from, one.length),
        lastWords: wordsIn(other.at, other.from, other.length),
        score: content.length + one.length / 4 + distance + (isRare ? 1 : 0),
      },
    ];
  });
}

/** What may stand before a saying: a name, or a word that only draws breath. */
function isEdge(word: string | undefined, names: ReadonlySet<string>): boolean {
  return word !== undefined && (names.has(stemOf(word)) || /^(?:oh|ah|well|and|but|so|no|yes|yeah|hey)$/u.test(word));
}

function scenesWith(stem: string, scenes: readonly IndexedScene[]): number {
  return scenes.filter(({ words }) => words.has(stem)).length;
}

const SHORT_DISTANCE = 1 / 3;
const MOST_RARE = 3;
const RARE_SHARE = 0.02;

/** What everybody says to everybody. */
const SMALL_TALK =
  /^(?:(?:good|hello|hi|hey|bye|thank|thanks|sorry|excuse|please|pleased|nice|come|go|wait|stop|look|listen|sit|get|let|shut|hold|hurry|calm|relax|run|take|give|tell|help|leave|forget|trust|watch|keep|don't|i'm|i'll|i'd|i've|i|you|you're|we|we're|he|he's|she|she's|they|it|it's|that|that's|this|there|there's|here|what|who|where|why|how|of|my|your|not|never|very|all|one|see|yes|no|yeah|ok|okay|damn|god|oh|fuck|shit|jesus|christ) .*|.* (?:sir|madam|ma'am|please|you|me|it|here|there|that|this|him|her|them|us|now|then|too))$/u;

const GRAM = 4;
const MOST_LINES = 4;
const LEAST_GAP = 0.03;
const LEAST_CONTENT = 3;
/** A part of a sentence needs five words, or four that all say something. */
const LEAST_WORDS = 5;

interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

interface Tokened extends LineAt {
  readonly words: readonly Token[];
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+(?:['’‑-][\p{L}\p{M}\p{N}]+)*/gu)].map((match) => ({
    word: foldWord(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function keyOf(words: readonly Token[], from: number, to: number): string {
  return words
    .slice(from, to)
    .map(({ word }) => word)
    .join(' ');
}

/** Different words that say something; a name only says who. */
function contentOf(words: readonly Token[], names: ReadonlySet<string>): number {
  return new Set(words.map(({ word }) => word).filter((word) => !isFunctionWord(word) && !names.has(stemOf(word))))
    .size;
}

/** The longest run of words that both lines have; null where it says too little. */
function longestCommon(one: Tokened, other: Tokened, total: number, names: ReadonlySet<string>): Return | null {
  let best = { from: 0, at: 0, length: 0 };
  // Sentences are short; a hostile one is cut.
  const left = one.words.slice(0, MOST_TOKENS);
  const right = other.words.slice(0, MOST_TOKENS);
  let before = new Array<number>(right.length + 1).fill(0);
  for (let i = 1; i <= left.length; i++) {
    const row = new Array<number>(right.length + 1).fill(0);
    for (let j = 1; j <= right.length; j++) {
      if (left[i - 1]?.word !== right[j - 1]?.word) continue;
      const length = (before[j - 1] ?? 0) + 1;
      row[j] = length;
      if (length > best.length) best = { from: i - length, at: j - length, length };
    }
    before = row;
  }
  const common = left.slice(best.from, best.from + best.length);
  const content = contentOf(common, best.length >= LEAST_WORDS ? NO_NAMES : names);
  const whole = best.length === left.length && best.length === right.length;
  if (content < (whole ? 2 : LEAST_CONTENT)) return null;
  if (!whole && best.length < LEAST_WORDS && content < LEAST_WORDS - 1) return null;
  return {
    first: { at: one.at, line: one.line },
    last: { at: other.at, line: other.line },
    firstWords: wordsIn(one, best.from, best.length),
    lastWords: wordsIn(other, best.at, best.length),
    score: content + best.length / 4 + (whole ? 1 : 0) + (other.at.order - one.at.order) / total,
  };
}

const MOST_TOKENS = 120;

/** In a run of some length a name is part of what is said ("my name is Edna Stone"). */
const NO_NAMES: ReadonlySet<string> = new Set();

/** The characters of a run of words, with the end mark where it closes the sentence. */
function wordsIn({ line, words }: Tokened, from: number, length: number): string {
  const start = words[from]?.start ?? 0;
  let last = from + length - 1;
  // A part of a sentence does not end on "and the".
  while (last < words.length - 1 && last > from && LOOSE_END.test(words[last]?.word ?? '')) last -= 1;
  const end = last === words.length - 1 ? line.quote.length : (words[last]?.end ?? line.quote.length);
  return line.quote.slice(from === 0 ? 0 : start, end);
}

/** The best first; none whose two scenes another has already joined, or whose first words begin another: a song returns once. */
function apart(found: readonly Return[]): Return[] {
  const joined = new Set<string>();
  return found.filter(({ first, last }) => {
    const keys = [`${first.at.order}-${last.at.order}`, `${first.at.order}:${first.line.beat}`];
    if (keys.some((key) => joined.has(key))) return false;
    for (const key of keys) joined.add(key);
    return true;
  });
}

const LOOSE_END =
  /^(?:and|but|or|the|a|an|of|to|in|on|with|that|at|for|as|my|your|his|her|its|their|is|was|i|you|he|she|we)$/u;

import type { SceneLine } from './sceneLines';
import { searchTerms, termReader } from './searchTerms';

/** The words of a scene to show for a question. */
export interface SceneQuote {
  /** The script's own characters: a line, or the sentences of a long line that say it. */
  readonly quote: string;
  readonly lineOffset: number;
  readonly line: SceneLine;
  /** Sum of the weights of the terms in it. */
  readonly score: number;
}

/** Longer lines are quoted by the sentences that match. UTF-16 units. */
export const LONGEST_QUOTE = 240;

/**
 * The line with most of the terms' weight, the earliest of equals; a heading only where nothing else has any; null if
 * no line has one of the terms. `weights` by term, as `searchTerms` gives it.
 */
export function bestLine(lines: readonly SceneLine[], weights: ReadonlyMap<string, number>): SceneQuote | null {
  let best: { line: SceneLine; score: number } | null = null;
  const weightOf = lineWeigher(weights);
  for (const line of lines) {
    const { weight, others } = weightOf(line.text);
    const score = weight * (QUOTED_FIELDS[line.field] ?? 0) * (others < 2 ? NOTHING_SAID : 1);
    if (score > (best?.score ?? 0)) best = { line, score };
  }
  if (best === null) return null;
  const quote = shortened(best.line.text, weights);
  return { quote, lineOffset: best.line.lineOffset, line: best.line, score: best.score };
}

/** What is said or done is worth more to see than where; sections are no part of the page. */
const QUOTED_FIELDS: Readonly<Partial<Record<SceneLine['field'], number>>> = {
  dialogue: 1,
  action: 1,
  synopsis: 0.6,
  heading: 0.4,
};

/** A line of hardly more than the words that were asked for says nothing about them. */
const NOTHING_SAID = 0.5;

interface LineWeight {
  readonly weight: number;
  /** Words that were not asked for. */
  readonly others: number;
}

function lineWeigher(weights: ReadonlyMap<string, number>): (text: string) => LineWeight {
  const termsOf = termReader();
  return (text) => {
    const seen = new Set<string>();
    let sum = 0;
    let others = 0;
    for (const { term } of termsOf(text, { characters: true })) {
      const weight = weights.get(term);
      if (weight === undefined) others++;
      if (weight === undefined || seen.has(term)) continue;
      seen.add(term);
      sum += weight;
    }
    return { weight: sum, others };
  };
}

/** The line, or of a longer one the neighbouring sentences with most weight that fit, else the words around the first. */
export function shortened(text: string, weights: ReadonlyMap<string, number>): string {
  if (text.length <= LONGEST_QUOTE) return text;
  const sentences = sentencesOf(text);
  const weightOf = lineWeigher(weights);
  const scores = sentences.map((sentence) => weightOf(sentence.text).weight);
  let best = { start: 0, end: 0, score: -1 };
  for (let from = 0; from < sentences.length; from++) {
    let score = 0;
    for (let to = from; to < sentences.length; to++) {
      const start = sentences[from]?.start ?? 0;
      const end = sentences[to]?.end ?? 0;
      if (to > from && end - start > LONGEST_QUOTE) break;
      score += scores[to] ?? 0;
      // Of equals the shortest; of sentences without any of the words the first that fit.
      const shorter = score === best.score && (score > 0 ? end - start < best.end - best.start : start === best.start);
      if (score > best.score || shorter) best = { start, end, score };
    }
  }
  const quote = text.slice(best.start, best.end).trim();
  return quote.length <= 2 * LONGEST_QUOTE ? quote : aroundFirst(quote, weights);
}

const SENTENCE_END = /[.!?…。！？]+["'”’)\]]*(?:\s+|$)|[。！？]/gu;

function sentencesOf(text: string): { readonly text: string; readonly start: number; readonly end: number }[] {
  const sentences = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    sentences.push({ text: text.slice(start, end), start, end });
    start = end;
  }
  if (start < text.length) sentences.push({ text: text.slice(start), start, end: text.length });
  return sentences;
}

function aroundFirst(text: string, weights: ReadonlyMap<string, number>): string {
  const first = searchTerms(text, { characters: true }).find(({ term }) => weights.has(term))?.offset ?? 0;
  let start = Math.max(0, first - LONGEST_QUOTE / 2);
  let end = Math.min(text.length, start + LONGEST_QUOTE);
  // Whole words, and never half a surrogate pair.
  while (start > 0 && start < first && !/\s/.test(text[start - 1] ?? '')) start++;
  while (end > first + 1 && end < text.length && !/\s/.test(text[end] ?? '')) end--;
  if (end <= first + 1) end = Math.min(text.length, start + LONGEST_QUOTE);
  if (isLowSurrogate(text, start)) start++;
  if (isLowSurrogate(text, end)) end--;
  return text.slice(start, end).trim();
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

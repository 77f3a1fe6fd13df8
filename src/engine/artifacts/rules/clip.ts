import type { CountTokens } from '../sceneSource';

/** The mark that says a sentence goes on. */
export const ELLIPSIS = '…';

/** A text on one line: blanks and line ends folded. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/**
 * The text, or as many of its first words as stay within `maxTokens`, with an ellipsis. Prefers to end at a comma, dash
 * or semicolon. Where there are no blanks to cut at, it is cut between two letters. Empty where nothing fits.
 */
export function clipToTokens(text: string, maxTokens: number, countTokens: CountTokens): string {
  if (countTokens(text) <= maxTokens) return text;
  const cuts = cutPoints(text);
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (countTokens(ended(text, cuts[middle - 1] ?? 0)) <= maxTokens) low = middle;
    else high = middle - 1;
  }
  if (low === 0) return '';
  const end = cuts[low - 1] ?? 0;
  const clause = lastClauseEnd(text, end);
  const atClause = clause > 0 ? ended(text, clause) : '';
  return atClause.split(' ').length >= CLAUSE_WORDS && countTokens(atClause) <= maxTokens ? atClause : ended(text, end);
}

/** The text, or its first words within `maxLength` UTF-16 units, with an ellipsis. */
export function clipToLength(text: string, maxLength: number): string {
  return clipToTokens(text, maxLength, (part) => part.length);
}

/** A clause shorter than this (label included) says too little to stop at. */
const CLAUSE_WORDS = 7;

/** The first `end` units with an ellipsis; a quotation that was open is closed behind it. */
function ended(text: string, end: number): string {
  const kept = text.slice(0, end).replace(/[\s,;:.!?…—–"“-]+$/u, '');
  return kept + ELLIPSIS + openQuote(kept);
}

function openQuote(kept: string): string {
  const curly = kept.lastIndexOf('“') > kept.lastIndexOf('”');
  if (curly) return '”';
  return (kept.split('"').length - 1) % 2 === 1 ? '"' : '';
}

/** Ends of words; in a stretch of 24 units without a blank also between any two letters that are not parts of one. */
function cutPoints(text: string): number[] {
  const points: number[] = [];
  let lastBlank = 0;
  for (const match of text.matchAll(/\s+|$/gu)) {
    if (match.index - lastBlank > UNBROKEN) {
      for (const { index, segment } of graphemes().segment(
        text.slice(lastBlank, Math.min(match.index, lastBlank + MOST_UNBROKEN)),
      )) {
        points.push(lastBlank + index + segment.length);
      }
    }
    if (match.index > 0 && match.index < text.length) points.push(match.index);
    lastBlank = match.index + match[0].length;
  }
  return [...new Set(points)].sort((one, other) => one - other);
}

const UNBROKEN = 24;

/** A card is shorter than this; no need to look further into a run without blanks. */
const MOST_UNBROKEN = 600;

/** The last clause end in the second half of what is kept, or 0. */
function lastClauseEnd(text: string, end: number): number {
  let last = 0;
  for (const match of text.slice(0, end).matchAll(/[,;:、，；：]|\s[—–]|--/gu)) {
    if (match.index > end * 0.6) last = match.index;
  }
  return last;
}

let segmenter: Intl.Segmenter | undefined;

function graphemes(): Intl.Segmenter {
  return (segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' }));
}

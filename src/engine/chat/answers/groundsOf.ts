import type { Evidence } from '../../../story/evidence';
import { comparableText } from '../comparableText';
import type { SceneLine } from '../sceneLines';
import type { AskedScript } from './askedScript';
import type { OfflineCitation } from './offlineAnswer';
import { cite } from './wording';

/** What a sentence of an earlier analysis rests on in the text as it is now. */
export interface Grounds {
  /** False: it repeats words that are no longer in the script, and must not be said. */
  readonly stand: boolean;
  /** Where the words that it repeats stand; empty where it repeats none. */
  readonly citations: readonly OfflineCitation[];
}

/**
 * Looks a told sentence up in the script: of the evidence of what was made, the part that the sentence repeats, and every
 * run in quotation marks. All of it must stand there now.
 */
export function groundsOf(told: string, evidence: readonly Evidence[], script: AskedScript): Grounds {
  const text = comparableText(told);
  const repeated = evidence.filter(({ quote }) => quote !== null && text.includes(beginningOf(quote)));
  const stand = repeated.every(({ verified }) => verified) && quotedRuns(told).every((run) => script.hasWords(run));
  return { stand, citations: repeated.flatMap((one) => (one.verified ? citationsOf(one, script) : [])) };
}

/** The place of evidence that stands, as a citation; none where its scene is not in the script. */
export function citationsOf({ sceneId, quote }: Evidence, script: AskedScript): OfflineCitation[] {
  const scene = script.sceneById(sceneId);
  if (scene === null) return [];
  const line = quote === null ? null : lineWith(quote, script.index.lines(sceneId));
  if (line === null) return [cite(scene, null)];
  return [quote !== null && line.text.includes(quote) ? { ...cite(scene, line), quote } : cite(scene, line)];
}

/** What is told may be cut; these words tell one quote from another. */
const TELLING_WORDS = 6;

function beginningOf(quote: string): string {
  return comparableText(quote).split(' ').slice(0, TELLING_WORDS).join(' ');
}

const QUOTED = /"([^"]+)"|“([^”]+)”/gu;
const FEWEST_WORDS = 3;

/** The runs in quotation marks that are long enough to be somebody's words, without the mark of a cut. */
function quotedRuns(told: string): string[] {
  return [...told.matchAll(QUOTED)]
    .map((match) => (match[1] ?? match[2] ?? '').replace(/…$/u, ''))
    .filter((run) => run.split(/\s+/u).length >= FEWEST_WORDS);
}

function lineWith(quote: string, lines: readonly SceneLine[]): SceneLine | null {
  const wanted = comparableText(quote);
  return (
    lines.find(({ text }) => text.includes(quote)) ??
    lines.find(({ text }) => comparableText(text).includes(wanted)) ??
    // A quote may go over the end of a line.
    lines.find(({ text }) => text.length > 0 && wanted.startsWith(comparableText(text))) ??
    null
  );
}

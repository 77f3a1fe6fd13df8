import { seededRandom, type Random } from '../../harness/seededRandom';
import type { DraftScene } from './draftScenes';
import { joined, partsOf } from './draftScenes';

/** A writer at work: makes choices, and has scenes in the drawer that were never in the script. */
export interface Writer {
  readonly random: Random;
  /** Scenes of the same people and places that the script does not have yet; each is taken once. */
  readonly drawer: DraftScene[];
  /** Words to write with, of scenes that never come in. */
  readonly words: readonly string[];
}

/** A writer who makes the same choices for the same seed; of the scenes in the drawer a third is only for its words. */
export function createWriter(seed: number, scenes: readonly DraftScene[]): Writer {
  const read = Math.ceil(scenes.length / 3);
  const drawer = scenes.slice(read);
  const words = scenes
    .slice(0, read)
    .flatMap(({ source }) =>
      partsOf(source).paragraphs.flatMap((paragraph) => paragraph.match(/[\p{L}\p{M}’']+[,.!?]?/gu) ?? []),
    );
  return { random: seededRandom(seed), drawer, words: words.length > 0 ? words : ['rain'] };
}

/** A whole number from `low` to `high`, both included. */
export function between({ random }: Writer, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of them. */
export function oneOf<T>({ random }: Writer, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}

/** In another order. */
export function shuffled<T>({ random }: Writer, items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** So many words in a row, of the drawer. */
export function phrase(writer: Writer, count: number): string {
  const at = between(writer, 0, Math.max(0, writer.words.length - count));
  return writer.words.slice(at, at + count).join(' ');
}

/**
 * A scene with about this share of its words written anew, word by word or in runs of up to twelve. Heading and cues stay.
 */
export function rewritten(writer: Writer, source: string, share: number): string {
  const parts = partsOf(source);
  const tokens = parts.paragraphs.map((paragraph) => paragraph.split(/([ \n]+)/));
  const spots: [paragraph: number, token: number][] = [];
  tokens.forEach((paragraph, p) => {
    const firstLine = isSpeech(parts.paragraphs[p] ?? '')
      ? paragraph.findIndex((token) => token.includes('\n')) + 1
      : 0;
    paragraph.forEach((token, t) => {
      if (t >= firstLine && /[\p{L}\p{N}]/u.test(token)) spots.push([p, t]);
    });
  });
  let left = Math.round(spots.length * share);
  const longest = oneOf(writer, [2, 6, 12]);
  const fresh = new Set<number>();
  for (let tries = 0; left > 0 && tries < 10_000; tries++) {
    const run = Math.min(left, between(writer, 1, longest));
    const at = between(writer, 0, spots.length - 1);
    const replacement = phrase(writer, run).split(' ');
    for (let k = 0; k < run; k++) {
      const spot = spots[at + k];
      const paragraph = spot && tokens[spot[0]];
      if (!spot || !paragraph || fresh.has(at + k)) continue;
      paragraph[spot[1]] = replacement[k] ?? 'and';
      fresh.add(at + k);
      left--;
    }
  }
  return joined({ ...parts, paragraphs: tokens.map((paragraph) => paragraph.join('')) });
}

/** A cue and what is said. */
export function isSpeech(paragraph: string): boolean {
  const [first = '', second] = paragraph.split('\n');
  return second !== undefined && first === first.toUpperCase() && /\p{Lu}|\p{Lo}/u.test(first);
}

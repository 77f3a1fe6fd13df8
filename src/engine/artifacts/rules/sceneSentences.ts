import { onOneLine } from './clip';
import type { SceneReading } from './readScene';

/** One sentence of a scene where it stands. */
export interface SceneSentence {
  /** Order in the scene, from 0. */
  readonly position: number;
  /** Index of its beat. */
  readonly beat: number;
  /** Who says it; null for action. */
  readonly speaker: string | null;
  readonly offScreen: boolean;
  /** True for a line of a song. */
  readonly sung: boolean;
  /** The script's own characters. */
  readonly quote: string;
}

/** Every sentence of a scene in order, of action and of dialogue. */
export function sceneSentencesOf(reading: SceneReading): SceneSentence[] {
  const lines: SceneSentence[] = [];
  for (const [beat, { kind, sentences, ...rest }] of reading.beats.entries()) {
    const speech = kind === 'speech' ? (rest as { name: string; offScreen: boolean }) : null;
    for (const quote of sentences) {
      lines.push({
        position: lines.length,
        beat,
        speaker: speech?.name ?? null,
        offScreen: speech?.offScreen ?? false,
        sung: reading.sung.has(quote),
        quote,
      });
    }
  }
  return lines;
}

/** A sentence as a card shows it: action as it stands, dialogue quoted behind its speaker. */
export function shown(line: SceneSentence): string {
  const words = onOneLine(line.quote);
  return line.speaker === null ? words : `${line.speaker}: ${quoted(words)}`;
}

/** In quotation marks that the words themselves do not use. */
export function quoted(words: string): string {
  return words.includes('"') ? `“${words}”` : `"${words}"`;
}

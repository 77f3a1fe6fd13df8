import type { CharacterScene } from './characterVoice';
import { cardLine } from './cardLine';
import { onOneLine } from './clip';
import { counted } from './inWords';
import { quoted } from './sceneSentences';
import type { SaidLine } from './wants';

/** Somebody a character talks with. */
export interface TalkPartner {
  readonly name: string;
  /** Scenes in which they talk with each other. */
  readonly scenes: number;
  readonly description: string;
  /** What of the description is quoted. */
  readonly lines: readonly SaidLine[];
}

/** Whom somebody talks with, most first; at most five. With the sharpest words between the two, where a card has such. */
export function talkPartnersOf(scenes: readonly CharacterScene[], name: string): TalkPartner[] {
  const found = new Map<string, { scenes: CharacterScene[]; exchanges: number }>();
  for (const scene of scenes) {
    for (const [other, exchanges] of scene.exchanges) {
      const entry = found.get(other) ?? { scenes: [], exchanges: 0 };
      entry.scenes.push(scene);
      entry.exchanges += exchanges;
      found.set(other, entry);
    }
  }
  return [...found]
    .sort(([, one], [, other]) => other.scenes.length - one.scenes.length || other.exchanges - one.exchanges)
    .slice(0, MOST_PARTNERS)
    .map(([other, { scenes: shared, exchanges }]) => {
      const sharpest = sharpestBetween(shared, name, other);
      const figures = `They talk in ${counted(shared.length, 'scene')}, ${counted(exchanges, 'exchange')}.`;
      const words = sharpest.map(({ line }) => `${line.speaker ?? ''}: ${quoted(onOneLine(line.quote))}`);
      return { name: other, scenes: shared.length, description: [figures, ...words].join(' '), lines: sharpest };
    });
}

const MOST_PARTNERS = 5;

/** The lines of the last conflict between the two that a card quotes whole. */
function sharpestBetween(scenes: readonly CharacterScene[], name: string, other: string): SaidLine[] {
  for (const at of [...scenes].reverse()) {
    const conflict = cardLine(at.scene.card, 'Conflict');
    if (conflict?.includes(name) !== true || !conflict.includes(other)) continue;
    const lines = at.lines.filter((line) => line.speaker !== null && conflict.includes(quoted(onOneLine(line.quote))));
    const between = lines.filter((line) => line.speaker === name || line.speaker === other).slice(0, 2);
    if (between.length > 0) return between.map((line) => ({ at, line }));
  }
  return [];
}

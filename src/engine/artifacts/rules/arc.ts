import type { CharacterScene } from './characterVoice';
import { clipToLength, onOneLine } from './clip';
import { quoted, type SceneSentence } from './sceneSentences';
import type { SaidLine } from './wants';

/** Where somebody's story begins and ends on the page. */
export interface Arc {
  readonly text: string;
  readonly lines: readonly SaidLine[];
}

/** The first and the last image or line of somebody, in the script's words; empty for a single scene. */
export function arcOf(scenes: readonly CharacterScene[]): Arc {
  const first = scenes[0];
  const last = scenes.at(-1);
  if (first === undefined || last === undefined || first === last) return { text: '', lines: [] };
  const begins = first.shownIn[0] ?? first.said[0];
  const ends = last.shownIn.at(-1) ?? last.said.at(-1);
  if (begins === undefined || ends === undefined) return { text: '', lines: [] };
  return {
    text: `First: ${brief(begins)} Last: ${brief(ends)}`,
    lines: [
      { at: first, line: begins },
      { at: last, line: ends },
    ],
  };
}

const BRIEF_LENGTH = 160;

function brief(line: SceneSentence): string {
  const words = clipToLength(onOneLine(line.quote), BRIEF_LENGTH);
  return line.speaker === null ? words : quoted(words);
}

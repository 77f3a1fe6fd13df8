import { countWords } from '../../../screenplay/countWords';
import { cardLine } from './cardLine';
import type { CharacterScene } from './characterVoice';
import { onOneLine } from './clip';
import { quoted, type SceneSentence } from './sceneSentences';
import { speechActOf } from './speechActs';
import { stageMoveOf } from './stageMoves';

/** A scene that may turn somebody's story, and what of it says so. */
export interface PivotalScene {
  readonly at: CharacterScene;
  readonly description: string;
  /** What of the description is quoted. */
  readonly lines: readonly SceneSentence[];
}

/**
 * Three to five scenes of somebody, in script order (all of them where there are fewer): those in which they say most, stand
 * in the card's conflict, are seen to change, and the first and the last.
 */
export function pivotalScenes(scenes: readonly CharacterScene[], name: string): PivotalScene[] {
  const mostWords = Math.max(1, ...scenes.map(({ words }) => words));
  const longest = Math.max(1, ...scenes.map(({ scene }) => scene.eighths));
  const most = Math.min(MOST_MOMENTS, Math.max(FEWEST_MOMENTS, Math.round(scenes.length / 3)));
  return scenes
    .map((at, order) => {
      const ends = order === 0 || order === scenes.length - 1;
      const score =
        at.words / mostWords +
        0.5 * (at.scene.eighths / longest) +
        (conflictWith(at, name).length > 0 ? 0.5 : 0) +
        (changeOf(at) === null ? 0 : 0.4) +
        (ends ? 0.4 : 0);
      return { at, order, score };
    })
    .sort((one, other) => other.score - one.score || one.order - other.order)
    .slice(0, most)
    .sort((one, other) => one.order - other.order)
    .map(({ at }) => momentOf(at, name));
}

const FEWEST_MOMENTS = 3;
const MOST_MOMENTS = 5;

function momentOf(at: CharacterScene, name: string): PivotalScene {
  const conflict = conflictWith(at, name);
  if (conflict.length > 0) return { at, description: conflict.map(told).join(' '), lines: conflict };
  const change = changeOf(at);
  if (change !== null) return { at, description: told(change), lines: [change] };
  const line = weightiest(at.said) ?? fullest(at.shownIn) ?? at.said[0];
  return line === undefined ? { at, description: '', lines: [] } : { at, description: told(line), lines: [line] };
}

function told(line: SceneSentence): string {
  return line.speaker === null ? onOneLine(line.quote) : `${line.speaker}: ${quoted(onOneLine(line.quote))}`;
}

/** The lines of the card's conflict if they are one side of it. */
function conflictWith(at: CharacterScene, name: string): SceneSentence[] {
  const conflict = cardLine(at.scene.card, 'Conflict');
  if (conflict?.includes(name) !== true) return [];
  const lines = at.lines.filter((line) => line.speaker !== null && conflict.includes(quoted(onOneLine(line.quote))));
  return lines.some((line) => at.said.includes(line)) ? lines.slice(0, 3) : [];
}

/** The last line of action that names them and shows a change, an arrival or a departure outranked. */
function changeOf(at: CharacterScene): SceneSentence | null {
  return at.shownIn.findLast((line) => stageMoveOf(line.quote) === 'changes') ?? null;
}

/** The line of action with most words, up to thirty. */
function fullest(lines: readonly SceneSentence[]): SceneSentence | undefined {
  const weight = (line: SceneSentence): number => {
    const count = countWords(line.quote);
    return count > 30 ? 0 : count;
  };
  return [...lines].sort((one, other) => weight(other) - weight(one))[0];
}

/** What they say that does most: a threat, refusal, want or reproach of some length, else their longest line under thirty words. */
function weightiest(said: readonly SceneSentence[]): SceneSentence | null {
  let best: SceneSentence | null = null;
  let bestScore = 0;
  for (const line of said) {
    const count = countWords(line.quote);
    if (count < 3 || count > 30) continue;
    const act = speechActOf(line.quote);
    const score = Math.min(count, 16) + (act === null || act === 'question' || act === 'no' ? 0 : 8);
    if (score > bestScore) {
      best = line;
      bestScore = score;
    }
  }
  return best;
}

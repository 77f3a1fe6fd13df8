import { parseScreenplay } from '../../../screenplay/parseScreenplay';
import type { ElementType } from '../../../screenplay/screenplay';
import { shownText } from '../../../screenplay/shownText';
import { counted } from '../../../story/lengthText';
import { materialLines } from './material';
import { roughTokens } from './roughTokens';

/** A scene as a model may see it: what an audience gets, and the writer's synopses. No notes, no boneyard. */
export interface SceneMaterial {
  readonly lines: readonly string[];
  /** The plain text of each element: where a quote may stand. */
  readonly texts: readonly string[];
  /** As written, without number; '' where there is none. */
  readonly heading: string;
}

/**
 * Reads the exact slice of one scene for a request. What is longer than `maxTokens` (by `roughTokens`) keeps its first two
 * thirds and its end; whole lines only, and a line says how many are left out.
 */
export function sceneMaterial(source: string, maxTokens: number): SceneMaterial {
  const { elements } = parseScreenplay(source, { titlePage: false });
  const texts: string[] = [];
  const lines: string[] = [];
  const synopses: string[] = [];
  let heading = '';
  for (const element of elements) {
    const text = shownText(element);
    if (element.type === 'synopsis') synopses.push(...filledLines('=', text));
    if (!SEEN_OR_HEARD.has(element.type)) continue;
    texts.push(text);
    if (element.type === 'scene_heading' && heading === '') heading = text;
    if (lines.length > 0 && !IN_SPEECH.has(element.type)) lines.push('|');
    lines.push(...filledLines('|', text));
  }
  return { lines: shortened([...synopses, ...lines], maxTokens), texts, heading };
}

const SEEN_OR_HEARD: ReadonlySet<ElementType> = new Set([
  'scene_heading',
  'action',
  'character',
  'parenthetical',
  'dialogue',
  'lyrics',
  'transition',
  'centered',
]);

/** What follows its cue without a blank line. */
const IN_SPEECH: ReadonlySet<ElementType> = new Set(['parenthetical', 'dialogue', 'lyrics']);

function filledLines(mark: '|' | '=', text: string): string[] {
  return text.trim() === '' ? [] : materialLines(mark, text);
}

function shortened(lines: readonly string[], maxTokens: number): readonly string[] {
  const sizes = lines.map((line) => roughTokens(line) + 1);
  if (sizes.reduce((sum, size) => sum + size, 0) <= maxTokens) return lines;
  let [head, tail] = [0, lines.length];
  for (let room = Math.floor((maxTokens * 2) / 3); head < lines.length; head++) {
    room -= sizes[head] ?? 0;
    if (room < 0) break;
  }
  for (let room = Math.floor(maxTokens / 3); tail > head; tail--) {
    room -= sizes[tail - 1] ?? 0;
    if (room < 0) break;
  }
  const left = lines.slice(head, tail).filter((line) => line !== '|').length;
  return [...lines.slice(0, head), `* ${counted(left, 'line')} of the scene left out here.`, ...lines.slice(tail)];
}

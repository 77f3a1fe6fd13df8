import { parseScreenplay } from '../../screenplay/parseScreenplay';
import type { ElementType, RemovedSpan, ScreenplayElement } from '../../screenplay/screenplay';

/** What a line of a scene is to search. Transitions, centred text and parentheticals count as what they stand beside. */
export type LineField = 'heading' | 'cue' | 'dialogue' | 'action' | 'synopsis' | 'section';

/** One line of a scene that can be found and quoted. */
export interface SceneLine {
  readonly field: LineField;
  /** The script's own characters at that line, without marks, notes and emphasis; never blank. */
  readonly text: string;
  /** Line in the scene's slice, from 0. */
  readonly lineOffset: number;
  /** Who says it; null for all but dialogue and cues. */
  readonly speaker: string | null;
  /** True for a line in parentheses inside a speech: a direction, not spoken. */
  readonly parenthetical: boolean;
}

/** The lines of a scene's slice, in order. Notes and boneyard are left out: they are not on the page. */
export function sceneLines(source: string): SceneLine[] {
  const { elements, removed } = parseScreenplay(source, { titlePage: false });
  const lines: SceneLine[] = [];
  let speaker: string | null = null;
  let nextRemoved = 0;
  for (const element of elements) {
    const field = FIELDS[element.type];
    if (element.type === 'character') speaker = element.name ?? element.text;
    else if (field !== 'dialogue') speaker = null;
    if (field === null) continue;
    while ((removed[nextRemoved]?.endOffset ?? Infinity) <= element.startOffset) nextRemoved++;
    const numbers = lineNumbers(element, source, removed, nextRemoved);
    plainText(element)
      .split('\n')
      .forEach((line, i) => {
        // Where a note is cut out the blanks on both sides of it are left.
        const text = line.trim().replace(/[ \t]{2,}/gu, ' ');
        if (text === '') return;
        const number = numbers[i] ?? numbers.at(-1) ?? element.line;
        const parenthetical = element.type === 'parenthetical';
        lines.push({ field, text, lineOffset: number - 1, speaker, parenthetical });
      });
  }
  return lines;
}

const FIELDS: Readonly<Record<ElementType, LineField | null>> = {
  scene_heading: 'heading',
  action: 'action',
  character: 'cue',
  parenthetical: 'dialogue',
  dialogue: 'dialogue',
  lyrics: 'dialogue',
  transition: 'action',
  centered: 'action',
  section: 'section',
  synopsis: 'synopsis',
  page_break: null,
  note: null,
  boneyard: null,
};

function plainText(element: ScreenplayElement): string {
  return element.runs === undefined ? element.text : element.runs.map((run) => run.text).join('');
}

/** The source line, from 1, of each line of an element's text: a note with line ends inside makes several lines one. */
function lineNumbers(
  element: ScreenplayElement,
  source: string,
  removed: readonly RemovedSpan[],
  firstRemoved: number,
): number[] {
  const numbers = [element.line];
  if (!element.text.includes('\n')) return numbers;
  let number = element.line;
  let next = firstRemoved;
  for (let at = element.startOffset; at < element.endOffset; at++) {
    const unit = source.charCodeAt(at);
    if (unit !== 10 && (unit !== 13 || source.charCodeAt(at + 1) === 10)) continue;
    number++;
    while ((removed[next]?.endOffset ?? Infinity) <= at) next++;
    const span = removed[next];
    if (span === undefined || at < span.startOffset) numbers.push(number);
  }
  return numbers;
}

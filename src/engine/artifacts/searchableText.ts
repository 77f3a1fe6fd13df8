import { parseScreenplay } from '../../screenplay/parseScreenplay';
import type { ElementType } from '../../screenplay/screenplay';

const HEARD_OR_SEEN: ReadonlySet<ElementType> = new Set([
  'scene_heading',
  'action',
  'character',
  'parenthetical',
  'dialogue',
  'lyrics',
  'transition',
  'centered',
]);

/** The words of a scene as an audience gets them: heading, action, cues and speech, without marks, notes and structure. */
export function searchableText(source: string): string {
  return parseScreenplay(source, { titlePage: false })
    .elements.filter((element) => HEARD_OR_SEEN.has(element.type))
    .map((element) => element.runs?.map((run) => run.text).join('') ?? element.text)
    .join('\n');
}

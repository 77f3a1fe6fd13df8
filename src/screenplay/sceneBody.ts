import { readingBeyond } from './readingBeyond';
import { sceneText } from './sceneText';
import type { SceneReading, ScriptReading } from './scriptReading';

/** What a scene's text in normal form, and how it reads, say without the line of its heading. */
export function sceneBody({ block }: SceneReading, { screenplay, text }: ScriptReading): string {
  const whole = sceneText(screenplay, block, text);
  const end = whole.indexOf('\n');
  const elements = screenplay.elements.slice(block.firstElement, block.endElement);
  // The first element that is printed is the heading.
  const [, ...beyond] = readingBeyond(whole, elements, text.slice(block.startOffset, block.endOffset)).split('\n');
  return [end === -1 ? '' : whole.slice(end).trim(), ...beyond].join('\n');
}

import type { ScreenplayElement } from '../screenplay';
import { WORD_JOINER } from './shield';

/** Whether boneyard below a heading is the scene that the heading says is omitted, which Final Draft keeps inside it. */
export function isOmission(heading: ScreenplayElement, below: ScreenplayElement): boolean {
  return below.type === 'boneyard' && heading.type === 'scene_heading' && OMITTED.test(heading.text);
}

const OMITTED = /^[*_]{0,4}(?:SCENES?\s+)?OMIT(?:TED)?\b/i;

/** The Fountain of an omitted scene. As boneyard it had something in each place that would have ended it. */
export function omittedText(boneyard: ScreenplayElement): string {
  return boneyard.text.replaceAll(`*${WORD_JOINER}/`, '*/');
}

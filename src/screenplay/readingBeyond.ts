import { parseScreenplay } from './parseScreenplay';
import type { ElementType, ScreenplayElement } from './screenplay';

/**
 * How a scene reads, where its normal form would read otherwise: two spaces on a blank line carry a speech, blanks behind a
 * transition make it action, a note, synopsis or section between two lines parts them. '' where the normal form says all, as
 * nearly every one does. With `normal` it decides the types and words of the scene's printed elements, runs of blanks aside.
 */
export function readingBeyond(normal: string, elements: readonly ScreenplayElement[]): string {
  const read = elements.filter(({ type }) => !ASIDES.has(type)).map(told);
  const alone = parseScreenplay(normal, { titlePage: false }).elements;
  const says = read.length === alone.length && alone.every((element, i) => told(element) === read[i]);
  return says ? '' : read.join('\n');
}

/** What is no part of a normal form. */
const ASIDES: ReadonlySet<ElementType> = new Set(['section', 'synopsis', 'note', 'boneyard']);

function told({ type, text, dual }: ScreenplayElement): string {
  const lines = text
    .normalize('NFC')
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim());
  return JSON.stringify([type, dual ?? null, lines]);
}

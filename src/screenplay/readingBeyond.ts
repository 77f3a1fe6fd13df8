import { parseScreenplay } from './parseScreenplay';
import type { ElementType, ScreenplayElement } from './screenplay';

/**
 * How a scene reads, where its normal form would read otherwise: two spaces on a blank line carry a speech, blanks behind a
 * transition make it action, a note, synopsis or section between two lines parts them. '' where the normal form says all, as
 * nearly every one does. With `normal` it decides the types and words of the scene's printed elements, runs of blanks aside.
 * `written` is the slice of the scene.
 */
export function readingBeyond(normal: string, elements: readonly ScreenplayElement[], written: string): string {
  if (isPlain(elements, written)) return '';
  // A section ends a speech: what is sung behind it, nobody who speaks before it sings.
  const read: string[] = [];
  let isParted = false;
  for (const element of elements) {
    if (ASIDES.has(element.type)) {
      isParted ||= element.type === 'section';
      continue;
    }
    if (isParted && element.type === 'lyrics') read.push(PARTED);
    isParted = false;
    read.push(told(element));
  }
  const alone = parseScreenplay(normal, { titlePage: false }).elements;
  const says = read.length === alone.length && alone.every((element, i) => told(element) === read[i]);
  return says ? '' : read.join('\n');
}

const PARTED = JSON.stringify(['section']);

/** Whether the normal form leaves nothing out between the scene's lines, so that it need not be read to know that it says all. */
function isPlain(elements: readonly ScreenplayElement[], written: string): boolean {
  const first = elements.findIndex(({ type }) => !ASIDES.has(type));
  if (first === -1 || elements.some(({ type }, at) => at > first && ASIDES.has(type))) return false;
  return !REMOVED_OR_TRAILING.test(written) && written.normalize('NFC') === written;
}

/** A mark of a note or boneyard, or a blank at a line's end. */
const REMOVED_OR_TRAILING = /\[\[|\]\]|\/\*|\*\/|[^\S\r\n](?:[\r\n]|$)/u;

/** What is no part of a normal form. */
const ASIDES: ReadonlySet<ElementType> = new Set(['section', 'synopsis', 'note', 'boneyard']);

function told({ type, text, dual }: ScreenplayElement): string {
  const lines = text
    .normalize('NFC')
    .split('\n')
    .map((line) => line.replace(/\s+/gu, ' ').trim());
  return JSON.stringify([type, dual ?? null, lines]);
}

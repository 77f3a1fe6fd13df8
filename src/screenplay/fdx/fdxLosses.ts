import type { Screenplay } from '../screenplay';
import { isOmission } from './omission';

/** Sentences for the writer on what `writeFdx` leaves behind of this script; empty where it keeps everything. */
export function fdxLosses({ elements, removed }: Screenplay): readonly string[] {
  const losses: string[] = [];
  const cut = removed.filter((span) => span.kind === 'boneyard' && span.endOffset - span.startOffset > EMPTY);
  const omitted = elements.filter((element, i) => {
    let above = i - 1;
    while (elements[above]?.type === 'synopsis') above--;
    const heading = elements[above];
    return heading !== undefined && isOmission(heading, element);
  });
  const lost = cut.length - omitted.length;
  if (lost > 0) {
    const what = lost === 1 ? 'One cut passage (boneyard) is' : `${lost} cut passages (boneyard) are`;
    losses.push(`${what} left out: Final Draft has no place for it.`);
  }
  const deep = elements.filter(({ type, level = 1 }) => type === 'section' && level > LEVELS).length;
  if (deep > 0) {
    const what = deep === 1 ? 'One section became' : `${deep} sections became`;
    losses.push(`${what} Outline 4: Final Draft has no deeper level.`);
  }
  return losses;
}

/** The length of boneyard with nothing in it. */
const EMPTY = 4;

/** How many levels of outline Final Draft has. */
const LEVELS = 4;

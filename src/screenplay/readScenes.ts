import { countLineEnds } from './countLineEnds';
import { isBlank } from './isBlank';
import type { ReadElements } from './readElements';
import type { SceneBlock, ScreenplayElement, SectionTitle } from './screenplay';
import { shownText } from './shownText';

/** Cuts a script into its passage and scenes. `from` is where the text after the title page starts. */
export function readScenes(
  text: string,
  read: ReadElements,
  from: number,
): { readonly preamble: SceneBlock | null; readonly scenes: readonly SceneBlock[] } {
  const { elements, headings, outline } = read;
  const starts = headings.map((heading, s) => firstOfScene(text, read, heading, (headings[s - 1] ?? -1) + 1));
  const first = starts[0] ?? elements.length;
  let path: readonly SectionTitle[] = [];
  let nextOutlined = 0;

  const block = (heading: number | null, firstElement: number, endElement: number, isFirst: boolean): SceneBlock => {
    const shown = elements[heading ?? firstElement];
    const start = heading ?? firstBody(elements, firstElement, endElement);
    let sectionPath: readonly SectionTitle[] | null = null;
    const synopses: string[] = [];
    for (let i = outline[nextOutlined]; i !== undefined && i < endElement; i = outline[++nextOutlined]) {
      const element = elements[i];
      if (i > start) sectionPath ??= path;
      if (element?.type === 'section') path = enterSection(path, element);
      else if (element) synopses.push(element.text);
    }
    return {
      kind: heading === null ? 'passage' : 'scene',
      heading: heading === null || !shown ? '' : shownText(shown),
      number: heading === null ? null : (shown?.number ?? null),
      startOffset: isFirst ? from : lineStart(text, elements[firstElement], from),
      endOffset: endElement < elements.length ? lineStart(text, elements[endElement], from) : text.length,
      headingOffset: shown?.startOffset ?? from,
      startLine: shown?.line ?? 1,
      endLine: lastLine(text, elements[endElement - 1], elements[endElement]),
      firstElement,
      endElement,
      sectionPath: sectionPath ?? path,
      synopses,
    };
  };

  const preamble = first > 0 ? block(null, 0, first, true) : null;
  const scenes = headings.map((heading, s) =>
    block(heading, starts[s] ?? heading, starts[s + 1] ?? elements.length, s === 0 && preamble === null),
  );
  return { preamble, scenes };
}

/**
 * Where a scene's slice starts: at the sections, synopses and notes directly before its heading. What follows the heading before
 * belongs to that one (a scene so far only outlined), up to the first section; a note under a paragraph stays with it.
 */
function firstOfScene(text: string, read: ReadElements, heading: number, floor: number): number {
  let first = heading;
  let firstSection = heading;
  let i = heading - 1;
  for (; i >= floor; i--) {
    const element = read.elements[i];
    if (!element) break;
    const { type } = element;
    if (type === 'page_break' || type === 'boneyard') continue;
    if (type === 'section') firstSection = i;
    else if (type !== 'synopsis' && !(type === 'note' && !read.attachedNotes.has(element))) break;
    first = i;
  }
  if (i < floor && floor > 0) first = firstSection;
  // A slice starts with a line: what shares the line of its first element goes with it.
  while (first > floor && shareLine(text, read.elements[first - 1], read.elements[first])) first--;
  return first;
}

/** Only notes and boneyards share a line: what stands beside printed text is part of its element. */
function shareLine(text: string, one: ScreenplayElement | undefined, next: ScreenplayElement | undefined): boolean {
  return one !== undefined && next !== undefined && countLineEnds(text, one.endOffset, next.startOffset) === 0;
}

/** Where the line of an element starts that is the first on it. */
function lineStart(text: string, element: ScreenplayElement | undefined, from: number): number {
  let start = element?.startOffset ?? from;
  while (start > from && isBlank(text.charCodeAt(start - 1))) start--;
  return start;
}

/** The line on which an element ends, counted back from the one behind it where there is one: that is nearer. */
function lastLine(text: string, element: ScreenplayElement | undefined, next: ScreenplayElement | undefined): number {
  if (!element) return 1;
  if (next) return next.line - countLineEnds(text, element.endOffset, next.startOffset);
  return element.line + countLineEnds(text, element.startOffset, element.endOffset);
}

/** The first element that is printed; `end` where none is. */
function firstBody(elements: readonly ScreenplayElement[], first: number, end: number): number {
  let i = first;
  while (i < end && ASIDES.has(elements[i]?.type)) i++;
  return i;
}

const ASIDES: ReadonlySet<ScreenplayElement['type'] | undefined> = new Set(['section', 'synopsis', 'note', 'boneyard']);

/** The sections in force behind a section: those it lies in, and itself. */
export function enterSection(path: readonly SectionTitle[], section: ScreenplayElement): readonly SectionTitle[] {
  const level = section.level ?? 1;
  return [...path.filter((outer) => outer.level < level), { level, title: shownText(section) }];
}

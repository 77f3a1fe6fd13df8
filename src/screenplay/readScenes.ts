import { plainText } from './emphasis';
import type { ReadElements } from './readElements';
import type { PageLine } from './readLines';
import type { SceneBlock, ScreenplayElement, SectionTitle } from './screenplay';

/** Cuts a script into its passage and scenes. `from` and `to` bound the text after the title page. */
export function readScenes(
  read: ReadElements,
  lines: readonly PageLine[],
  from: number,
  to: number,
): { readonly preamble: SceneBlock | null; readonly scenes: readonly SceneBlock[] } {
  const { elements } = read;
  const headings: number[] = [];
  elements.forEach((element, i) => {
    if (element.type === 'scene_heading') headings.push(i);
  });
  const starts = headings.map((heading, s) => firstOfScene(read, heading, (headings[s - 1] ?? -1) + 1));
  const first = starts[0] ?? elements.length;
  const path: SectionTitle[] = [];
  const lineStart = (element: number): number => lines[read.firstLines[element] ?? 0]?.start ?? from;
  const lastLine = (element: number): number => lines[read.lastLines[element] ?? 0]?.lastNumber ?? 1;

  const block = (heading: number | null, firstElement: number, endElement: number, isFirst: boolean): SceneBlock => {
    const shown = elements[heading ?? firstElement];
    let sectionPath: readonly SectionTitle[] | null = null;
    const synopses: string[] = [];
    for (let i = firstElement; i < endElement; i++) {
      const element = elements[i];
      if (!element) continue;
      if (heading === null ? isBody(element) : i === heading) sectionPath ??= [...path];
      if (element.type === 'section') enterSection(path, element);
      if (element.type === 'synopsis') synopses.push(element.text);
    }
    return {
      kind: heading === null ? 'passage' : 'scene',
      heading: heading === null || !shown ? '' : plainText(shown.text),
      number: heading === null ? null : (shown?.number ?? null),
      startOffset: isFirst ? from : lineStart(firstElement),
      endOffset: endElement < elements.length ? lineStart(endElement) : to,
      headingOffset: shown?.startOffset ?? from,
      startLine: shown?.line ?? 1,
      endLine: lastLine(endElement - 1),
      firstElement,
      endElement,
      sectionPath: sectionPath ?? [...path],
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
function firstOfScene(read: ReadElements, heading: number, floor: number): number {
  let first = heading;
  let firstSection = heading;
  let i = heading - 1;
  for (; i >= floor; i--) {
    const element = read.elements[i];
    if (!element) break;
    const { type } = element;
    if (type === 'page_break' || type === 'boneyard') continue;
    if (type === 'section') firstSection = i;
    else if (type !== 'synopsis' && !(type === 'note' && read.detached[i])) break;
    first = i;
  }
  if (i < floor && floor > 0) first = firstSection;
  // A slice starts with a line: what shares the line of its first element goes with it.
  while (first > floor && read.firstLines[first - 1] === read.firstLines[first]) first--;
  return first;
}

function isBody(element: ScreenplayElement): boolean {
  return (
    element.type !== 'section' && element.type !== 'synopsis' && element.type !== 'note' && element.type !== 'boneyard'
  );
}

function enterSection(path: SectionTitle[], section: ScreenplayElement): void {
  const level = section.level ?? 1;
  while (path.length > 0 && (path.at(-1)?.level ?? 0) >= level) path.pop();
  path.push({ level, title: plainText(section.text) });
}

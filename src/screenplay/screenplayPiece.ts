import { countLineEnds } from './countLineEnds';
import { firstOutsideNotes } from './findRemovedSpans';
import { isBlank } from './isBlank';
import type { PageProblem } from './pageProblem';
import type { ReadElements } from './readElements';
import type { ReadPage } from './readPage';
import type { TitlePage } from './readTitlePage';
import type { RemovedSpan, SceneBlock, ScreenplayElement } from './screenplay';

/**
 * A stretch of a script that reads alone exactly as it reads in its place. A piece starts where the slice of a scene starts that
 * has a blank line before it (of at most one space: two would carry a note); so nearly every scene is a piece of its own, the
 * first one with title page and preamble. What lies before a blank line can reach behind it in three ways only, and a piece says
 * of itself what its neighbours need to know: a boneyard that is not closed, sections, and who has a cue.
 *
 * A piece never changes. One that an edit does not touch stays the same object: what is made of it can be kept by it.
 */
export interface ScreenplayPiece {
  readonly text: string;
  /** Where the piece began when it was read. All positions in it count from where these do. */
  readonly origin: PieceOrigin;
  readonly title: TitlePage;
  readonly elements: readonly ScreenplayElement[];
  readonly removed: readonly RemovedSpan[];
  /** The passage, if it has one, and its scenes. Section paths know only the sections that were read with it. */
  readonly blocks: readonly SceneBlock[];
  readonly sections: readonly ScreenplayElement[];
  readonly speaking: ReadonlySet<string>;
  readonly problems: readonly PageProblem[];
  /** Line of the first boneyard in it, but for those in notes, that nothing closes; null where there is none. */
  readonly openBoneyardLine: number | null;
  /** Whether it holds the mark of a boneyard that nothing closes, in a note or not: an end behind it would change it. */
  readonly opensBoneyard: boolean;
  /** Whether it holds the marks that would close a boneyard opened before it. */
  readonly closesBoneyard: boolean;
  /** Line ends. */
  readonly lines: number;
  /** Whether it starts with a section or heading, which no scene before it can claim. */
  readonly startsFirm: boolean;
  readonly tail: PieceTail;
}

export interface PieceOrigin {
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** Index of the first element. */
  readonly element: number;
}

/**
 * What a heading behind the piece would find going back for the start of its slice. `closed`: an element of a scene, and stops.
 * `open`: nothing but what belongs to the heading before. `lead`: sections, synopses or notes that are its own.
 */
export type PieceTail = 'closed' | 'open' | 'lead';

/** Cuts a page into pieces: at least one, also of nothing. `text` is what the page was read from. */
export function cutPieces(text: string, page: ReadPage): readonly ScreenplayPiece[] {
  const { read, removed, preamble, scenes } = page;
  const blocks = preamble ? [preamble, ...scenes] : scenes;
  const starts = [0];
  for (let b = 1; b < blocks.length; b++) if (followsBlankLine(text, blocks[b]?.startOffset ?? 0)) starts.push(b);
  const cut: Cut = { removed: 0, problems: 0, outline: 0 };
  let origin: PieceOrigin = { offset: 0, line: 1, element: 0 };
  return starts.map((firstBlock, p) => {
    const endBlock = starts[p + 1] ?? blocks.length;
    const behind = blocks[endBlock];
    const line = behind && read.elements[behind.firstElement]?.line;
    const end =
      behind === undefined || line === undefined
        ? { offset: text.length, line: Infinity, element: read.elements.length }
        : { offset: behind.startOffset, line, element: behind.firstElement };
    const own = text.slice(origin.offset, end.offset);
    const elements = read.elements.slice(origin.element, end.element);
    const spans = takeWhile(removed.spans, cut, 'removed', (span) => span.startOffset < end.offset);
    // Behind the first boneyard without an end no other has one.
    const open =
      removed.openBoneyard === -1 ? -1 : own.indexOf('/*', Math.max(0, removed.openBoneyard - origin.offset));
    const unclosed = open === -1 ? -1 : firstOutsideNotes(text, origin.offset + open, spans);
    const piece: ScreenplayPiece = {
      text: own,
      origin,
      title: p === 0 ? page.title : NO_TITLE_PAGE,
      elements,
      removed: spans,
      blocks: blocks.slice(firstBlock, endBlock),
      sections: takeWhile(read.outline, cut, 'outline', (i) => i < end.element).flatMap((i) => {
        const element = read.elements[i];
        return element?.type === 'section' ? [element] : [];
      }),
      speaking: speakingIn(elements),
      problems: takeWhile(page.problems, cut, 'problems', (problem) => problem.line < end.line),
      openBoneyardLine:
        unclosed === -1 || unclosed >= end.offset ? null : origin.line + countLineEnds(text, origin.offset, unclosed),
      opensBoneyard: open !== -1,
      closesBoneyard: own.includes('*/'),
      lines: end.line === Infinity ? countLineEnds(own, 0, own.length) : end.line - origin.line,
      startsFirm: elements[0]?.type === 'section' || elements[0]?.type === 'scene_heading',
      tail: tailOf(elements, read),
    };
    origin = end;
    return piece;
  });
}

const NO_TITLE_PAGE: TitlePage = { entries: [], endOffset: 0 };

/** How far the lists of a page are cut. */
type Cut = Record<'removed' | 'problems' | 'outline', number>;

function takeWhile<T>(list: readonly T[], cut: Cut, key: keyof Cut, isOwn: (item: T) => boolean): readonly T[] {
  const from = cut[key];
  let to = from;
  for (let item = list[to]; item !== undefined && isOwn(item); item = list[to]) to++;
  cut[key] = to;
  return from === to ? [] : list.slice(from, to);
}

function speakingIn(elements: readonly ScreenplayElement[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const element of elements) if (element.name !== undefined) names.add(element.name);
  return names;
}

function tailOf(elements: readonly ScreenplayElement[], read: ReadElements): PieceTail {
  let section = false;
  let other = false;
  for (let i = elements.length - 1; i >= 0; i--) {
    const element = elements[i];
    if (!element || element.type === 'page_break' || element.type === 'boneyard') continue;
    if (element.type === 'scene_heading') return section ? 'lead' : 'open';
    if (element.type === 'section') section = true;
    else if (element.type === 'synopsis' || (element.type === 'note' && !read.attachedNotes.has(element))) other = true;
    else break;
  }
  return section || other ? 'lead' : 'closed';
}

/**
 * Whether what stands before an offset at a line's start is a blank line that ends every speech, paragraph and note: empty, or
 * one blank (Notes: two spaces carry a note over it).
 */
export function followsBlankLine(text: string, offset: number): boolean {
  const blankEnd = beforeLineEnd(text, offset);
  if (blankEnd === -1) return false;
  const blankStart = blankEnd > 0 && isBlank(text.charCodeAt(blankEnd - 1)) ? blankEnd - 1 : blankEnd;
  return beforeLineEnd(text, blankStart) !== -1;
}

/** Where the line ends that ends right before an offset; -1 where none does. */
function beforeLineEnd(text: string, offset: number): number {
  const unit = text.charCodeAt(offset - 1);
  if (unit === 13) return offset - 1;
  if (unit !== 10) return -1;
  return text.charCodeAt(offset - 2) === 13 ? offset - 2 : offset - 1;
}

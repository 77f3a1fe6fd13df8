import { isBlank } from './isBlank';
import type { RemovedSpan } from './screenplay';

/** Notes and boneyards of a text, and the openings that nothing closes. */
export interface RemovedSpans {
  readonly spans: readonly RemovedSpan[];
  /** Offsets of `[[` that stay literal text: one for each paragraph that has any. */
  readonly unclosedNotes: readonly number[];
  /** Offset of the first slash-star outside notes without an end, which stays literal text; -1 where there is none. */
  readonly unclosedBoneyard: number;
  /** The same in a note or not: an end anywhere behind it would close it. */
  readonly openBoneyard: number;
}

/**
 * Finds what is no part of the page, from `from` on. The boneyard goes first and may span anything; a note ends at its
 * paragraph's end unless the blank line in it holds two spaces (fountain.io/syntax, Notes and Boneyard). Linear in any text.
 */
export function findRemovedSpans(text: string, from: number): RemovedSpans {
  const boneyards: RemovedSpan[] = [];
  let openBoneyard = -1;
  for (let open = text.indexOf('/*', from); open !== -1;) {
    const close = text.indexOf('*/', open + 2);
    if (close === -1) {
      openBoneyard = open;
      break;
    }
    boneyards.push({ kind: 'boneyard', startOffset: open, endOffset: close + 2 });
    open = text.indexOf('/*', close + 2);
  }
  const firstNote = text.indexOf('[[', from);
  if (firstNote === -1) return { spans: boneyards, unclosedNotes: [], unclosedBoneyard: openBoneyard, openBoneyard };
  const found = findNotes(text, firstNote, boneyards);
  return { ...found, unclosedBoneyard: firstOutsideNotes(text, openBoneyard, found.spans), openBoneyard };
}

/** The first slash-star from the one at `open` on that does not stand in a note; -1 where there is none. */
export function firstOutsideNotes(text: string, open: number, spans: readonly RemovedSpan[]): number {
  let at = open;
  for (const { startOffset, endOffset } of spans) {
    if (at === -1 || startOffset > at) break;
    if (endOffset > at) at = text.indexOf('/*', endOffset);
  }
  return at;
}

function findNotes(
  text: string,
  firstNote: number,
  boneyards: readonly RemovedSpan[],
): Pick<RemovedSpans, 'spans' | 'unclosedNotes'> {
  const spans: RemovedSpan[] = [];
  const unclosedNotes: number[] = [];
  let next = 0;
  for (let open = firstNote; open !== -1;) {
    for (let b = boneyards[next]; b && b.startOffset < open; b = boneyards[next]) {
      spans.push(b);
      next++;
      if (b.endOffset > open) open = text.indexOf('[[', b.endOffset);
      if (open === -1) break;
    }
    if (open === -1) break;
    const end = noteEnd(text, open, boneyards, next);
    if (end.closed) {
      spans.push({ kind: 'note', startOffset: open, endOffset: end.offset });
      next = end.nextBoneyard;
    } else {
      unclosedNotes.push(open);
    }
    // Where one note is not closed before its paragraph ends, no later one in that paragraph is.
    open = text.indexOf('[[', end.offset);
  }
  for (; next < boneyards.length; next++) {
    const boneyard = boneyards[next];
    if (boneyard) spans.push(boneyard);
  }
  return { spans, unclosedNotes };
}

interface NoteEnd {
  readonly closed: boolean;
  /** Behind `]]`, or where the paragraph ends. */
  readonly offset: number;
  readonly nextBoneyard: number;
}

function noteEnd(text: string, open: number, boneyards: readonly RemovedSpan[], first: number): NoteEnd {
  let nextBoneyard = first;
  let stop = boneyards[nextBoneyard]?.startOffset ?? text.length;
  for (let i = open + 2; i < text.length; i++) {
    if (i === stop) {
      i = (boneyards[nextBoneyard]?.endOffset ?? text.length) - 1;
      nextBoneyard++;
      stop = boneyards[nextBoneyard]?.startOffset ?? text.length;
      continue;
    }
    const unit = text.charCodeAt(i);
    if (unit === 93 && text.charCodeAt(i + 1) === 93) return { closed: true, offset: i + 2, nextBoneyard };
    if (unit === 10 || unit === 13) {
      if (unit === 13 && text.charCodeAt(i + 1) === 10) i++;
      if (isParagraphEnd(text, i + 1)) return { closed: false, offset: i + 1, nextBoneyard };
    }
  }
  return { closed: false, offset: text.length, nextBoneyard };
}

/** Whether the line at `start` is blank and has fewer than the two spaces that would carry a note over it. */
function isParagraphEnd(text: string, start: number): boolean {
  if (isBlank(text.charCodeAt(start)) && isBlank(text.charCodeAt(start + 1))) return false;
  const at = isBlank(text.charCodeAt(start)) ? start + 1 : start;
  const unit = text.charCodeAt(at);
  return at >= text.length || unit === 10 || unit === 13;
}

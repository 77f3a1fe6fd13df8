import { findRemovedSpans } from './findRemovedSpans';
import { isBlank } from './isBlank';

/**
 * The exact slice of a scene without what may have been meant for a note or boneyard that nothing closes, for whoever must
 * not give one away: from such a `[[` to the `]]` that would close it if a note might hold an empty line, else to the end of
 * its paragraph; from a slash-star that nothing closes to the end. Line ends stay, so that lines keep their places. The same
 * string where nothing is open.
 */
export function closedText(text: string): string {
  let closed = '';
  let at = 0;
  for (const [start, end] of openRanges(text)) {
    closed += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]+/gu, '');
    at = end;
  }
  return at === 0 ? text : closed + text.slice(at);
}

/** What `closedText` leaves out, one stretch after another. */
export function openStretches(text: string): string[] {
  return openRanges(text).map(([start, end]) => text.slice(start, end));
}

/** In order, not touching each other's inside. */
function openRanges(text: string): (readonly [start: number, end: number])[] {
  const { unclosedNotes, unclosedBoneyard } = findRemovedSpans(text, 0);
  const ranges: (readonly [number, number])[] = [];
  let at = 0;
  const add = (start: number, end: number): void => {
    if (end <= at) return;
    ranges.push([Math.max(start, at), end]);
    at = end;
  };
  for (const open of unclosedNotes) add(open, openNoteEnd(text, open));
  if (unclosedBoneyard !== -1) add(unclosedBoneyard, text.length);
  return ranges;
}

function openNoteEnd(text: string, open: number): number {
  const close = text.indexOf(']]', open + 2);
  const another = text.indexOf('[[', open + 2);
  if (close !== -1 && (another === -1 || close < another)) return close + 2;
  let at = open;
  for (;;) {
    const lineEnd = text.indexOf('\n', at);
    if (lineEnd === -1) return text.length;
    at = lineEnd + 1;
    let next = at;
    while (isBlank(text.charCodeAt(next))) next++;
    if (next >= text.length || text[next] === '\n' || text[next] === '\r') return at;
  }
}

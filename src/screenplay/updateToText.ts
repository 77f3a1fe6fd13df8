import { documentLength, type ScreenplayDocument } from './screenplayDocument';
import { updateScreenplay } from './updateScreenplay';

/**
 * The document of another text, in which all pieces at the start and at the end that stand there unchanged are kept. For texts
 * that come whole: a change told only as its result, or a file that was written elsewhere.
 */
export function updateToText(previous: ScreenplayDocument, text: string): ScreenplayDocument {
  const { pieces, starts } = previous;
  const length = documentLength(previous);
  let first = 0;
  while (first < pieces.length && text.startsWith(pieces[first]?.text ?? '', starts[first])) first++;
  const start = Math.min(starts[first] ?? length, text.length);
  let last = pieces.length;
  // What is kept at the end may not lie over what is kept at the start.
  while (last > first) {
    const size = length - (starts[last - 1] ?? 0);
    if (text.length - size < start || !text.startsWith(pieces[last - 1]?.text ?? '', text.length - size)) break;
    last--;
  }
  const end = starts[last] ?? length;
  if (start === end && text.length === length) return previous;
  // Narrowed down to what differs, so that an edit inside one piece does not read its neighbours.
  const old = pieces.slice(first, last).reduce((joined, piece) => joined + piece.text, '');
  const insert = text.slice(start, text.length - (length - end));
  const shorter = Math.min(old.length, insert.length);
  let head = 0;
  while (head < shorter && old.charCodeAt(head) === insert.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && old.charCodeAt(old.length - 1 - tail) === insert.charCodeAt(insert.length - 1 - tail))
    tail++;
  const edit = { start: start + head, end: end - tail, insert: insert.slice(head, insert.length - tail) };
  return updateScreenplay(previous, edit).document;
}

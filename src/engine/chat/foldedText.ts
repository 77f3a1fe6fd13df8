import { isUnseen } from './visibleText';
import { WORD_SIGN } from './wordCount';

/** A text made comparable, and for each of its UTF-16 units which span of the source it stands for. */
export interface FoldedText {
  readonly text: string;
  /** Where in the source each unit of `text` starts, and, exclusive, ends. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * For comparing quoted words: without emphasis marks, escapes and unseen characters, in NFC, blanks folded (none beside a dash), quotation
 * marks, dashes and ellipses unified, case kept (chat.md, *Grounding*). Blanks at both ends are dropped.
 */
export function foldText(source: string): FoldedText {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const write = (folded: string, start: number, end: number): void => {
    starts.push(...Array<number>(folded.length).fill(start));
    ends.push(...Array<number>(folded.length).fill(end));
    text += folded;
  };
  const dropLast = (): void => {
    text = text.slice(0, -1);
    starts.pop();
    ends.pop();
  };
  for (const match of source.matchAll(CLUSTER)) {
    const [cluster] = match;
    const start = match.index;
    const end = start + cluster.length;
    if (DROPPED.test(cluster) || isUnseen(cluster)) continue;
    if (/^\s/u.test(cluster)) {
      // Some set blanks around a dash, some do not.
      if (text !== '' && !/[ -]$/.test(text)) write(' ', start, end);
      continue;
    }
    const one = unified(cluster);
    if (one === '-' && text.endsWith(' ')) dropLast();
    write(one, start, end);
  }
  if (text.endsWith(' ')) dropLast();
  return { text, starts, ends };
}

/** A row of dashes or dots is one; a base with its marks is one. */
const CLUSTER = /--+|\.{3}|\P{M}\p{M}*|\p{M}/gu;

const DROPPED = /^[*_\\]$/;

function unified(cluster: string): string {
  if (/^(?:--+|[\u2010-\u2015\u2212])$/.test(cluster)) return '-';
  if (/^[\u2018\u2019\u201a\u201b\u2032\u00b4`]$/.test(cluster)) return "'";
  if (/^[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]$/.test(cluster)) return '"';
  if (cluster === '\u2026') return '...';
  return cluster.normalize('NFC');
}

/**
 * Where folded words stand in a folded text as whole words: the span of the source; null if they do not.
 * From `from` (a unit of `folded.text`) on.
 */
export function findFolded(
  folded: FoldedText,
  wanted: string,
  from = 0,
): { readonly start: number; readonly end: number; readonly at: number } | null {
  if (wanted === '') return null;
  for (let at = folded.text.indexOf(wanted, from); at >= 0; at = folded.text.indexOf(wanted, at + 1)) {
    const after = at + wanted.length;
    if (!isWholeWords(folded.text, at, after)) continue;
    return { start: folded.starts[at] ?? 0, end: folded.ends[after - 1] ?? 0, at };
  }
  return null;
}

/** Whether no word goes on across either end of a span; scripts without blanks between words have no such place. */
export function isWholeWords(text: string, start: number, end: number): boolean {
  return !joined(text, start) && !joined(text, end);
}

function joined(text: string, at: number): boolean {
  return at > 0 && at < text.length && WORD_SIGN.test(text[at - 1] ?? '') && WORD_SIGN.test(text[at] ?? '');
}

import { isUnseen } from './unseenCharacters';
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
  /** A blank that is written when words follow it. */
  let blank: { readonly start: number; readonly end: number } | null = null;
  let isBehindDash = false as boolean;
  const write = (folded: string, start: number, end: number): void => {
    starts.push(...Array<number>(folded.length).fill(start));
    ends.push(...Array<number>(folded.length).fill(end));
    text += folded;
  };
  const endBlank = (isDash: boolean): void => {
    // Some set blanks around a dash, some do not.
    if (blank !== null && !isDash) write(' ', blank.start, blank.end);
    blank = null;
    isBehindDash = isDash;
  };
  let at = 0;
  while (at < source.length) {
    const start = at;
    while (isAsItIs(source, at)) at++;
    if (at > start) {
      endBlank(false);
      for (let unit = start; unit < at; unit++) {
        starts.push(unit);
        ends.push(unit + 1);
      }
      text += source.slice(start, at);
      continue;
    }
    const cluster = clusterAt(source, start);
    at += cluster.length;
    if (DROPPED.test(cluster) || (!isPlain(cluster.charCodeAt(0)) && isUnseen(cluster))) continue;
    if (BLANK.test(cluster)) {
      if (!isBehindDash && text !== '') blank ??= { start, end: at };
      continue;
    }
    const one = unified(cluster);
    endBlank(one === '-');
    write(one, start, at);
  }
  return { text, starts, ends };
}

/** Whether a character of ASCII stands for itself and no mark belongs to it: marks begin at U+0300. */
function isAsItIs(source: string, at: number): boolean {
  const unit = source.charCodeAt(at);
  return unit > 0x20 && unit < 0x7f && !SPECIAL.has(unit) && !(source.charCodeAt(at + 1) >= 0x300);
}

/** What is dropped, unified or one with its neighbours. */
const SPECIAL: ReadonlySet<number> = new Set(Array.from('*_\\`-.', (mark) => mark.charCodeAt(0)));

/** What can be seen of ASCII. */
function isPlain(unit: number): boolean {
  return unit >= 0x20 && unit < 0x7f;
}

/** A row of dashes or dots is one; a base with its marks is one. */
function clusterAt(source: string, at: number): string {
  const [unit, next] = [source.charCodeAt(at), source.charCodeAt(at + 1)];
  // Marks that belong to a base begin at U+0300.
  if (unit < 0x80 && unit !== DASH && unit !== DOT && !(next >= 0x300)) return source.charAt(at);
  CLUSTER.lastIndex = at;
  return CLUSTER.exec(source)?.[0] ?? source.charAt(at);
}

const [DASH, DOT] = [0x2d, 0x2e];
const CLUSTER = /--+|\.{3}|\P{M}\p{M}*|\p{M}/uy;
const BLANK = /^\s/u;

const DROPPED = /^[*_\\]$/;

function unified(cluster: string): string {
  if (cluster.length === 1 && cluster !== '`' && cluster < '\x7f') return cluster;
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
  for (const at of wordsAt(folded.text, wanted, from)) {
    return { start: folded.starts[at] ?? 0, end: folded.ends[at + wanted.length - 1] ?? 0, at };
  }
  return null;
}

/** Every place in a folded text where folded words stand as whole words, in order, from `from` on. */
export function* wordsAt(text: string, wanted: string, from = 0): Generator<number, void> {
  if (wanted === '') return;
  for (let at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (isWholeWords(text, at, at + wanted.length)) yield at;
  }
}

/** Whether no word goes on across either end of a span; scripts without blanks between words have no such place. */
function isWholeWords(text: string, start: number, end: number): boolean {
  return !joined(text, start) && !joined(text, end);
}

function joined(text: string, at: number): boolean {
  return at > 0 && at < text.length && WORD_SIGN.test(text[at - 1] ?? '') && WORD_SIGN.test(text[at] ?? '');
}

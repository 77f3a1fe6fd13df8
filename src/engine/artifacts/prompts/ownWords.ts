import { INVISIBLE } from './withoutInvisible';

/**
 * Finds quotes in texts of the script (plain, one element each): the script's own characters where a quote stands in one
 * of them. A model may change quotation marks, dashes, ellipses and blanks on the way, and put its own marks around; never
 * a word or a case. Whole words only, and more than one of them unless they are a whole line, for a single word stands
 * anywhere. Null where the quote stands in none of them, or is longer than anybody quotes.
 */
export function ownWords(texts: readonly string[]): (quote: string) => string | null {
  const folded: Folded[] = [];
  return (quote) => {
    if (quote.length > LONGEST_QUOTE) return null;
    for (const wanted of readingsOf(quote)) {
      for (const [position, text] of texts.entries()) {
        const found = findIn(text, (folded[position] ??= fold(text)), wanted);
        if (found !== null) return found;
      }
    }
    return null;
  };
}

/** UTF-16 units. */
const LONGEST_QUOTE = 600;

/** The quote as it came, then without the marks of its line, then without quotation marks and ellipses around it. */
function readingsOf(quote: string): string[] {
  const bare = quote.normalize('NFC').replace(/(^|\n)\s*[|>=](?: |$)/gu, '$1');
  const inner = bare.replace(/^[\s"'“”„«»‘’…]+|^\.{3}|[\s"'“”„«»‘’…]+$|\.{3}$/gu, '');
  const readings = [quote.normalize('NFC'), bare, inner].map((reading) => fold(reading).text);
  return [...new Set(readings)].filter((reading) => /[\p{L}\p{N}]/u.test(reading));
}

function findIn(text: string, folded: Folded, wanted: string): string | null {
  for (let at = folded.text.indexOf(wanted); at >= 0; at = folded.text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (splitsWord(folded.text, at) || splitsWord(folded.text, end)) continue;
    const [from = 0, to = 0] = [folded.starts[at], folded.ends[end - 1]];
    if (hasWords(text.slice(from, to)) || isWholeLine(text, from, to)) return text.slice(from, to);
  }
  return null;
}

function hasWords(quote: string): boolean {
  return [...WORDS.segment(quote)].filter(({ isWordLike }) => isWordLike === true).length > 1;
}

/** Also of scripts without blanks between words. */
const WORDS = new Intl.Segmenter('en', { granularity: 'word' });

function isWholeLine(text: string, from: number, to: number): boolean {
  const [before = ''] = /[^\n]*$/u.exec(text.slice(0, from)) ?? [];
  const [after = ''] = /^[^\n]*/u.exec(text.slice(to)) ?? [];
  return !/[\p{L}\p{N}]/u.test(before + after);
}

/** Whether a position lies inside a word. Scripts without blanks between words have no such place. */
function splitsWord(text: string, at: number): boolean {
  return INSIDE_WORD.test(text.slice(Math.max(0, at - 2), at) + '\n' + text.slice(at, at + 2));
}

const INSIDE_WORD =
  /(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{M}\p{N}]\n(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{M}\p{N}]/u;

interface Folded {
  readonly text: string;
  /** For every unit of `text`: where what it stands for starts and ends in the original. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Blanks, dashes and dots in a row as one, quotation marks unified, invisible characters left out. */
function fold(original: string): Folded {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  for (const { 0: piece, index, groups } of original.matchAll(PIECE)) {
    const as = groups?.blank !== undefined ? ' ' : groups?.dash !== undefined ? '-' : unified(piece);
    if (as === '' || (as === ' ' && (text === '' || text.endsWith(' ')))) continue;
    text += as;
    starts.push(...new Array<number>(as.length).fill(index));
    ends.push(...new Array<number>(as.length).fill(index + piece.length));
  }
  const kept = text.trimEnd().length;
  return { text: text.slice(0, kept), starts: starts.slice(0, kept), ends: ends.slice(0, kept) };
}

const PIECE = /(?<blank>\s+)|(?<dash>[-\u2010-\u2015\u2212]+)|\.{3,}|…+|[^]/gu;

function unified(piece: string): string {
  if (/^(?:\.{3,}|…+)$/u.test(piece)) return '…';
  if (/^[\u2018\u2019\u201a\u201b]$/u.test(piece)) return "'";
  if (/^[\u201c-\u201f]$/u.test(piece)) return '"';
  // How `materialLines` writes it.
  if (piece === '‹') return '<';
  return piece.replace(INVISIBLE, '');
}

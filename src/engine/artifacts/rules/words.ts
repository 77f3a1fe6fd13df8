/**
 * The words of a text in order, folded for comparing: small letters, NFC, straight apostrophes, without an English
 * possessive. Scripts written without blanks (Chinese, Japanese, Thai…) are cut by the platform's dictionary.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [raw] of (ASCII.test(text) ? text : text.normalize('NFC')).matchAll(WORD)) {
    const folded = foldWord(raw);
    if (!ASCII.test(folded) && UNSPACED.test(folded)) {
      for (const part of unspaced().segment(folded)) if (part.isWordLike === true) words.push(part.segment);
    } else {
      words.push(folded);
    }
  }
  return words;
}

/** One word as `wordsOf` gives it. */
export function foldWord(word: string): string {
  const folded = ASCII.test(word) ? word.toLowerCase() : word.normalize('NFC').toLowerCase().replaceAll('’', "'");
  return folded.endsWith("'s") ? folded.slice(0, -2) : folded;
}

const ASCII = /^[ -~\s]*$/;

/** Letters, marks and digits, joined inside by apostrophes and hyphens. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’‑-][\p{L}\p{M}\p{N}]+)*/gu;

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

let segmenter: Intl.Segmenter | undefined;

function unspaced(): Intl.Segmenter {
  return (segmenter ??= new Intl.Segmenter('und', { granularity: 'word' }));
}

/**
 * How many words a text has. Where a script sets no blanks between words (Chinese, Japanese, Thai and the like) they are
 * told apart by dictionary.
 */
export function wordCount(text: string): number {
  let count = 0;
  for (const [word] of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’-]*/gu)) {
    if (!UNSPACED.test(word)) count++;
    else for (const { isWordLike } of SEGMENTER.segment(word)) if (isWordLike === true) count++;
  }
  return count;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'word' });

const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((one) => `\\p{sc=${one}}`)
  .join('');

/** A character of a script without blanks between words. */
const UNSPACED = new RegExp(`[${SCRIPTS}]`, 'u');

/** A letter, digit or mark of a script with blanks between words: beside another one it is the same word. */
export const WORD_SIGN = new RegExp(`(?![${SCRIPTS}])[\\p{L}\\p{N}\\p{M}\\ud800-\\udfff]`, 'u');

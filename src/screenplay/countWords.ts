/**
 * Words of a text: stretches between blanks (and dashes) that hold a letter or digit. Han, Hiragana and Katakana count by
 * character, Thai, Lao, Khmer and Burmese by dictionary. Marks and punctuation alone count nothing.
 */
export function countWords(text: string): number {
  let count = 0;
  let inWord = false;
  let unspaced = '';
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 128) {
      if (((unit | 32) >= 97 && (unit | 32) <= 122) || (unit >= 48 && unit <= 57)) {
        if (!inWord) count++;
        inWord = true;
      } else if (unit <= 32 || ((unit === 45 || unit === 46) && before === unit)) {
        inWord = false;
      }
      before = unit;
      continue;
    }
    before = unit;
    const code = text.codePointAt(i) ?? unit;
    if (code > 0xffff) i++;
    if (isCountedByCharacter(code)) {
      count++;
      inWord = false;
    } else if (isUnspaced(code)) {
      unspaced += String.fromCodePoint(code);
      inWord = false;
    } else if (SEPARATOR.test(String.fromCodePoint(code))) {
      inWord = false;
      if (unspaced !== '') unspaced += ' ';
    } else if (!inWord && LETTER.test(String.fromCodePoint(code))) {
      count++;
      inWord = true;
    }
  }
  return unspaced === '' ? count : count + countByDictionary(unspaced);
}

const SEPARATOR = /[\s\u2013\u2014\u2026\u3000-\u3003]/;
const LETTER = /[\p{L}\p{N}]/u;

function isCountedByCharacter(code: number): boolean {
  return (
    (code >= 0x3041 && code <= 0x30fa) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x20000 && code <= 0x323af)
  );
}

/** Scripts of South-East Asia that put no blanks between words. */
function isUnspaced(code: number): boolean {
  return (code >= 0xe01 && code <= 0xedf) || (code >= 0x1000 && code <= 0x109f) || (code >= 0x1780 && code <= 0x17ff);
}

function countByDictionary(text: string): number {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  let count = 0;
  // In pieces: the dictionary's time grows faster than a very long run.
  for (let at = 0; at < text.length; at += 1000) {
    for (const segment of segmenter.segment(text.slice(at, at + 1000))) if (segment.isWordLike) count++;
  }
  return count;
}

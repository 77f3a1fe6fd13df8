/**
 * Calls `visit` for every word of a text, in order, with its hash (FNV-1a of its small letters, 32 bits, never 0) and its length in
 * UTF-16 units. A word is a stretch of letters, digits, marks and apostrophes; where words have no blanks between them (Han, Kana,
 * Thai, Lao, Khmer, Burmese), every character is one. Makes no strings: for comparing a great deal of text.
 */
export function eachWord(text: string, visit: (hash: number, length: number) => void): void {
  let hash = BASIS;
  let length = 0;
  const end = (): void => {
    if (length > 0) visit(hash === 0 ? 1 : hash, length);
    hash = BASIS;
    length = 0;
  };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 128) {
      const small = unit | 32;
      if ((small >= 97 && small <= 122) || (unit >= 48 && unit <= 57)) {
        hash = Math.imul(hash ^ (unit >= 65 && unit <= 90 ? small : unit), PRIME);
        length++;
      } else if (length > 0 && unit !== APOSTROPHE) {
        end();
      }
      continue;
    }
    if (unit === RIGHT_QUOTE) continue;
    const character = String.fromCodePoint(text.codePointAt(i) ?? unit);
    if (character.length > 1) i++;
    if (UNSPACED.test(character)) end();
    else if (!IN_WORD.test(character)) {
      end();
      continue;
    }
    const small = character.toLowerCase();
    for (let k = 0; k < small.length; k++) hash = Math.imul(hash ^ small.charCodeAt(k), PRIME);
    length += small.length;
    if (UNSPACED.test(character)) end();
  }
  end();
}

const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const APOSTROPHE = 39;
const RIGHT_QUOTE = 0x2019;
const IN_WORD = /[\p{L}\p{N}\p{M}\u200C\u200D]/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

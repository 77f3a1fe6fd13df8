/**
 * The text without characters that a reader cannot see but a model reads: controls other than tab and line ends,
 * marks of writing direction, zero-width blanks, tags, stacked variation selectors (Unicode Technical Standard 39,
 * *Restriction of invisible characters*). A joiner stays where the writing needs it (Persian, Indic scripts, emoji),
 * one variation selector stays after its base. Half a surrogate pair becomes U+FFFD: no provider takes it. Idempotent,
 * and the text itself if there is nothing to remove.
 */
export function plainText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  const visible = text.replace(INVISIBLE, '').replace(LONE_SURROGATE, '\uFFFD');
  return visible.replace(SELECTOR_WITHOUT_BASE, '$1').replace(JOINER_WITHOUT_NEED, '');
}

const INVISIBLE_CLASS =
  // C0 but tab, line feed, form feed, carriage return; DEL and C1 but NEL.
  '\\u0000-\\u0008\\u000B\\u000E-\\u001F\\u007F-\\u0084\\u0086-\\u009F' +
  // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Khmer inherent vowels, Mongolian ones.
  '\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F' +
  // Zero-width space, directions, embeddings and isolates, invisible operators, deprecated format characters.
  '\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0D\\uFEFF\\uFFA0\\uFFF0-\\uFFFB' +
  // Shorthand and musical format characters, tags, the supplementary variation selectors.
  '\\u{1BCA0}-\\u{1BCA3}\\u{1D173}-\\u{1D17A}\\u{E0000}-\\u{E0FFF}';

const SUSPECT = new RegExp(`[${INVISIBLE_CLASS}\\u200C\\u200D\\uFE0E\\uFE0F\\p{Cs}]`, 'u');
const INVISIBLE = new RegExp(`[${INVISIBLE_CLASS}]`, 'gu');
const LONE_SURROGATE = /\p{Cs}/gu;
const SELECTOR = '\\uFE0E\\uFE0F';
const JOINER = '\\u200C\\u200D';
/** A text or emoji selector stays only directly after something that can be seen. */
const SELECTOR_WITHOUT_BASE = new RegExp(`(^|[\\s${SELECTOR}${JOINER}])[${SELECTOR}]+`, 'gu');
/** Joiners do nothing between Latin, Greek or Cyrillic letters, blanks or marks of punctuation. */
const JOINED = `[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F]|(?![\\p{sc=Latin}\\p{sc=Greek}\\p{sc=Cyrillic}])[\\p{L}\\p{M}]`;
const JOINER_WITHOUT_NEED = new RegExp(`(?<!${JOINED})[${JOINER}]+`, 'gu');

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

/** The same on one line, without blanks around it. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/gu, ' ').trim();
}

/** Whether there is anything to look at: what is invisible by Unicode's own list, controls, halves of pairs. */
const SUSPECT = /(?![\t\n\f\r\u0085])[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\uFFF9-\uFFFB]/u;
/** All of it but joiners and the selectors of text and emoji, which are judged by where they stand. */
const INVISIBLE =
  /(?!\u200C|\u200D|\uFE0E|\uFE0F|[\t\n\f\r\u0085])[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]/gu;
const LONE_SURROGATE = /\p{Cs}/gu;
/** A selector stays only directly after something that can be seen. */
const SELECTOR_WITHOUT_BASE = /(^|\s|\uFE0E|\uFE0F|\u200C|\u200D)(?:\uFE0E|\uFE0F)+/gu;
/** Joiners do nothing between Latin, Greek or Cyrillic letters, blanks or marks of punctuation. */
const JOINER_WITHOUT_NEED =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|(?![\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}])[\p{L}\p{M}])(?:\u200C|\u200D)+/gu;

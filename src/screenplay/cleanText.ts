/**
 * Makes any string safe to store and to compare: U+0000 and lone surrogates become U+FFFD, one unit for one, so that offsets into
 * the given text stay true. For strings that come from an editor's buffer; `decodeText` is for bytes.
 */
export function cleanText(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  return clean.replace(LONE_SURROGATE, '\uFFFD');
}

const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Makes any string safe to store and to compare: U+0000 and lone surrogates become U+FFFD, one unit for one, so that offsets into
 * the given text stay true. For strings that come from an editor's buffer; `decodeText` is for bytes.
 */
export function cleanText(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  // Looked for by units first: reading a whole script by code points takes ten times as long.
  return ANY_SURROGATE.test(clean) ? clean.replace(LONE_SURROGATE, '\uFFFD') : clean;
}

const ANY_SURROGATE = /[\uD800-\uDFFF]/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Text as XML holds it, in an element or an attribute. What XML 1.0 does not allow (2.2, Char) becomes U+FFFD. */
export function xmlText(text: string): string {
  return SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, (char) => ESCAPES[char] ?? '\uFFFD') : text;
}

const SPECIAL = /[&<>"]|[^\P{Cc}\t\n\u007F-\u009F]|[\uFFFE\uFFFF]|\p{Surrogate}/u;
const EVERY_SPECIAL = new RegExp(SPECIAL, 'gu');
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** For comparing quoted words: case, blanks, quotation marks and dashes made one; nothing else. */
export function comparableText(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[‘’‚‛ʼ´`]/g, "'")
    .replace(/[“”„‟«»]/g, '"')
    .replace(/--+|[‐‑‒–—―]/g, '-')
    .replace(/…/g, '...')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

/**
 * One line of text as Markdown that shows it letter for letter and can still be read as it stands: only what would be
 * taken for a mark is escaped. Line ends become blanks.
 */
export function literalMarkdown(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\\`*_~[\]<>|$]|&(?=#?\w+;)/gu, String.raw`\$&`)
    .replace(/^[#+=-]/u, String.raw`\$&`)
    .replace(/^(\d+)([.)])(?=\s)/u, String.raw`$1\$2`);
}

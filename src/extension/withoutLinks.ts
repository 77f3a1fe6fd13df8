/**
 * Words for a notification, which the editor searches for `[words](address)` links, commands among them: what a script, a model
 * or a server says makes none.
 */
export function withoutLinks(words: string): string {
  return words.replaceAll('](', '] (');
}

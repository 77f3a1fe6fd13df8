import type { SearchResult } from '../story/searchResult';

/** What `search` prints for a person: label, heading, the line that matches, where it is and why. */
export function searchText({ results }: SearchResult, query: string): string {
  if (results.length === 0) return `Nothing in the script matches ${JSON.stringify(query)}.\n`;
  return results
    .map(({ label, heading, quote, line, why }) => {
      const where = label === '' ? 'Before the first scene' : `${label} ${heading}`;
      const words = quote === null ? '' : `\n       "${quote}"`;
      return `${where}  (line ${line})${words}\n       ${why}\n`;
    })
    .join('\n');
}

const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;

/**
 * How far a line behind this one is indented to be in the same item of a list; 0: in none.
 *
 * @param before the same of the line in front
 * @param isBehindBlank whether a blank line stands in front: then what is indented less ends the list
 */
export function nestedIndent(line: string, before: number, isBehindBlank: boolean): number {
  const item = ITEM.exec(line)?.[0];
  const isCode = isBehindBlank && indentOf(line) >= before + CODE_INDENT;
  if (item !== undefined && !isCode) return width(item);
  return isBehindBlank && indentOf(line) < before ? 0 : before;
}

/** What is indented by so much more than its surroundings is code. */
export const CODE_INDENT = 4;

/** In columns. */
export function indentOf(line: string): number {
  return width(/^[ \t]*/.exec(line)?.[0] ?? '');
}

function width(text: string): number {
  let columns = 0;
  for (const sign of text) columns += sign === '\t' ? 4 - (columns % 4) : 1;
  return columns;
}

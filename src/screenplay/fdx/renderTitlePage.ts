import { isForcedHeading, isHeadingLike } from '../lineShape';
import { readTitlePage } from '../readTitlePage';
import type { TitlePageEntry } from '../screenplay';

/**
 * Writes a title page as Fountain: one value beside its key, several indented below it. Empty where there are no entries, or none
 * that could be read back. Values are Fountain, with their marks; they are written on one line each.
 */
export function renderTitlePage(entries: readonly TitlePageEntry[]): string {
  const written = entries.map(renderEntry).join('');
  return readTitlePage(written).entries.length === 0 ? '' : written;
}

function renderEntry({ key, values }: TitlePageEntry): string {
  const [first, ...more] = values;
  if (first === undefined) return `${key}:\n`;
  if (more.length === 0) return `${key}: ${first}\n`;
  // A line of its own that begins like one of the script would end the title page; beside its key it cannot.
  const groups: string[][] = [];
  for (const value of values) {
    const last = groups.at(-1);
    if (last === undefined || endsTitlePage(value)) groups.push([value]);
    else last.push(value);
  }
  return groups
    .map((group) =>
      group.length === 1 || group.some(endsTitlePage)
        ? `${key}: ${group.join(`\n    `)}\n`
        : `${key}:\n    ${group.join('\n    ')}\n`,
    )
    .join('');
}

/** Whether a line, indented or not, is read as the first one of the script. */
function endsTitlePage(value: string): boolean {
  return /^(?:[=#>@!~]|\[\[|\/\*)/.test(value) || isHeadingLike(value) || isForcedHeading(value);
}

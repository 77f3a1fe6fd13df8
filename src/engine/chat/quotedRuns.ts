/** Words a text puts in quotation marks, or sets as a line of a block quotation. */
export interface QuotedRun {
  /** Where the words start and, exclusive, end: without the marks. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Set as a line of its own. */
  readonly isLine: boolean;
}

/**
 * The quoted runs of one block of Markdown, in order, not overlapping. A fenced block is no quotation: rewritten lines
 * stand in it.
 */
export function quotedRuns(block: string): QuotedRun[] {
  if (/^ {0,3}(?:`{3,}|~{3,})/.test(block)) return [];
  const runs = inMarks(block);
  if (!/^ {0,3}>/mu.test(block)) return runs;
  const lines: QuotedRun[] = [];
  let offset = 0;
  for (const line of block.split('\n')) {
    const set = /^( {0,3}>[> ]*)(.*?)\s*$/u.exec(line);
    const start = offset + (set?.[1]?.length ?? 0);
    const text = withoutPlaces(set?.[2] ?? '');
    const end = start + text.length;
    const overlaps = runs.some((run) => run.start < offset + line.length && run.end > offset);
    if (set !== null && text !== '' && !overlaps && !/^[-–—]/u.test(text))
      lines.push({ start, end, text, isLine: true });
    offset += line.length + 1;
  }
  return [...runs, ...lines].sort((a, b) => a.start - b.start);
}

/** The places of citations behind a line are not its words. */
function withoutPlaces(text: string): string {
  return text.replace(/(?:\s*\ue000\d+\ue001)+\s*$/u, '');
}

function inMarks(block: string): QuotedRun[] {
  return [...block.matchAll(IN_MARKS)].map((match) => {
    // Of the groups, one for each kind of mark, one has matched.
    const groups: readonly (string | undefined)[] = match.slice(1);
    const text = groups.find((group) => group !== undefined) ?? '';
    const start = match.index + match[0].indexOf(text, 1);
    return { start, end: start + text.length, text, isLine: false };
  });
}

/** Curly, straight and angular marks; single ones only where they are no apostrophes. */
const IN_MARKS = new RegExp(
  [
    '“([^“”]+)”',
    '„([^„“”]+)[“”]',
    '«([^«»]+)»',
    '(?<![\\p{L}\\p{N}])"(?!\\s)([^"]*[^"\\s])"',
    '(?<![\\p{L}\\p{N}])‘([^‘]*?[^‘\\s])’(?![\\p{L}\\p{N}])',
    "(?<![\\p{L}\\p{N}])'(?!\\s)([^'](?:[^']|'(?=\\p{L}))*?[^'\\s])'(?![\\p{L}\\p{N}])",
    '`([^`\\n]+)`',
  ].join('|'),
  'gu',
);

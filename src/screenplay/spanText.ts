import type { RemovedSpan } from './screenplay';

/** What stands between the marks of a note or boneyard, trimmed, with `\n` line ends; a boneyard inside a note is taken out. */
export function spanText(text: string, start: number, end: number, kind: RemovedSpan['kind']): string {
  const inner = text.slice(start + 2, end - 2);
  const kept = kind === 'note' && inner.includes('/*') ? inner.replace(/\/\*[^]*?\*\//g, '') : inner;
  if (!LINE_END.test(kept)) return kept.trim();
  return kept
    .split(LINE_END)
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

const LINE_END = /\r\n|\r|\n/;

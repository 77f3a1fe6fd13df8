import { diffArrays } from 'diff';

/** A stretch of lines that a proposal replaces by others. Lines count from 0 within the scene, ends exclusive. */
export interface ProposalHunk {
  readonly startLine: number;
  readonly endLine: number;
  /** With their line ends. */
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What a proposal changes, in order, one hunk for each stretch of lines that stand together. */
export function proposalHunks(before: string, after: string): ProposalHunk[] {
  const old = linesOf(before);
  const wanted = linesOf(withLineEndsOf(before, after));
  const hunks: ProposalHunk[] = [];
  let at = 0;
  let open: { startLine: number; removed: string[]; added: string[] } | null = null;
  const close = (): void => {
    if (open !== null) hunks.push({ ...open, endLine: open.startLine + open.removed.length });
    open = null;
  };
  for (const { added, removed, value } of diffArrays(old, wanted)) {
    if (added || removed) {
      open ??= { startLine: at, removed: [], added: [] };
      (added ? open.added : open.removed).push(...value);
    } else close();
    if (!added) at += value.length;
  }
  close();
  return hunks;
}

export interface AppliedHunks {
  readonly text: string;
  /** Where the added lines stand in `text`, in lines from 0, `end` exclusive; of a hunk that only removes, nothing. */
  readonly lines: readonly { readonly start: number; readonly end: number }[];
}

/** The scene with some of the hunks in it. */
export function applyHunks(before: string, hunks: readonly ProposalHunk[]): AppliedHunks {
  const old = linesOf(before);
  const text: string[] = [];
  const lines: { start: number; end: number }[] = [];
  let read = 0;
  for (const { startLine, endLine, added } of hunks) {
    text.push(...old.slice(read, startLine));
    if (added.length > 0) lines.push({ start: text.length, end: text.length + added.length });
    text.push(...added);
    read = endLine;
  }
  text.push(...old.slice(read));
  return { text: text.join(''), lines };
}

/** A text with the line ends of another: a proposal does not change those of the file. */
export function withLineEndsOf(model: string, text: string): string {
  return text.replace(/\r\n|\n|\r/gu, /\r\n|\n|\r/u.exec(model)?.[0] ?? '\n');
}

/** Lines with their ends; the last one may have none. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/gu) ?? [];
}

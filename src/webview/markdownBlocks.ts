/** Markdown that is still coming, cut where a blank line, or a new item of a very long list, ends a piece. */
export interface MarkdownBlocks {
  /** Pieces that no later text changes. */
  readonly closed: readonly string[];
  /** What is still being written; '' if nothing is. */
  readonly open: string;
}

/** A list or paragraph longer than this, in UTF-16 units, is cut at its lines. */
const LONG = 2_000;

/** Reads text as it comes, each line once. */
export function createBlockReader(): { readonly add: (text: string) => MarkdownBlocks } {
  const closed: string[] = [];
  let open = '';
  let lineStart = 0;
  let fence: string | null = null;

  const close = (end: number): void => {
    const piece = open.slice(0, end);
    if (piece.trim() !== '') closed.push(piece.replace(/\s+$/u, ''));
    open = open.slice(end);
    lineStart = 0;
  };
  const readLine = (end: number): void => {
    const line = open.slice(lineStart, end);
    const sign = /^ {0,3}(`{3,}|~{3,})/u.exec(line)?.[1];
    if (sign !== undefined) {
      if (fence === null) fence = sign;
      else if (sign.startsWith(fence)) fence = null;
    }
    const isBlank = line.trim() === '';
    lineStart = end + 1;
    if (fence === null && (isBlank || lineStart > LONG)) close(lineStart);
  };

  return {
    add: (text) => {
      open += text;
      for (let end = open.indexOf('\n', lineStart); end >= 0; end = open.indexOf('\n', lineStart)) readLine(end);
      return { closed, open };
    },
  };
}

import { nestedIndent } from './listIndent';
import { goesOn } from './quotationMarks';
import { isIndentedCode, openAtEnd } from './quotedRuns';
import { DASH_LINE } from './setLines';

/** What is shown and grounded as one: paragraphs that belong together. */
export interface AnswerText {
  readonly text: string;
  /** How far a paragraph at its start is indented to be in a list that began before; 0: in none. */
  readonly listIndent: number;
}

/**
 * An answer in blocks: what stands between blank lines, a fence being one. With the block before it goes what holds only the
 * places of citations, further indented code, lines with a dash behind its colon, and the rest of a quotation that the block leaves open.
 */
export function answerBlocks(text: string): AnswerText[] {
  const blocks: AnswerText[] = [];
  const all = splitBlocks(text);
  let open: string | null = null;
  let wasCode = false;
  all.forEach((block, at) => {
    const last = blocks.at(-1);
    const rest = all.slice(at, at + LONGEST_QUOTATION).map((one) => one.text);
    const isOpen: boolean = open !== null && goesOn(rest.join('\n\n'), open) !== 'no';
    const isClosing = open !== null && goesOn(rest.join('\n\n'), open) === 'closes';
    const isCode = isIndentedCode(block);
    const belongs =
      isOpen ||
      isOnlyPlaces(block.text) ||
      (last !== undefined && COLON_AT_END.test(last.text) && DASH_LINE.test(block.text)) ||
      (wasCode && isCode);
    if (last === undefined || !belongs) blocks.push(block);
    else blocks[blocks.length - 1] = { ...last, text: `${last.text}\n\n${block.text}` };
    wasCode = isCode;
    open = openAtEnd(block, isClosing ? open : null);
  });
  return blocks;
}

const COLON_AT_END = /:[*_]*\s*(?:\ue000\d+\ue001\s*)*$/u;

/** In blocks: further on, a mark is none that was opened. */
const LONGEST_QUOTATION = 6;

function isOnlyPlaces(text: string): boolean {
  return text.includes('\ue000') && !/[\p{L}\p{N}]/u.test(text.replace(/\ue000\d+\ue001/gu, ''));
}

function splitBlocks(text: string): AnswerText[] {
  const blocks: AnswerText[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  let [indent, listIndent] = [0, 0];
  const close = (): void => {
    if (lines.length > 0) blocks.push({ text: lines.join('\n'), listIndent });
    lines = [];
  };
  for (const line of text.split('\n')) {
    const opened = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && line.trim() === '') {
      close();
      continue;
    }
    if (lines.length === 0) listIndent = indent;
    if (fence === null) indent = nestedIndent(line, indent, lines.length === 0);
    lines.push(line);
    if (opened === undefined) continue;
    if (fence === null) fence = opened;
    else if (opened.startsWith(fence)) fence = null;
  }
  close();
  return blocks;
}

import type { AnswerBlock, ChatMessageResponse, Citation } from '../story/chatMessage';
import { placedText } from '../story/placedText';

/** An answer as plain text to paste elsewhere: every sentence with the scenes and lines it rests on, or why it has none. */
export function answerText({ blocks, citations }: ChatMessageResponse): string {
  let text = '';
  let before: string | null = null;
  for (const block of blocks) {
    const line = STARTS[block.kind] + said(block, citations);
    if (before !== null) text += block.kind === before && block.kind === 'item' ? '\n' : '\n\n';
    text += line;
    before = block.kind;
  }
  return text;
}

function said(block: AnswerBlock, citations: readonly Citation[]): string {
  if (block.claims !== undefined) return placedText(block, citations, { line: true });
  const places = block.citations.flatMap((position) => citations[position] ?? []).map(placeOf);
  return places.length === 0 ? block.text : `${block.text} (${places.join('; ')})`;
}

const STARTS = { paragraph: '', item: '- ', quote: '> ', markdown: '', note: '' } as const;

function placeOf({ index, label, line, quote, verified }: Citation): string {
  const scene = index === null ? 'before the first scene' : `scene ${label}`;
  if (verified) return `${scene}, line ${line}`;
  return quote === null ? `${scene}, not in the script` : `${scene}, not found there`;
}

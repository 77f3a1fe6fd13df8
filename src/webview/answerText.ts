import { OFFLINE_MODEL, type AnswerBlock, type ChatMessageResponse, type Citation } from '../story/chatMessage';
import { literalMarkdown } from '../story/literalMarkdown';
import { placedText } from '../story/placedText';
import { plainMarkdown, quotesOfMarkdown, screenplayOfMarkdown } from './plainMarkdown';

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

/** What of an answer can go into a screenplay: a model's words without what is said about them; '' where there are none. */
export function insertableText({ blocks, method }: ChatMessageResponse): string {
  if (method === OFFLINE_MODEL) return '';
  return screenplayOfMarkdown(blocks.flatMap(({ kind, text }) => (kind === 'markdown' ? [text] : [])));
}

/** Of every quotation and block of code in a block of Markdown the text to paste elsewhere, in the order on the page. */
export function quoteTexts(block: AnswerBlock, citations: readonly Citation[]): string[] {
  return quotesOfMarkdown(placedMarkdown(block, citations));
}

function said(block: AnswerBlock, citations: readonly Citation[]): string {
  if (block.kind === 'markdown') return plainMarkdown(placedMarkdown(block, citations));
  const places = block.citations.flatMap((position) => citations[position] ?? []).map(placeOf);
  return places.length === 0 ? block.text : `${block.text} (${places.join('; ')})`;
}

const STARTS = { paragraph: '', item: '- ', quote: '> ', markdown: '', note: '' } as const;

function placeOf({ index, label, line, quote, verified }: Citation): string {
  const scene = index === null ? 'before the first scene' : `scene ${label}`;
  if (verified) return `${scene}, line ${line}`;
  return quote === null ? `${scene}, not in the script` : `${scene}, not found there`;
}

function placedMarkdown(block: AnswerBlock, citations: readonly Citation[]): string {
  return placedText(block, citations, { line: true, escape: literalMarkdown });
}

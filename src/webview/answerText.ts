import type { ChatMessageResponse, Citation } from '../story/chatMessage';

/** An answer as plain text to paste elsewhere: every sentence with the scenes and lines it rests on. */
export function answerText({ blocks, citations }: ChatMessageResponse): string {
  let text = '';
  let before: string | null = null;
  for (const block of blocks) {
    const places = block.citations.flatMap((position) => citations[position] ?? []).map(placeOf);
    const line = [STARTS[block.kind], block.text, ...(places.length === 0 ? [] : [` (${places.join('; ')})`])].join('');
    if (before !== null) text += block.kind === before && block.kind === 'item' ? '\n' : '\n\n';
    text += line;
    before = block.kind;
  }
  return text;
}

const STARTS = { paragraph: '', item: '- ', quote: '> ', markdown: '', note: '' } as const;

function placeOf({ index, label, line, quote, verified }: Citation): string {
  const scene = index === null ? 'before the first scene' : `scene ${label}`;
  if (verified) return `${scene}, line ${line}`;
  return quote === null ? `${scene}, not in the script` : `${scene}, not found there`;
}

import type { ChatMessageResponse } from '../story/chatMessage';
import { searchedText } from '../story/searchedText';

/** What `ask` prints for a person: the answer, under each part of it where it stands in the script. */
export function answerText({ blocks, citations, contextUsed, method }: ChatMessageResponse): string {
  const parts = blocks.map(({ text, citations: cited }) => {
    const places = cited.flatMap((index) => {
      const citation = citations[index];
      if (citation === undefined) return [];
      const scene = citation.label === '' ? 'before the first scene' : `${citation.label} ${citation.heading}`;
      return [`    ${scene}, line ${citation.line}`];
    });
    return [text, ...new Set(places)].join('\n');
  });
  const how = method === 'offline' ? 'Search by rules on this machine' : method;
  const searched = searchedText(contextUsed);
  const answer = parts.length === 0 ? '' : `${parts.join('\n')}\n\n`;
  return `${answer}${how}${searched === '' ? '' : `: ${searched}`}.\n`;
}

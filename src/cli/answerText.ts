import type { AnswerBlock, ChatMessageResponse, Citation } from '../story/chatMessage';
import { placedText } from '../story/placedText';
import { unsaidSearch } from '../story/searchedText';

/**
 * What `ask` prints for a person: the answer, what of it is unverified and why, and under each part where it stands in
 * the script.
 */
export function answerText({ blocks, citations, contextUsed, method }: ChatMessageResponse): string {
  const parts = blocks.map((block) => {
    const text = placedText(block, citations, { line: false });
    return [text, ...new Set(placesOf(block, citations))].join('\n');
  });
  const how = method === 'offline' ? 'Search by rules on this machine' : method;
  const searched = unsaidSearch({ blocks, contextUsed });
  const answer = parts.length === 0 ? '' : `${parts.join('\n')}\n\n`;
  return `${answer}${how}${searched === '' ? '' : `: ${searched}`}.\n`;
}

/** Of claims only what is verified has a place: of the others the words say why not. */
function placesOf({ citations: cited, claims }: AnswerBlock, citations: readonly Citation[]): string[] {
  return cited.flatMap((position) => {
    const citation = citations[position];
    if (citation === undefined || (claims !== undefined && !citation.verified)) return [];
    const { label, heading, line, verified, reason } = citation;
    const scene = label === '' ? 'before the first scene' : `${label} ${heading}`;
    return [`    ${scene}, line ${line}${verified ? '' : `, unverified: ${reason ?? 'not found there'}`}`];
  });
}

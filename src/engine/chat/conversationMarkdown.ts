import { placedText } from '../../story/placedText';
import type {
  AnswerBlock,
  ChatMessageResponse,
  Citation,
  Conversation,
  ExportedConversation,
} from '../../story/chatMessage';

/** A conversation as Markdown: questions as headings, answers with the places they rest on, who answered. */
export function conversationMarkdown(conversation: Conversation, scriptTitle: string): ExportedConversation {
  const title = oneLine(conversation.title) || 'Conversation';
  const parts = [`# ${title}`, `About *${oneLine(scriptTitle)}*.`];
  for (const message of conversation.messages) {
    if (message.role === 'user') parts.push(`## ${oneLine(message.text)}`);
    else parts.push(...answerParts(message.response));
  }
  return { fileName: `${fileNameOf(title)}.md`, markdown: `${parts.join('\n\n')}\n` };
}

function answerParts(response: ChatMessageResponse): string[] {
  const parts = response.blocks.map((block) => {
    const said =
      block.claims === undefined ? withPlaces(block, response) : placedText(block, response.citations, { line: true });
    if (block.kind === 'item') return `- ${said}`;
    return block.kind === 'quote' ? `> ${said}` : said;
  });
  for (const { label, note, after } of response.proposals) {
    parts.push(`Proposed for scene ${label}${note === '' ? '' : `: ${oneLine(note)}`}`, fenced(after));
  }
  if (response.status === 'stopped') parts.push('*(stopped)*');
  if (response.failure !== null) parts.push(`*(${response.failure.message})*`);
  parts.push(`*${response.method === 'offline' ? 'From the database, without a model' : response.method}*`);
  return parts;
}

/** All places of a block behind it. */
function withPlaces({ text, citations }: AnswerBlock, response: ChatMessageResponse): string {
  const places = citations.flatMap((position) => response.citations[position] ?? []).map(placeOf);
  return places.length === 0 ? text : `${text} (${[...new Set(places)].join('; ')})`;
}

function placeOf({ label, line, verified, reason }: Citation): string {
  const scene = label === '' ? 'before the first scene' : `scene ${label}`;
  return `${scene}, line ${line}${verified ? '' : `, unverified: ${reason ?? 'not found there'}`}`;
}

/** A fence longer than any inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text.replace(/\s+$/u, '')}\n${fence}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** What every file system takes. */
function fileNameOf(title: string): string {
  const name = title
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 60)
    .trim();
  return name === '' ? 'conversation' : name;
}

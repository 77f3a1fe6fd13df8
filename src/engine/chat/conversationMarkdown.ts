import { literalMarkdown } from '../../story/literalMarkdown';
import { placedText } from '../../story/placedText';
import type {
  AnswerBlock,
  ChatMessageResponse,
  Citation,
  Conversation,
  ExportedConversation,
} from '../../story/chatMessage';
import { fenced, standaloneMarkdown } from './safeMarkdown';
import { visibleText } from './visibleText';

/** A conversation as Markdown: questions as headings, answers with the places they rest on, who answered. */
export function conversationMarkdown(conversation: Conversation, scriptTitle: string): ExportedConversation {
  const title = oneLine(conversation.title) || 'Conversation';
  const parts = [`# ${literal(title)}`, `About *${literal(scriptTitle)}*.`];
  for (const message of conversation.messages) {
    if (message.role === 'user') parts.push(`## ${literal(message.text)}`);
    else parts.push(...answerParts(message.response));
  }
  return { fileName: `${fileNameOf(title)}.md`, markdown: `${parts.join('\n\n')}\n` };
}

function answerParts(response: ChatMessageResponse): string[] {
  const parts = response.blocks.map((block) => {
    const said = saidIn(block, response.citations);
    if (block.kind === 'item') return `- ${said}`;
    return block.kind === 'quote' ? `> ${said}` : said;
  });
  for (const { label, note, after } of response.proposals) {
    parts.push(`Proposed for scene ${literal(label)}${note === '' ? '' : `: ${literal(note)}`}`, fenced(after));
  }
  if (response.status === 'stopped') parts.push('*(stopped)*');
  if (response.failure !== null) parts.push(`*(${literal(response.failure.message)})*`);
  parts.push(`*${response.method === 'offline' ? 'From the database, without a model' : literal(response.method)}*`);
  return parts;
}

/** A model's words sanitised as the panel does it, all others letter for letter; with the places of what is said. */
function saidIn(block: AnswerBlock, citations: readonly Citation[]): string {
  if (block.claims !== undefined) {
    return standaloneMarkdown(placedText(block, citations, { line: true, escape: literal }));
  }
  const said = block.kind === 'markdown' ? standaloneMarkdown(block.text) : literal(block.text);
  const places = block.citations.flatMap((position) => citations[position] ?? []).map(placeOf);
  return places.length === 0 ? said : `${said} (${literal([...new Set(places)].join('; '))})`;
}

function placeOf({ label, line, verified, reason }: Citation): string {
  const scene = label === '' ? 'before the first scene' : `scene ${label}`;
  return `${scene}, line ${line}${verified ? '' : `, unverified: ${reason ?? 'not found there'}`}`;
}

/** One line, letter for letter: what a writer, a script or a model calls something is no Markdown. */
function literal(text: string): string {
  return literalMarkdown(visibleText(text));
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

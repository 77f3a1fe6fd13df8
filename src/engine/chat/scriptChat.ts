import type {
  ChatMessageRequest,
  ChatMessageResponse,
  Citation,
  Conversation,
  ConversationMessage,
} from '../../story/chatMessage';
import type { ScriptView } from '../../story/analysisResult';
import { readingsById, type OpenScript } from '../pipeline/openScript';
import type { SceneReading } from '../../screenplay/scriptReading';
import {
  findConversation,
  findLatestConversation,
  listMessages,
  writeExchange,
  type MessageRow,
} from '../store/chatQueries';
import type { Transactional } from '../store/db';
import { answerOffline } from './answerOffline';
import type { OfflineAnswer, OfflineCitation } from './answers/offlineAnswer';
import type { ScriptFacts } from './scriptFacts';
import type { ScriptSearch } from './scriptSearch';

/** A script as a question finds it: its text now, what views show of it, and its word index. */
export interface AskedScript {
  readonly open: OpenScript;
  readonly view: ScriptView;
  readonly search: ScriptSearch;
}

const TITLE_LENGTH = 60;

/** Answers a question without a model and, if asked to, stores both in one transaction. */
export async function askScript(
  db: Transactional,
  { open, view, search }: AskedScript,
  request: ChatMessageRequest,
): Promise<ChatMessageResponse> {
  const { message } = request;
  const { scenes, options } = await search.prepare(open, message);
  const answer = answerOffline(message, factsOf(view, open, scenes), options);
  const known = request.conversationId === null ? null : await findConversation(db, open.id, request.conversationId);
  const response = responseOf(answer, open, known?.id ?? crypto.randomUUID());
  if (request.remember) {
    await db.transaction(async (tx) => {
      const before = known === null ? [] : await listMessages(tx, known.id);
      await writeExchange(tx, {
        conversationId: response.conversationId,
        scriptId: open.id,
        title: message.slice(0, TITLE_LENGTH),
        position: before.length,
        question: { id: crypto.randomUUID(), text: message },
        answer: response,
      });
    });
  }
  return response;
}

/** The conversation last spoken in about a script; null if there is none. Citations are those of their time. */
export async function latestConversation(db: Transactional, scriptId: string): Promise<Conversation | null> {
  const conversation = await findLatestConversation(db, scriptId);
  if (conversation === null) return null;
  const rows = await listMessages(db, conversation.id);
  return { id: conversation.id, title: conversation.title, messages: rows.flatMap(messageOf) };
}

function messageOf(row: MessageRow): ConversationMessage[] {
  if (row.role === 'user') return [{ role: 'user', id: row.id, text: row.content }];
  if (row.answer === null || row.contextUsed === null || row.usage === null) return [];
  const { id: messageId, conversationId, content: answer, citations, contextUsed, usage } = row;
  return [
    {
      role: 'assistant',
      id: row.id,
      response: { conversationId, messageId, answer, citations, contextUsed, usage, ...row.answer },
    },
  ];
}

function factsOf(view: ScriptView, open: OpenScript, scenes: ScriptFacts['scenes']): ScriptFacts {
  const { script, characters, outline, threads, relationships } = view;
  return {
    title: script.title,
    pages: script.pages,
    eighths: open.reading.eighths,
    scenes,
    characters,
    outline,
    threads,
    relationships,
  };
}

function responseOf(answer: OfflineAnswer, open: OpenScript, conversationId: string): ChatMessageResponse {
  const readings = readingsById(open);
  const citations = answer.citations.flatMap((citation) => citationOf(citation, readings) ?? []);
  const position = new Map(answer.citations.map((citation, index) => [keyOf(citation), index]));
  return {
    conversationId,
    messageId: crypto.randomUUID(),
    answer: answer.blocks.map((block) => block.text).join('\n'),
    found: answer.found,
    intent: 'global_question',
    method: 'offline',
    blocks: answer.blocks.map((block) => ({
      kind: 'paragraph',
      text: block.text,
      citations: block.citations.flatMap((citation) => position.get(keyOf(citation)) ?? []),
    })),
    citations,
    usage: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0, costUsd: 0 },
    contextUsed: {
      scenesSearched: open.sceneIds.length,
      scenesAsText: [...new Set(citations.flatMap(({ index }) => index ?? []))].sort((a, b) => a - b),
      scenesAsCards: [],
      sheets: [],
      outline: false,
      parts: [],
      cut: [],
    },
  };
}

function keyOf({ sceneId, lineOffset, quote }: OfflineCitation): string {
  return JSON.stringify([sceneId, lineOffset, quote]);
}

/** The place in the document as it is now. The answer was made from the same text, so its quotes stand in it. */
function citationOf(
  { sceneId, lineOffset, quote }: OfflineCitation,
  readings: ReadonlyMap<string, SceneReading>,
): Citation | null {
  const scene = readings.get(sceneId);
  if (scene === undefined) return null;
  return {
    sceneId,
    index: scene.index,
    label: scene.label,
    heading: scene.block.heading,
    line: scene.block.startLine - scene.headingLine + lineOffset,
    quote,
    verified: true,
  };
}

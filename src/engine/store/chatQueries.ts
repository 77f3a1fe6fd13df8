import { asc, desc, eq, and } from 'drizzle-orm';
import type { ChatMessageResponse } from '../../story/chatMessage';
import type { Db } from './db';
import { chatConversations, chatMessages } from './schema/chatTables';

/** A conversation without its messages. */
export type ConversationRow = typeof chatConversations.$inferSelect;
/** A message as stored; a question has empty citations and no usage. */
export type MessageRow = typeof chatMessages.$inferSelect;

/** A conversation of this script by id; null if it is not one of it. */
export async function findConversation(db: Db, scriptId: string, id: string): Promise<ConversationRow | null> {
  const rows = await db
    .select()
    .from(chatConversations)
    .where(and(eq(chatConversations.id, id), eq(chatConversations.scriptId, scriptId)));
  return rows[0] ?? null;
}

/** The conversation of a script that was last spoken in and is not archived; null if there is none. */
export async function findLatestConversation(db: Db, scriptId: string): Promise<ConversationRow | null> {
  const rows = await db
    .select()
    .from(chatConversations)
    .where(and(eq(chatConversations.scriptId, scriptId), eq(chatConversations.archived, false)))
    .orderBy(desc(chatConversations.updatedAt), desc(chatConversations.createdAt))
    .limit(1);
  return rows[0] ?? null;
}

/** The messages of a conversation in order. */
export async function listMessages(db: Db, conversationId: string): Promise<MessageRow[]> {
  return db
    .select()
    .from(chatMessages)
    .where(eq(chatMessages.conversationId, conversationId))
    .orderBy(asc(chatMessages.position));
}

/** A question with its answer, to be stored together. */
export interface ExchangeWrite {
  readonly conversationId: string;
  readonly scriptId: string;
  /** Title of the conversation if it is new. */
  readonly title: string;
  /** Position of the question; the answer comes next. */
  readonly position: number;
  readonly question: { readonly id: string; readonly text: string };
  readonly answer: ChatMessageResponse;
}

/** Stores a question and its answer, and the conversation if it is new. */
export async function writeExchange(db: Db, exchange: ExchangeWrite): Promise<void> {
  const { conversationId, scriptId, title, position, question, answer } = exchange;
  await db
    .insert(chatConversations)
    .values({ id: conversationId, scriptId, title })
    .onConflictDoUpdate({ target: chatConversations.id, set: { updatedAt: new Date() } });
  await db.insert(chatMessages).values([
    { id: question.id, conversationId, position, role: 'user', content: question.text },
    {
      id: answer.messageId,
      conversationId,
      position: position + 1,
      role: 'assistant',
      content: answer.answer,
      citations: answer.citations,
      answer: { blocks: answer.blocks, found: answer.found, intent: answer.intent, method: answer.method },
      contextUsed: answer.contextUsed,
      usage: answer.usage,
    },
  ]);
}

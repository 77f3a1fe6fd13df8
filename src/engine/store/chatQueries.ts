import { and, asc, count, desc, eq, inArray, lt, max, sql } from 'drizzle-orm';
import type { ChatMessageResponse } from '../../story/chatMessage';
import type { ModelTurn } from '../../story/modelMessage';
import type { Db } from './db';
import { chatConversations, chatMessages, conversationSummaries } from './schema/chatTables';
import { storableJson } from './storableJson';

/** A conversation without its messages. */
export type ConversationRow = typeof chatConversations.$inferSelect;
/** A message as stored; a question has empty citations and no usage. */
export type MessageRow = typeof chatMessages.$inferSelect;
/** Older messages of a conversation in few words. */
export type SummaryRow = typeof conversationSummaries.$inferSelect;

/** A conversation of this script by id; null if it is not one of it. */
export async function findConversation(db: Db, scriptId: string, id: string): Promise<ConversationRow | null> {
  if (!UUID.test(id)) return null;
  const rows = await db
    .select()
    .from(chatConversations)
    .where(and(eq(chatConversations.id, id), eq(chatConversations.scriptId, scriptId)));
  return rows[0] ?? null;
}

/** Ids come from clients: what is none names nothing, and is no error of the database. */
const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

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

/** All conversations of a script with how many messages each has, last spoken in first. */
export async function listConversationRows(
  db: Db,
  scriptId: string,
): Promise<(ConversationRow & { readonly messages: number })[]> {
  const rows = await db
    .select({ conversation: chatConversations, messages: count(chatMessages.id) })
    .from(chatConversations)
    .leftJoin(chatMessages, eq(chatMessages.conversationId, chatConversations.id))
    .where(eq(chatConversations.scriptId, scriptId))
    .groupBy(chatConversations.id)
    .orderBy(desc(chatConversations.updatedAt), desc(chatConversations.createdAt));
  return rows.map(({ conversation, messages }) => ({ ...conversation, messages }));
}

/** Changes a conversation's title or puts it away; when it was last spoken in stays. */
export async function updateConversation(
  db: Db,
  id: string,
  change: { readonly title?: string; readonly archived?: boolean },
): Promise<void> {
  const updatedAt = sql`${chatConversations.updatedAt}`;
  await db
    .update(chatConversations)
    .set({ ...change, updatedAt })
    .where(eq(chatConversations.id, id));
}

/** Deletes a conversation, its messages and summaries. */
export async function deleteConversationRow(db: Db, id: string): Promise<void> {
  await db.delete(chatConversations).where(eq(chatConversations.id, id));
}

/** The messages of a conversation in order. */
export async function listMessages(db: Db, conversationId: string): Promise<MessageRow[]> {
  return db
    .select()
    .from(chatMessages)
    .where(eq(chatMessages.conversationId, conversationId))
    .orderBy(asc(chatMessages.position));
}

/** Deletes these messages. */
export async function deleteMessages(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.delete(chatMessages).where(inArray(chatMessages.id, [...ids]));
}

/** Where the next message of a conversation comes. */
export async function nextPosition(db: Db, conversationId: string): Promise<number> {
  const [row] = await db
    .select({ last: max(chatMessages.position) })
    .from(chatMessages)
    .where(eq(chatMessages.conversationId, conversationId));
  return (row?.last ?? -1) + 1;
}

/** A question with its answer, to be stored together. */
export interface ExchangeWrite {
  readonly conversationId: string;
  readonly scriptId: string;
  /** Title of the conversation if it is new. */
  readonly title: string;
  /** Position of the question; the answer comes next. */
  readonly position: number;
  readonly question: {
    readonly id: string;
    readonly text: string;
    /** How it was asked; null: not known. */
    readonly asked?: Readonly<Record<string, unknown>> | null;
  };
  readonly answer: ChatMessageResponse;
  /** Of a model's answer the turns it took; null where no model made it. */
  readonly turns?: readonly ModelTurn[] | null;
}

/** Stores a question and its answer, and the conversation if it is new. */
export async function writeExchange(db: Db, exchange: ExchangeWrite): Promise<void> {
  const { conversationId, scriptId, title, position, question, answer, turns = null } = exchange;
  await db
    .insert(chatConversations)
    .values({ id: conversationId, scriptId, title })
    .onConflictDoUpdate({ target: chatConversations.id, set: { updatedAt: new Date() } });
  const { blocks, found, intent, method, failure, proposals } = answer;
  await db.insert(chatMessages).values([
    {
      id: question.id,
      conversationId,
      position,
      role: 'user',
      content: question.text,
      asked: question.asked ?? null,
    },
    {
      id: answer.messageId,
      conversationId,
      position: position + 1,
      role: 'assistant',
      content: answer.answer,
      citations: answer.citations,
      answer: { blocks, found, intent, method, failure, proposals },
      contextUsed: answer.contextUsed,
      usage: answer.usage,
      status: answer.status,
      turns: storableJson(turns),
    },
  ]);
}

/** A new conversation that begins with copies of the first messages of another one, and of its newest summary among them. */
export async function copyConversation(
  db: Db,
  from: ConversationRow,
  to: { readonly id: string; readonly title: string; readonly messages: number },
): Promise<void> {
  await db.insert(chatConversations).values({ id: to.id, scriptId: from.scriptId, title: to.title });
  const rows = await db
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.conversationId, from.id), lt(chatMessages.position, to.messages)))
    .orderBy(asc(chatMessages.position));
  if (rows.length === 0) return;
  const copies = rows.map((row) => ({ ...row, id: crypto.randomUUID(), conversationId: to.id }));
  await db.insert(chatMessages).values(copies);
  const summaries = await listSummaries(db, from.id);
  const summary = summaries.find(({ messagesCovered }) => messagesCovered <= rows.length);
  const last = summary === undefined ? undefined : copies[summary.messagesCovered - 1];
  if (summary === undefined || last === undefined) return;
  const id = crypto.randomUUID();
  await db.insert(conversationSummaries).values({ ...summary, id, conversationId: to.id, lastMessageId: last.id });
}

/** The summaries of a conversation, that of most messages first, of equally many the newest. */
export async function listSummaries(db: Db, conversationId: string): Promise<SummaryRow[]> {
  return db
    .select()
    .from(conversationSummaries)
    .where(eq(conversationSummaries.conversationId, conversationId))
    .orderBy(desc(conversationSummaries.messagesCovered), desc(conversationSummaries.createdAt));
}

/** Stores a summary, `createdAt` being when the messages it is made of were gathered; the id of its row comes back. */
export async function writeSummary(
  db: Db,
  summary: Pick<
    SummaryRow,
    'conversationId' | 'summaryText' | 'tokensEstimate' | 'messagesCovered' | 'lastMessageId' | 'createdAt'
  >,
): Promise<string> {
  const id = crypto.randomUUID();
  await db.insert(conversationSummaries).values({ id, ...summary });
  return id;
}

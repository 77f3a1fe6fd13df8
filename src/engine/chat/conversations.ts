import { Failure } from '../../protocol/failure';
import {
  askedAboutSchema,
  chatMessageResponseSchema,
  type Conversation,
  type ConversationEntry,
  type ConversationMessage,
  type ExportedConversation,
} from '../../story/chatMessage';
import {
  deleteConversationRow,
  findConversation,
  findLatestConversation,
  listConversationRows,
  listMessages,
  updateConversation,
  type ConversationRow,
  type MessageRow,
} from '../store/chatQueries';
import type { Db } from '../store/db';
import { conversationMarkdown } from './conversationMarkdown';

/** The conversation last spoken in about a script; null if there is none. Citations are those of their time. */
export async function latestConversation(db: Db, scriptId: string): Promise<Conversation | null> {
  const conversation = await findLatestConversation(db, scriptId);
  return conversation === null ? null : withMessages(db, conversation);
}

/** A conversation by id; null if the script has none of it. */
export async function readConversation(db: Db, scriptId: string, id: string): Promise<Conversation | null> {
  const conversation = await findConversation(db, scriptId, id);
  return conversation === null ? null : withMessages(db, conversation);
}

/** All of a script, last spoken in first. */
export async function listConversations(db: Db, scriptId: string): Promise<ConversationEntry[]> {
  const rows = await listConversationRows(db, scriptId);
  return rows.map(({ id, title, archived, messages, updatedAt }) => ({
    id,
    title,
    archived,
    messages,
    updatedAt: updatedAt.toISOString(),
  }));
}

/** Fails with `conversation-unknown`. */
export async function changeConversation(
  db: Db,
  scriptId: string,
  id: string,
  change: { readonly title?: string; readonly archived?: boolean },
): Promise<void> {
  await updateConversation(db, (await known(db, scriptId, id)).id, change);
}

/** Deletes it with all its messages. Fails with `conversation-unknown`. */
export async function deleteConversation(db: Db, scriptId: string, id: string): Promise<void> {
  await deleteConversationRow(db, (await known(db, scriptId, id)).id);
}

/** Fails with `conversation-unknown`. */
export async function exportConversation(
  db: Db,
  scriptId: string,
  id: string,
  scriptTitle: string,
): Promise<ExportedConversation> {
  return conversationMarkdown(await withMessages(db, await known(db, scriptId, id)), scriptTitle);
}

async function known(db: Db, scriptId: string, id: string): Promise<ConversationRow> {
  const conversation = await findConversation(db, scriptId, id);
  if (conversation !== null) return conversation;
  throw new Failure('conversation-unknown', 'This conversation is not there any more. Choose another one.');
}

async function withMessages(db: Db, { id, title }: ConversationRow): Promise<Conversation> {
  return { id, title, messages: (await listMessages(db, id)).flatMap(messageOf) };
}

function messageOf(row: MessageRow): ConversationMessage[] {
  if (row.role === 'user') {
    // An older release stored less, or nothing.
    const about = askedAboutSchema.safeParse(row.asked).data;
    return [{ role: 'user', id: row.id, text: row.content, ...(about !== undefined && { about }) }];
  }
  if (row.answer === null || row.contextUsed === null || row.usage === null) return [];
  const { id: messageId, conversationId, content: answer, citations, contextUsed, usage, status } = row;
  const stored = { conversationId, messageId, answer, citations, contextUsed, usage, status, ...row.answer };
  // An older release stored less: the schema's defaults fill it.
  const response = chatMessageResponseSchema.safeParse(stored);
  return response.success ? [{ role: 'assistant', id: row.id, response: response.data }] : [];
}

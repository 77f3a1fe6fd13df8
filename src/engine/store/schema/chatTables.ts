import { boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { ChatMessageResponse } from '../../../story/chatMessage';
import type { ModelTurn } from '../../../story/modelMessage';
import { idColumn, oneOf, timestampColumns } from './columns';
import { scripts } from './scriptTables';

/** A conversation about a script; a script has many. */
export const chatConversations = pgTable(
  'chat_conversations',
  {
    id: idColumn(),
    scriptId: uuid()
      .notNull()
      .references(() => scripts.id, { onDelete: 'cascade' }),
    title: text().notNull().default(''),
    archived: boolean().notNull().default(false),
    ...timestampColumns(),
  },
  (table) => [index('idx_chat_conversations_script_id').on(table.scriptId)],
);

/** The parts of an answer that have no column of their own. */
export type StoredAnswer = Pick<ChatMessageResponse, 'blocks' | 'found' | 'intent' | 'method'> &
  Partial<Pick<ChatMessageResponse, 'failure' | 'proposals'>>;

/** One question or answer, written when the answer ends. */
export const chatMessages = pgTable(
  'chat_messages',
  {
    id: idColumn(),
    conversationId: uuid()
      .notNull()
      .references(() => chatConversations.id, { onDelete: 'cascade' }),
    /** Order in the conversation, counted from 0: question and answer are written in one transaction, so times tie. */
    position: integer().notNull(),
    role: text({ enum: ['user', 'assistant'] }).notNull(),
    content: text().notNull(),
    citations: jsonb()
      .$type<ChatMessageResponse['citations']>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    /** Of an answer its blocks, what it took the question for, whether the script says it and who made it; null on a question. */
    answer: jsonb().$type<StoredAnswer>(),
    /** What went into the prompt; null on a question. */
    contextUsed: jsonb().$type<ChatMessageResponse['contextUsed']>(),
    /** Tokens and cost; null on a question and where nothing was sent. */
    usage: jsonb().$type<ChatMessageResponse['usage']>(),
    /** Of a model's answer the turns it took, verbatim and in order, tool rounds and thinking too: the next prompt repeats them. */
    turns: jsonb().$type<readonly ModelTurn[]>(),
    /** Of a question how it was asked, so that it can be asked again: tier, intent, scene, selection; null on an answer. */
    asked: jsonb().$type<Readonly<Record<string, unknown>>>(),
    status: text({ enum: ['complete', 'stopped', 'failed'] })
      .notNull()
      .default('complete'),
    ...timestampColumns(),
  },
  (table) => [
    unique('chat_messages_conversation_id_position_unique').on(table.conversationId, table.position),
    check('chat_messages_role_check', oneOf(table.role, ['user', 'assistant'])),
    check('chat_messages_status_check', oneOf(table.status, ['complete', 'stopped', 'failed'])),
  ],
);

/** Older messages in few words; it replaces them in the next prompt. */
export const conversationSummaries = pgTable(
  'conversation_summaries',
  {
    id: idColumn(),
    conversationId: uuid()
      .notNull()
      .references(() => chatConversations.id, { onDelete: 'cascade' }),
    summaryText: text().notNull(),
    tokensEstimate: integer().notNull().default(0),
    /** How many messages, from the first one, it stands for. */
    messagesCovered: integer().notNull(),
    lastMessageId: uuid()
      .notNull()
      .references(() => chatMessages.id, { onDelete: 'cascade' }),
    ...timestampColumns(),
  },
  (table) => [index('idx_conversation_summaries_conversation_id').on(table.conversationId)],
);

import { Failure } from '../../protocol/failure';
import type { AskedMessage, ChatMessageResponse } from '../../story/chatMessage';
import type { ModelTurn } from '../../story/modelMessage';
import {
  copyConversation,
  deleteMessages,
  findConversation,
  listMessages,
  nextPosition,
  writeExchange,
  type ConversationRow,
  type MessageRow,
} from '../store/chatQueries';
import type { Transactional } from '../store/db';
import { visibleText } from './visibleText';

/** Where in which conversation a question comes. */
export interface TalkPlace {
  /** The conversation the question will be in. */
  readonly id: string;
  /** The stored conversation it continues or is forked from; null: a new one. */
  readonly from: ConversationRow | null;
  readonly kind: 'new' | 'continued' | 'forked' | 'retried';
  /** What comes before the question. */
  readonly rows: readonly MessageRow[];
  /** The broken end that it takes the place of; empty unless `retried`. */
  readonly replaced: readonly MessageRow[];
}

/**
 * A chain is never edited in the middle: an edited question begins a new conversation; only a broken end is replaced.
 * Rejects with a `Failure` where there is no such message, or it may not be asked again.
 */
export async function placeInTalk(db: Transactional, scriptId: string, request: AskedMessage): Promise<TalkPlace> {
  const { conversationId, forkBefore, retryOf } = request;
  const from = conversationId === null ? null : await findConversation(db, scriptId, conversationId);
  if (from === null) {
    if (forkBefore !== null || retryOf !== null) throw messageGone();
    return { id: crypto.randomUUID(), from: null, kind: 'new', rows: [], replaced: [] };
  }
  const rows = await listMessages(db, from.id);
  if (forkBefore !== null) {
    const at = rows.findIndex(({ id, role }) => id === forkBefore && role === 'user');
    if (at < 0 || retryOf !== null) throw messageGone();
    return { id: crypto.randomUUID(), from, kind: 'forked', rows: rows.slice(0, at), replaced: [] };
  }
  if (retryOf !== null) {
    const at = rows.findIndex(({ id, role }) => id === retryOf && role === 'user');
    const answer = rows[at + 1];
    if (at < 0 || at + 2 < rows.length || answer?.status === 'complete') throw messageGone();
    return { id: from.id, from, kind: 'retried', rows: rows.slice(0, at), replaced: rows.slice(at) };
  }
  return { id: from.id, from, kind: 'continued', rows, replaced: [] };
}

function messageGone(): Failure {
  return new Failure('conversation-unknown', 'This question cannot be asked again from here. Ask it as a new one.');
}

const TITLE_LENGTH = 60;

/**
 * Stores a question and its answer in one transaction: in that place, behind what another window has asked meanwhile. Nothing
 * where the conversation was deleted meanwhile.
 */
export async function rememberExchange(
  db: Transactional,
  talk: TalkPlace,
  exchange: {
    readonly request: AskedMessage;
    readonly response: ChatMessageResponse;
    /** Of a model's answer the turns it took; null where no model made it. */
    readonly turns: readonly ModelTurn[] | null;
    readonly questionId: string;
  },
): Promise<void> {
  const { request, response, turns, questionId } = exchange;
  const title = visibleText(request.message).replace(/\s+/gu, ' ').trim().slice(0, TITLE_LENGTH);
  await db.transaction(async (tx) => {
    const { message, scriptId, conversationId, ...askedAs } = request;
    if (talk.kind === 'forked' && talk.from !== null) {
      await copyConversation(tx, talk.from, { id: talk.id, title, messages: talk.rows.length });
    } else if (talk.from !== null) {
      if ((await findConversation(tx, scriptId, talk.id)) === null) return;
      await deleteMessages(
        tx,
        talk.replaced.map(({ id }) => id),
      );
    }
    await writeExchange(tx, {
      conversationId: talk.id,
      scriptId,
      title,
      position: await nextPosition(tx, talk.id),
      question: { id: questionId, text: message, asked: { ...askedAs, conversationId } },
      answer: response,
      turns,
    });
  });
}

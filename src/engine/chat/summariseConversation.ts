import { Failure } from '../../protocol/failure';
import { listSummaries, writeSummary, type MessageRow, type SummaryRow } from '../store/chatQueries';
import type { Db } from '../store/db';
import { findSceneMarkTimes } from '../store/privacyMarkQueries';
import type { ModelRequest } from '../../story/modelMessage';
import { exchangesOf, isMadeFrom, maySendExchange } from './chatHistory';
import type { OpenChatModel } from './chatModels';
import type { ChatTokens } from './chatTokens';
import type { NeverSendGuard } from './neverSend';
import { sendInLedger } from './sendInLedger';
import type { SummaryPrompt, SummaryTalk } from './summaryPrompt';
import { textThatFits } from './textThatFits';
import { visibleText } from './visibleText';

export interface SummariseOptions {
  readonly open: OpenChatModel;
  readonly tokens: ChatTokens;
  readonly guard: NeverSendGuard;
  readonly scriptId: string;
  readonly conversationId: string;
  readonly rows: readonly MessageRow[];
  readonly signal: AbortSignal;
  /** Called before the model is asked. */
  readonly onBegin: () => void;
  readonly prompt: SummaryPrompt;
}

/** Messages since the last summary from which on the older ones are put into few words. */
export const SUMMARY_AFTER = 15;
/** Tokens of a summary at most. */
export const SUMMARY_MAX_TOKENS = 200;
/** So many of the newest messages stay as they are. */
const KEPT = 4;

/**
 * The summary to go on from: the stored one, or after 15 messages since it a new one. A summary that cannot be made, or
 * is stopped, leaves the old one in force: it never keeps a question from being asked.
 */
export async function summariseConversation(db: Db, options: SummariseOptions): Promise<SummaryRow | null> {
  const { rows, conversationId, guard, tokens, signal, onBegin, prompt } = options;
  const known = await usableSummary(db, options);
  const covered = known?.messagesCovered ?? 0;
  if (rows.length - covered < SUMMARY_AFTER) return known;
  const end = rows.length - KEPT;
  const messages = exchangesOf(rows.slice(covered, end))
    .filter((exchange) => maySendExchange(exchange, guard))
    .flatMap(({ question, answer }) => [question, answer])
    .flatMap(({ role, content }) => {
      const text = visibleText(content).trim();
      return text === '' ? [] : [{ role, text }];
    });
  const last = rows[end - 1];
  if (messages.length === 0 || last === undefined) return known;
  onBegin();
  const gatheredAt = new Date();
  const before = known !== null && guard.permits(known.summaryText) ? known.summaryText : null;
  const text = await ask({ before, messages }, options, prompt);
  if (text === null || signal.aborted) return known;
  const summaryText = textThatFits(text, SUMMARY_MAX_TOKENS, tokens);
  const tokensEstimate = tokens.of(summaryText);
  const id = await writeSummary(db, {
    conversationId,
    summaryText,
    tokensEstimate,
    messagesCovered: end,
    lastMessageId: last.id,
    createdAt: gatheredAt,
  });
  return (await listSummaries(db, conversationId)).find((row) => row.id === id) ?? known;
}

/**
 * The newest summary that may be sent; null: there is none. One is made of the messages that may be sent at that time, so
 * it stays here where a scene that one of its messages was made from was marked since.
 */
export async function usableSummary(
  db: Db,
  { scriptId, conversationId, rows }: Pick<SummariseOptions, 'scriptId' | 'conversationId' | 'rows'>,
): Promise<SummaryRow | null> {
  const summaries = await listSummaries(db, conversationId);
  const usable = summaries.filter(({ messagesCovered }) => messagesCovered <= rows.length);
  if (usable.length === 0) return null;
  const markedAt = await findSceneMarkTimes(db, scriptId);
  if (markedAt.size === 0) return usable[0] ?? null;
  const isFree = ({ messagesCovered, createdAt }: SummaryRow): boolean => {
    const since = new Set([...markedAt].flatMap(([id, at]) => (at >= createdAt ? [id] : [])));
    if (since.size === 0) return true;
    return !exchangesOf(rows.slice(0, messagesCovered)).some(({ answer }) => isMadeFrom(answer, (id) => since.has(id)));
  };
  return usable.find(isFree) ?? null;
}

async function ask(
  talk: SummaryTalk,
  { open, scriptId, conversationId, signal }: SummariseOptions,
  prompt: SummaryPrompt,
): Promise<string | null> {
  const request: ModelRequest = {
    model: open.model.info.id,
    cacheSystem: null,
    tools: [],
    citations: false,
    ...prompt.build(talk),
  };
  const call = {
    purpose: 'conversationSummary' as const,
    scriptId,
    subject: conversationId,
    sceneIds: [],
    request,
  };
  const sent = await sendInLedger(open, call, { signal }).catch((error: unknown) => {
    // Over a limit, say: the question itself will tell.
    if (error instanceof Failure) return null;
    throw error;
  });
  if (sent === null) return null;
  const { outcome } = sent;
  if (outcome.ended.kind !== 'complete' || outcome.ended.stopReason === 'refusal') return null;
  const text = visibleText(prompt.read(outcome.content) ?? '').trim();
  return text === '' ? null : text;
}

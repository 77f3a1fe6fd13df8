import type { ContextUsed } from '../../story/chatMessage';
import type { ModelBlock, ModelTurn } from '../../story/modelMessage';
import type { MessageRow } from '../store/chatQueries';
import type { ChatTokens } from './chatTokens';
import type { NeverSendGuard } from './neverSend';
import { summaryBlock } from './promptParts';
import { visibleText } from './visibleText';

/** What was said before, as it is sent again. */
export interface ChatHistory {
  /** What the older messages came to; null: none is needed or may be sent. */
  readonly summary: string | null;
  /** Begins with a question and ends with an answer; empty where nothing is sent. */
  readonly turns: readonly ModelTurn[];
  /** Summary and turns, as they were counted when they were chosen. */
  readonly tokens: number;
  /** The scenes it was made from. */
  readonly sceneIds: readonly string[];
  readonly cut: ContextUsed['cut'];
}

export interface HistorySources {
  /** Of the conversation, in order. */
  readonly rows: readonly MessageRow[];
  readonly summary: { readonly text: string; readonly messagesCovered: number } | null;
  /** `PROVIDER/MODEL` that is asked now. */
  readonly model: string;
  /** Tokens for all of it. */
  readonly limit: number;
  readonly tokens: ChatTokens;
  readonly guard: NeverSendGuard;
}

/**
 * The conversation as the next request repeats it: append-only. How an exchange is repeated (word for word with its tool
 * rounds and thinking, or question and answer alone) is decided by it alone and never again; only when all of it grows past
 * its limit the oldest go, down to half the limit, so that what is kept stays a prefix for many questions.
 */
export function chatHistory({ rows, summary, model, limit, tokens, guard }: HistorySources): ChatHistory {
  const cut: { name: string; reason: string }[] = [];
  const covered = summary?.messagesCovered ?? 0;
  const told = summary === null ? null : visibleText(summary.text);
  const sentSummary = told !== null && guard.permits(told) ? told : null;
  const summaryTokens = sentSummary === null ? 0 : tokens.ofBlock(summaryBlock(sentSummary));
  const room = limit - summaryTokens;
  const exchanges = exchangesOf(rows.slice(covered)).map((exchange) => {
    const verbatim = verbatimTurns(exchange, model);
    const isVerbatim = verbatim !== null && tokens.ofTurns(verbatim) <= limit * VERBATIM_SHARE;
    return { exchange, turns: isVerbatim ? verbatim : compactTurns(exchange) };
  });
  const permitted = exchanges.filter(({ exchange, turns }) => maySendTurns(exchange, turns, guard));
  const isHeldBack = exchangesOf(rows.slice(0, covered)).some((exchange) => !maySendExchange(exchange, guard));
  if (permitted.length < exchanges.length || isHeldBack || (told !== null && sentSummary === null)) {
    cut.push({
      name: 'history',
      reason: 'earlier messages speak of, or were made from, what is marked never to be sent',
    });
  }
  const costs = permitted.map(({ turns }) => tokens.ofTurns(turns));
  let start = 0;
  let sum = 0;
  for (const [at, cost] of costs.entries()) {
    sum += cost;
    if (sum <= room) continue;
    while (start <= at && (sum > room || (sum > room / 2 && start < at))) sum -= costs[start++] ?? 0;
  }
  if (start > 0) cut.push({ name: 'history', reason: `no room for ${start} of ${costs.length} questions, the oldest` });
  const sent = permitted.slice(start);
  const summarised = sentSummary === null ? [] : exchangesOf(rows.slice(0, covered));
  return {
    summary: sentSummary,
    turns: sent.flatMap(({ turns }) => turns),
    tokens: sum + summaryTokens,
    sceneIds: [
      ...new Set(
        [
          // A summary is made without the exchanges that may not be sent.
          ...summarised.filter((exchange) => maySendExchange(exchange, guard)),
          ...sent.map(({ exchange }) => exchange),
        ].flatMap(({ answer }) => sourcesOf(answer) ?? []),
      ),
    ],
    cut,
  };
}

/** An exchange this large beside the limit is repeated without its tool rounds. */
const VERBATIM_SHARE = 0.5;

/** A question and its answer. */
export interface Exchange {
  readonly question: MessageRow;
  readonly answer: MessageRow;
}

/** The messages of a conversation two by two. */
export function exchangesOf(rows: readonly MessageRow[]): Exchange[] {
  return rows.flatMap((answer, at) => {
    const question = rows[at - 1];
    return answer.role === 'assistant' && question?.role === 'user' ? [{ question, answer }] : [];
  });
}

/**
 * Whether an exchange may be sent again as question and answer: none of the scenes it was made from, or cites, is marked
 * now, and it has no words of one. What it was made from is known of every answer that a model made; of one where it is
 * not, nothing goes out while anything is marked.
 */
export function maySendExchange(exchange: Exchange, guard: NeverSendGuard): boolean {
  return maySendTurns(exchange, compactTurns(exchange), guard);
}

function maySendTurns({ answer }: Exchange, turns: readonly ModelTurn[], guard: NeverSendGuard): boolean {
  return guard.isOpen || (!isMadeFrom(answer, guard.isMarked) && turns.every((turn) => isPermitted(turn, guard)));
}

/** Whether one of these scenes is among those an answer was made from or cites; true where they are not known. */
export function isMadeFrom(answer: MessageRow, isMarked: (sceneId: string) => boolean): boolean {
  return sourcesOf(answer)?.some(isMarked) ?? true;
}

/** The scenes an answer was made from or cites; null: not known. */
function sourcesOf({ contextUsed, citations }: MessageRow): readonly string[] | null {
  const sceneIds = contextUsed?.sceneIds;
  return sceneIds === undefined ? null : [...sceneIds, ...citations.map(({ sceneId }) => sceneId)];
}

/** As it was said, thinking too, which only goes back to the model it came from; null where it cannot be repeated so. */
function verbatimTurns({ question, answer }: Exchange, model: string): ModelTurn[] | null {
  const { turns, status } = answer;
  if (turns === null || turns.length === 0 || status !== 'complete' || answer.answer?.method !== model) return null;
  if (turns[0]?.role !== 'assistant' || turns.at(-1)?.role !== 'assistant') return null;
  return [questionTurn(question), ...turns];
}

function compactTurns({ question, answer }: Exchange): ModelTurn[] {
  const text = visibleText(answer.content).trim();
  return [
    questionTurn(question),
    { role: 'assistant', content: [{ kind: 'text', text: text === '' ? '(no answer)' : text }] },
  ];
}

function questionTurn({ content }: MessageRow): ModelTurn {
  return { role: 'user', content: [{ kind: 'text', text: visibleText(content) }] };
}

function isPermitted({ content }: ModelTurn, guard: NeverSendGuard): boolean {
  return content.every((block) => textsOf(block).every((text) => guard.permits(text)) && !citesMarked(block, guard));
}

function citesMarked(block: ModelBlock, guard: NeverSendGuard): boolean {
  if (block.kind === 'tool-result') return block.content.some((part) => citesMarked(part, guard));
  return block.kind === 'search-result' && guard.isMarked(block.source.replace(/^scene:/, ''));
}

function textsOf(block: ModelBlock): string[] {
  switch (block.kind) {
    case 'text':
      return [block.text, ...(block.citations ?? []).map(({ text }) => text)];
    case 'search-result':
      return [block.title, ...block.texts];
    case 'tool-use':
      return [spoken(block.input)];
    case 'tool-result':
      return block.content.flatMap(textsOf);
    case 'opaque':
      return [spoken(block.raw)];
  }
}

/** The words in a JSON value, not run together by its escapes. */
function spoken(value: unknown): string {
  return JSON.stringify([value]).replace(/\\u[\da-f]{4}|\\./gi, ' ');
}

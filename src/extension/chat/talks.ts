import type { ChatEvent, ChatMessageRequest, ChatMessageResponse, Conversation } from '../../story/chatMessage';
import { asFailure } from '../asFailure';
import { continueTalk, startTalk, type Talk, type TalkEffect, type TalkEvent, type TalkStep } from './talk';

/** What a talk needs of the engine. */
export interface ChatEngine {
  ask(
    request: ChatMessageRequest,
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: ChatEvent) => void },
  ): Promise<ChatMessageResponse>;
  latestConversation(scriptId: string): Promise<Conversation | null>;
  readConversation?(params: {
    readonly scriptId: string;
    readonly conversationId: string;
  }): Promise<Conversation | null>;
}

/** The talks of this window, one a script, carried out against the engine. */
export interface Talks {
  /** The talk about a script; the first time, the stored conversation is asked for. */
  of(scriptId: string): Talk;
  /** What the writer did. */
  tell(scriptId: string, event: TalkEvent): void;
  /** The script's rows are gone, its conversations too: what is under way is cancelled. */
  forget(scriptId: string): void;
  /** Cancels what is under way; nothing is told afterwards. */
  dispose(): void;
}

export interface TalksOptions {
  /** The engine, with the script stored as it stands now. */
  readonly connect: (scriptId: string) => Promise<ChatEngine>;
  /**
   * What the writer has agreed to, as `destinationOf` names it. Rejects, with a `Failure`, what may not be asked: text of
   * the script goes nowhere before the writer has agreed to it. Aborted where the writer stops the question.
   */
  readonly permit?: (request: ChatMessageRequest, signal: AbortSignal) => Promise<readonly string[]>;
  /** A talk reads differently now. */
  readonly onChange: (scriptId: string) => void;
  /** More of an answer came, and the talk holds it; of text and steps `onChange` says nothing. */
  readonly onMore?: (scriptId: string, before: Talk, now: Talk) => void;
  /** Called with every failure that was not asked for, for the log. */
  readonly onFailure: (failure: unknown) => void;
}

/** What came of reading a conversation. */
type LoadOutcome = Extract<TalkEvent, { readonly kind: 'loaded' | 'notLoaded' }>;

/** A talk as it stands, and its questions under way by turn. */
interface Line {
  readonly scriptId: string;
  talk: Talk;
  readonly running: Map<number, AbortController>;
}

export function createTalks({ connect, permit, onChange, onMore, onFailure }: TalksOptions): Talks {
  const lines = new Map<string, Line>();

  const tell = (line: Line, event: TalkEvent): void => {
    if (lines.get(line.scriptId) === line) enter(line, continueTalk(line.talk, event));
  };
  const hear = (line: Line, turn: number, event: ChatEvent): void => {
    if (lines.get(line.scriptId) !== line) return;
    const before = line.talk;
    const { talk: now } = continueTalk(before, { kind: 'came', turn, event });
    if (now === before) return;
    line.talk = now;
    const isSmall = event.kind !== 'started' && event.kind !== 'proposal' && before.pending?.running != null;
    if (isSmall && onMore !== undefined) onMore(line.scriptId, before, now);
    else onChange(line.scriptId);
  };
  const enter = (line: Line, { talk, effects }: TalkStep): void => {
    const changed = line.talk !== talk;
    line.talk = talk;
    for (const effect of effects) void carryOut(line, effect);
    if (changed) onChange(line.scriptId);
  };

  const carryOut = async (line: Line, effect: TalkEffect): Promise<void> => {
    switch (effect.kind) {
      case 'cancel':
        line.running.get(effect.turn)?.abort();
        break;
      case 'load':
        tell(line, await load(line, null));
        break;
      case 'read':
        tell(line, await load(line, effect.conversationId));
        break;
      case 'refresh': {
        const read = await load(line, effect.conversationId);
        if (read.kind === 'loaded') {
          tell(line, { kind: 'refreshed', of: effect.conversationId, conversation: read.conversation });
        }
        break;
      }
      case 'ask':
        tell(line, await ask(line, effect));
        break;
    }
  };

  const load = async ({ scriptId }: Line, conversationId: string | null): Promise<LoadOutcome> => {
    const of = conversationId === null ? {} : { of: conversationId };
    try {
      const engine = await connect(scriptId);
      const conversation =
        conversationId === null
          ? await engine.latestConversation(scriptId)
          : ((await engine.readConversation?.({ scriptId, conversationId })) ?? null);
      return { kind: 'loaded', ...of, conversation };
    } catch (error) {
      onFailure(error);
      return { kind: 'notLoaded', ...of, failure: asFailure(error).toData() };
    }
  };

  const ask = async (line: Line, { turn, request, at }: TalkEffect & { kind: 'ask' }): Promise<TalkEvent> => {
    const cancelling = new AbortController();
    const { signal } = cancelling;
    line.running.set(turn, cancelling);
    try {
      const agreed = (await permit?.(request, signal)) ?? null;
      signal.throwIfAborted();
      const engine = await connect(line.scriptId);
      signal.throwIfAborted();
      const known = await withStoredIds(engine, request, at);
      signal.throwIfAborted();
      const onEvent = (event: ChatEvent): void => hear(line, turn, event);
      const response = await engine.ask({ ...known, agreed: agreed && [...agreed] }, { signal, onEvent });
      return { kind: 'answered', turn, response };
    } catch (error) {
      if (!signal.aborted) onFailure(error);
      return { kind: 'failed', turn, failure: asFailure(error).toData() };
    } finally {
      line.running.delete(turn);
    }
  };

  const end = (line: Line): void => {
    lines.delete(line.scriptId);
    for (const cancelling of line.running.values()) cancelling.abort();
  };

  return {
    of: (scriptId) => {
      let line = lines.get(scriptId);
      if (line === undefined) {
        const { talk, effects } = startTalk(scriptId);
        line = { scriptId, talk, running: new Map() };
        lines.set(scriptId, line);
        enter(line, { talk, effects });
      }
      return line.talk;
    },
    tell: (scriptId, event) => {
      const line = lines.get(scriptId);
      if (line !== undefined) tell(line, event);
    },
    forget: (scriptId) => {
      const line = lines.get(scriptId);
      if (line !== undefined) end(line);
    },
    dispose: () => [...lines.values()].forEach(end),
  };
}

/**
 * The request with the stored id of the question it goes before or replaces. The page may have that question under another
 * one; in a conversation the place is the same.
 */
async function withStoredIds(
  engine: ChatEngine,
  request: ChatMessageRequest,
  at: number | undefined,
): Promise<ChatMessageRequest> {
  const { scriptId, conversationId, forkBefore = null, retryOf = null } = request;
  if (at === undefined || conversationId === null) return request;
  const messages = (await engine.readConversation?.({ scriptId, conversationId }))?.messages ?? [];
  const there = messages[at];
  const stored = (id: string | null): string | null => {
    if (id === null || there?.role !== 'user' || messages.some((message) => message.id === id)) return id;
    return there.id;
  };
  return { ...request, forkBefore: stored(forkBefore), retryOf: stored(retryOf) };
}

import type { FailureData } from '../../protocol/failure';
import type {
  ChatMessageRequest,
  ChatMessageResponse,
  Conversation,
  ConversationMessage,
} from '../../story/chatMessage';

/** The conversation about one script, as the panel's host keeps it: what the engine has stored, and what is under way. */
export interface Talk {
  readonly scriptId: string;
  /** The stored conversation has not been read yet. */
  readonly loading: boolean;
  /** Null: the next question begins a conversation. */
  readonly conversationId: string | null;
  readonly messages: readonly ConversationMessage[];
  readonly pending: PendingQuestion | null;
  readonly unanswered: UnansweredQuestion | null;
  /** How many questions were asked; numbers them. */
  readonly turns: number;
}

export interface PendingQuestion {
  readonly turn: number;
  readonly request: ChatMessageRequest;
  /** The writer has stopped it; it ends when the engine says so. */
  readonly stopping: boolean;
}

export interface UnansweredQuestion {
  /** Null: the conversation itself could not be read. */
  readonly request: ChatMessageRequest | null;
  /** Null: the writer stopped it. */
  readonly failure: Pick<FailureData, 'message' | 'retryable'> | null;
}

/** What happened: the writer did something, or the engine answered a request that an effect asked for. */
export type TalkEvent =
  | { readonly kind: 'ask'; readonly text: string; readonly currentSceneId: string | null }
  | { readonly kind: 'stop' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'newTopic' }
  | { readonly kind: 'loaded'; readonly conversation: Conversation | null }
  | { readonly kind: 'notLoaded'; readonly failure: FailureData }
  | { readonly kind: 'answered'; readonly turn: number; readonly response: ChatMessageResponse }
  | { readonly kind: 'failed'; readonly turn: number; readonly failure: FailureData };

/** What is to be done about it. Of every `load` and `ask` the outcome comes back as an event. */
export type TalkEffect =
  | { readonly kind: 'load' }
  | { readonly kind: 'ask'; readonly turn: number; readonly request: ChatMessageRequest }
  | { readonly kind: 'cancel'; readonly turn: number };

export interface TalkStep {
  readonly talk: Talk;
  readonly effects: readonly TalkEffect[];
}

/** A talk that begins by reading what was stored. */
export function startTalk(scriptId: string): TalkStep {
  const talk: Talk = {
    scriptId,
    loading: true,
    conversationId: null,
    messages: [],
    pending: null,
    unanswered: null,
    turns: 0,
  };
  return { talk, effects: [{ kind: 'load' }] };
}

/** The talk after an event. One question at a time; what arrives for a question that was left behind is not shown. */
export function continueTalk(talk: Talk, event: TalkEvent): TalkStep {
  switch (event.kind) {
    case 'ask':
      return mayAsk(talk) ? ask(talk, requestOf(talk, event)) : same(talk);
    case 'stop':
      return stop(talk);
    case 'retry':
      return retry(talk);
    case 'newTopic':
      return newTopic(talk);
    case 'loaded':
      return talk.loading ? same(withConversation(talk, event.conversation)) : same(talk);
    case 'notLoaded':
      return talk.loading
        ? same({ ...talk, loading: false, unanswered: { request: null, failure: event.failure } })
        : same(talk);
    case 'answered':
      return same(answered(talk, event.turn, event.response));
    case 'failed':
      return same(failed(talk, event.turn, event.failure));
  }
}

/** Until the conversation has been read, a question would begin another one. */
function mayAsk({ loading, pending, unanswered }: Talk): boolean {
  return !loading && pending === null && !(unanswered !== null && unanswered.request === null);
}

function requestOf(talk: Talk, { text, currentSceneId }: TalkEvent & { kind: 'ask' }): ChatMessageRequest {
  return {
    scriptId: talk.scriptId,
    conversationId: talk.conversationId,
    message: text,
    currentSceneId,
    intentHint: null,
    budgetTier: 'standard',
    remember: true,
  };
}

function ask(talk: Talk, request: ChatMessageRequest): TalkStep {
  const turn = talk.turns + 1;
  return {
    talk: { ...talk, turns: turn, pending: { turn, request, stopping: false }, unanswered: null },
    effects: [{ kind: 'ask', turn, request }],
  };
}

function stop(talk: Talk): TalkStep {
  const { pending } = talk;
  if (pending === null || pending.stopping) return same(talk);
  return {
    talk: { ...talk, pending: { ...pending, stopping: true } },
    effects: [{ kind: 'cancel', turn: pending.turn }],
  };
}

function retry(talk: Talk): TalkStep {
  const { unanswered } = talk;
  if (unanswered === null || talk.pending !== null) return same(talk);
  if (unanswered.request === null) {
    return { talk: { ...talk, loading: true, unanswered: null }, effects: [{ kind: 'load' }] };
  }
  return ask(talk, { ...unanswered.request, conversationId: talk.conversationId });
}

function newTopic(talk: Talk): TalkStep {
  const { pending } = talk;
  return {
    talk: { ...talk, loading: false, conversationId: null, messages: [], pending: null, unanswered: null },
    effects: pending === null || pending.stopping ? [] : [{ kind: 'cancel', turn: pending.turn }],
  };
}

function withConversation(talk: Talk, conversation: Conversation | null): Talk {
  return {
    ...talk,
    loading: false,
    conversationId: conversation?.id ?? null,
    messages: conversation?.messages ?? [],
  };
}

/** An answer that was ready before it could be stopped is stored, so it is shown. */
function answered(talk: Talk, turn: number, response: ChatMessageResponse): Talk {
  const { pending } = talk;
  if (pending?.turn !== turn) return talk;
  const question: ConversationMessage = {
    role: 'user',
    id: `question of ${response.messageId}`,
    text: pending.request.message,
  };
  const answer: ConversationMessage = { role: 'assistant', id: response.messageId, response };
  return {
    ...talk,
    conversationId: response.conversationId,
    messages: [...talk.messages, question, answer],
    pending: null,
  };
}

/** After a stop, any end is the end that was asked for: cancelling is not an error. */
function failed(talk: Talk, turn: number, failure: FailureData): Talk {
  const { pending } = talk;
  if (pending?.turn !== turn) return talk;
  return {
    ...talk,
    pending: null,
    unanswered: { request: pending.request, failure: pending.stopping ? null : failure },
  };
}

function same(talk: Talk): TalkStep {
  return { talk, effects: [] };
}

import type { RunningAnswer } from '../../protocol/chatPanelContract';
import type { FailureData } from '../../protocol/failure';
import {
  askedAboutSchema,
  type ChatEvent,
  type ChatMessageRequest,
  type ChatMessageResponse,
  type Conversation,
  type ConversationMessage,
} from '../../story/chatMessage';

/** The conversation about one script, as the panel's host keeps it: what the engine has stored, and what is under way. */
export interface Talk {
  readonly scriptId: string;
  /** The stored conversation has not been read yet. */
  readonly loading: boolean;
  /** The conversation that was to be read last; null: the one last spoken in. Whatever else is read comes late. */
  readonly wanted: string | null;
  /** Asked while the conversation was being read: it is sent when that is there. */
  readonly held: QuestionAsked | null;
  /** A conversation that another window has changed, to be read again as soon as nothing is under way; null: none. */
  readonly behind: string | null;
  /** The conversation that was shown is not there any more. */
  readonly isGone: boolean;
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
  /** What has come of the answer; null: nothing yet. */
  readonly running: RunningAnswer | null;
  /** The id under which the question is stored when its answer ends; null: not known yet. */
  readonly questionId: string | null;
}

export interface UnansweredQuestion {
  /** Null: the conversation itself could not be read. */
  readonly request: ChatMessageRequest | null;
  /** Null: the writer stopped it. */
  readonly failure: Pick<FailureData, 'message' | 'retryable'> | null;
}

/** What of a request the writer can choose. */
export type AskedMore = Partial<
  Pick<
    ChatMessageRequest,
    | 'model'
    | 'budgetTier'
    | 'intentHint'
    | 'selection'
    | 'mentions'
    | 'forkBefore'
    | 'retryOf'
    | 'tierBudgets'
    | 'sendNotes'
    | 'dayLimitUsd'
  >
>;

/** Who is asked, and how much may go with it. */
export type AskedBy = Required<Pick<ChatMessageRequest, 'model' | 'budgetTier' | 'dayLimitUsd'>> &
  Pick<ChatMessageRequest, 'tierBudgets' | 'sendNotes'>;

/** The writer has asked. */
export interface QuestionAsked {
  readonly kind: 'ask';
  readonly text: string;
  readonly currentSceneId: string | null;
  /** What of the request is not as usual. */
  readonly more?: AskedMore;
}

/** What happened: the writer did something, or the engine answered a request that an effect asked for. */
export type TalkEvent =
  | QuestionAsked
  | { readonly kind: 'stop' }
  /** `by`: as the writer has chosen by now, whoever was asked before. */
  | { readonly kind: 'retry'; readonly by: AskedBy }
  | { readonly kind: 'newTopic' }
  /** Another conversation about the script is to be shown. */
  | { readonly kind: 'openConversation'; readonly conversationId: string }
  /** Something was said in a conversation, or done with it, but not by this talk. */
  | { readonly kind: 'changed'; readonly conversationId: string }
  | { readonly kind: 'deleted'; readonly conversationId: string }
  /** More of an answer has come. */
  | { readonly kind: 'came'; readonly turn: number; readonly event: ChatEvent }
  /** `of`: as the effect named it; left out by `load`. */
  | { readonly kind: 'loaded'; readonly of?: string; readonly conversation: Conversation | null }
  | { readonly kind: 'notLoaded'; readonly of?: string; readonly failure: FailureData }
  /** The outcome of `refresh`; of one that fails nothing is heard. */
  | { readonly kind: 'refreshed'; readonly of: string; readonly conversation: Conversation | null }
  | { readonly kind: 'answered'; readonly turn: number; readonly response: ChatMessageResponse }
  | { readonly kind: 'failed'; readonly turn: number; readonly failure: FailureData };

/** What is to be done about it. Of every `load`, `read` and `ask` the outcome comes back as an event. */
export type TalkEffect =
  | { readonly kind: 'load' }
  /** Read this conversation and no other; the outcome is that of `load`. */
  | { readonly kind: 'read'; readonly conversationId: string }
  /** Read the conversation that is shown again. */
  | { readonly kind: 'refresh'; readonly conversationId: string }
  | {
      readonly kind: 'ask';
      readonly turn: number;
      readonly request: ChatMessageRequest;
      /** Where in the conversation the question is that this one takes the place of, counted from 0; left out: none. */
      readonly at?: number;
    }
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
    wanted: null,
    held: null,
    behind: null,
    isGone: false,
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
  return caughtUp(stepOf(talk, event));
}

function stepOf(talk: Talk, event: TalkEvent): TalkStep {
  switch (event.kind) {
    case 'ask':
      if (talk.loading) return same({ ...talk, held: talk.held ?? event });
      return mayAsk(talk) ? ask(talk, requestOf(talk, event)) : same(talk);
    case 'stop':
      return stop(talk);
    case 'retry':
      return retry(talk, event.by);
    case 'newTopic':
      return newTopic(talk);
    case 'openConversation':
      return openConversation(talk, event.conversationId);
    case 'changed':
      return concerns(talk, event) ? same({ ...talk, behind: event.conversationId }) : same(talk);
    case 'deleted':
      return concerns(talk, event) ? gone(talk) : same(talk);
    case 'refreshed':
      return talk.conversationId === event.of ? refreshed(talk, event.of, event.conversation) : same(talk);
    case 'came':
      return same(came(talk, event.turn, event.event));
    case 'loaded':
      return isAwaited(talk, event) ? loaded(talk, event.conversation) : same(talk);
    case 'notLoaded':
      return isAwaited(talk, event)
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

/** Whether this is the outcome of what was to be read last. */
function isAwaited({ loading, wanted }: Talk, { of }: { readonly of?: string }): boolean {
  return loading && (of ?? null) === wanted;
}

/** Whether what is done to a conversation is done to the one that is shown or being read. */
function concerns(
  { loading, wanted, conversationId: shown }: Talk,
  { conversationId }: { readonly conversationId: string },
): boolean {
  return loading ? wanted === null || wanted === conversationId : shown === conversationId;
}

/** With nothing under way, a conversation that was changed elsewhere is read again. */
function caughtUp({ talk, effects }: TalkStep): TalkStep {
  const { loading, pending, behind, conversationId } = talk;
  if (loading || pending !== null || behind === null) return { talk, effects };
  return {
    talk: { ...talk, behind: null },
    effects: behind === conversationId ? [...effects, { kind: 'refresh', conversationId }] : effects,
  };
}

function refreshed(talk: Talk, of: string, conversation: Conversation | null): TalkStep {
  if (talk.loading) return same(talk);
  if (talk.pending !== null) return same({ ...talk, behind: of });
  if (conversation === null) return gone(talk);
  return same({ ...talk, messages: underShownIds(talk.messages, conversation.messages) });
}

/** What is stored, under the ids that the page has: one that stands where it stood is the same to it. */
function underShownIds(
  shown: readonly ConversationMessage[],
  stored: readonly ConversationMessage[],
): ConversationMessage[] {
  return stored.map((message, at) => {
    const there = shown[at];
    return there !== undefined && saysOf(there) === saysOf(message) ? { ...message, id: there.id } : message;
  });
}

function saysOf(message: ConversationMessage): string {
  if (message.role === 'user') return JSON.stringify([message.role, message.text]);
  const { answer, status } = message.response;
  return JSON.stringify([message.role, answer, status]);
}

/** A new topic in the place of a conversation that is not there any more. A question on its way can be asked in it. */
function gone(talk: Talk): TalkStep {
  const { pending, held, unanswered } = talk;
  const { talk: left, effects } = newTopic(talk);
  const request = pending?.request ?? (held === null ? unanswered?.request : requestOf(talk, held)) ?? null;
  const isStopped = pending !== null || held !== null;
  return {
    talk: {
      ...left,
      isGone: true,
      unanswered: request && {
        request: { ...request, forkBefore: null, retryOf: null },
        failure: isStopped ? null : (unanswered?.failure ?? null),
      },
    },
    effects,
  };
}

/** Reads what is wanted. */
function load(talk: Talk): TalkStep {
  const { wanted } = talk;
  return {
    talk: { ...talk, loading: true, unanswered: null },
    effects: [wanted === null ? { kind: 'load' } : { kind: 'read', conversationId: wanted }],
  };
}

/** The request of a question that is asked now. */
export function requestOf(
  talk: Pick<Talk, 'scriptId' | 'conversationId'>,
  { text, currentSceneId, more = {} }: QuestionAsked,
): ChatMessageRequest {
  return {
    scriptId: talk.scriptId,
    conversationId: talk.conversationId,
    message: text,
    currentSceneId,
    intentHint: null,
    budgetTier: 'standard',
    remember: true,
    ...more,
  };
}

/** What the question takes the place of goes from the page; it stays stored until the engine has the new one. */
function ask(talk: Talk, request: ChatMessageRequest): TalkStep {
  const turn = talk.turns + 1;
  const replaced = request.forkBefore ?? request.retryOf ?? null;
  const found = talk.messages.findIndex(({ id }) => id === replaced);
  // Of one that is asked again nothing is on the page any more.
  const at = found < 0 ? talk.messages.length : found;
  return {
    talk: {
      ...talk,
      turns: turn,
      isGone: false,
      messages: replaced === null ? talk.messages : talk.messages.slice(0, at),
      pending: { turn, request, stopping: false, running: null, questionId: null },
      unanswered: null,
    },
    effects: [{ kind: 'ask', turn, request, ...(replaced !== null && { at }) }],
  };
}

function came(talk: Talk, turn: number, event: ChatEvent): Talk {
  const { pending } = talk;
  if (pending?.turn !== turn) return talk;
  const running = pending.running ?? { turn, text: '', steps: [], contextUsed: null, proposals: [] };
  const withStep = (kind: RunningAnswer['steps'][number]['kind'], line: string): Talk => ({
    ...talk,
    pending: { ...pending, running: { ...running, steps: [...running.steps, { kind, line }] } },
  });
  switch (event.kind) {
    case 'started':
      return {
        ...talk,
        pending: { ...pending, questionId: event.questionId, running: { ...running, contextUsed: event.contextUsed } },
      };
    case 'text':
      return { ...talk, pending: { ...pending, running: { ...running, text: running.text + event.text } } };
    case 'proposal':
      return {
        ...talk,
        pending: { ...pending, running: { ...running, proposals: [...running.proposals, event.proposal] } },
      };
    case 'tool':
    case 'waiting':
      return withStep(event.kind, event.line);
    case 'thinking':
      return running.steps.at(-1)?.kind === 'thinking' ? talk : withStep('thinking', 'thinking');
    case 'summarising':
      return withStep('summarising', 'putting the older messages into few words');
    case 'continuing':
      return withStep('continuing', 'the answer was cut by its limit and goes on');
  }
}

function openConversation(talk: Talk, conversationId: string): TalkStep {
  const left = newTopic(talk);
  const reading = load({ ...left.talk, wanted: conversationId });
  return { talk: reading.talk, effects: [...left.effects, ...reading.effects] };
}

function stop(talk: Talk): TalkStep {
  const { pending, held } = talk;
  if (held !== null) {
    return same({ ...talk, held: null, unanswered: { request: requestOf(talk, held), failure: null } });
  }
  if (pending === null || pending.stopping) return same(talk);
  return {
    talk: { ...talk, pending: { ...pending, stopping: true } },
    effects: [{ kind: 'cancel', turn: pending.turn }],
  };
}

function retry(talk: Talk, by: AskedBy): TalkStep {
  const { unanswered } = talk;
  if (talk.pending !== null || talk.loading) return same(talk);
  if (unanswered === null) return retryLast(talk, by);
  if (unanswered.request === null) return load(talk);
  return ask(talk, { ...unanswered.request, ...by, conversationId: talk.conversationId });
}

/** The last answer broke off, and was stored as far as it came: its question is asked again in its place. */
function retryLast(talk: Talk, by: AskedBy): TalkStep {
  const [question, answer] = talk.messages.slice(-2);
  if (question?.role !== 'user' || answer?.role !== 'assistant' || answer.response.status === 'complete') {
    return same(talk);
  }
  const { text, about: { currentSceneId = null, ...about } = {} } = question;
  const again = requestOf(talk, { kind: 'ask', text, currentSceneId, more: { ...about, ...by, retryOf: question.id } });
  return ask(talk, again);
}

function newTopic(talk: Talk): TalkStep {
  const { pending } = talk;
  return {
    talk: {
      ...talk,
      loading: false,
      held: null,
      isGone: false,
      conversationId: null,
      messages: [],
      pending: null,
      unanswered: null,
    },
    effects: pending === null || pending.stopping ? [] : [{ kind: 'cancel', turn: pending.turn }],
  };
}

function loaded(talk: Talk, conversation: Conversation | null): TalkStep {
  const { held, wanted } = talk;
  if (conversation === null && wanted !== null) return gone(talk);
  const read: Talk = {
    ...talk,
    loading: false,
    held: null,
    conversationId: conversation?.id ?? null,
    messages: conversation?.messages ?? [],
  };
  return held === null ? same(read) : ask(read, requestOf(read, held));
}

/** An answer that was ready before it could be stopped is stored, so it is shown. */
function answered(talk: Talk, turn: number, response: ChatMessageResponse): Talk {
  const { pending } = talk;
  if (pending?.turn !== turn) return talk;
  const question: ConversationMessage = {
    role: 'user',
    id: pending.questionId ?? unknownQuestionId(response.messageId),
    text: pending.request.message,
    about: askedAboutSchema.parse(pending.request),
  };
  const answer: ConversationMessage = { role: 'assistant', id: response.messageId, response };
  return {
    ...talk,
    conversationId: response.conversationId,
    messages: [...talk.messages, question, answer],
    pending: null,
  };
}

/** Stands for the id of a question of which only its answer's id is known; the stored conversation has the right one. */
function unknownQuestionId(messageId: string): string {
  return `question of ${messageId}`;
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

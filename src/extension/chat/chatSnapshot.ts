import type { ChatPanelSnapshot, ProposalOutcome } from '../../protocol/chatPanelContract';
import type { FailureData } from '../../protocol/failure';
import type { ScriptView } from '../../story/analysisResult';
import type { BudgetTier, ConversationMessage } from '../../story/chatMessage';
import { findCitedPlaces, type CitedPlaces } from './citedPlaces';
import type { DocumentText } from './documentText';
import { suggestedQuestions } from './suggestedQuestions';
import type { Talk } from './talk';

/** The screenplay the panel is about. `key` differs from screenplay to screenplay. */
export type ShownScript =
  | { readonly kind: 'none' }
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'reading'; readonly key: string; readonly title: string }
  /** Nothing could be read about it. */
  | { readonly kind: 'failed'; readonly key: string; readonly title: string; readonly failure: FailureData }
  | {
      readonly kind: 'ready';
      readonly key: string;
      readonly view: ScriptView;
      readonly document: DocumentText;
      readonly talk: Talk;
      /** What answers; `search only` where it is left out. */
      readonly answeredBy?: string;
      /** What became of proposals, by their ids. */
      readonly outcomes?: ReadonlyMap<string, ProposalOutcome>;
      /** As `askedDeeper` has it. */
      readonly deeper?: BudgetTier | null;
    };

/** What answers without a model. */
export const SEARCH_ONLY = 'search only';

/** Everything the panel shows, as one value. */
export function chatSnapshot(shown: ShownScript): ChatPanelSnapshot {
  switch (shown.kind) {
    case 'none':
      return { ...NOTHING, noScript: 'none-open' };
    case 'forgotten':
      return { ...NOTHING, noScript: 'forgotten' };
    case 'reading':
      return { ...NOTHING, script: scriptOf(shown, true) };
    case 'failed': {
      const { message, retryable } = shown.failure;
      return {
        ...NOTHING,
        script: scriptOf(shown, false),
        unanswered: { question: null, failure: { message, retryable } },
      };
    }
    case 'ready':
      return readySnapshot(shown);
  }
}

const NOTHING: ChatPanelSnapshot = {
  kind: 'snapshot',
  script: null,
  noScript: null,
  messages: [],
  pending: null,
  unanswered: null,
  notice: null,
  running: null,
  outcomes: {},
  deeper: null,
  suggestions: [],
};

function readySnapshot({
  key,
  view,
  document,
  talk,
  answeredBy,
  outcomes,
  deeper = null,
}: ShownScript & { kind: 'ready' }): ChatPanelSnapshot {
  const { pending, held, unanswered, messages } = talk;
  const waiting = talk.loading && held !== null ? { question: held.text, stopping: false } : null;
  const places = findCitedPlaces(document, view.scenes);
  return {
    kind: 'snapshot',
    script: {
      ...scriptOf({ key, id: view.script.id, title: view.script.title }, talk.loading, answeredBy),
      hasNoScenes: view.scenes.length === 0,
    },
    noScript: null,
    messages: messages.map((message) => messageNow(message, places)),
    pending: pending === null ? waiting : { question: pending.request.message, stopping: pending.stopping },
    unanswered: unanswered && {
      question: unanswered.request?.message ?? null,
      failure: unanswered.failure && { message: unanswered.failure.message, retryable: unanswered.failure.retryable },
    },
    notice: talk.isGone ? 'This conversation was deleted. The next question begins a new one.' : null,
    running: pending?.running ?? null,
    outcomes: Object.fromEntries(outcomes ?? []),
    deeper,
    suggestions: messages.length === 0 ? suggestedQuestions(view) : [],
  };
}

function scriptOf(
  { key, id, title }: { key: string; id?: string; title: string },
  loading: boolean,
  answeredBy = SEARCH_ONLY,
): NonNullable<ChatPanelSnapshot['script']> {
  return { key, ...(id !== undefined && { id }), title, answeredBy, loading };
}

function messageNow(message: ConversationMessage, places: CitedPlaces): ConversationMessage {
  // What it was asked about stays with the host: a selection may be long.
  if (message.role === 'user') return { role: 'user', id: message.id, text: message.text };
  const citations = message.response.citations.map((citation) => places.citationNow(citation));
  return { ...message, response: { ...message.response, citations } };
}

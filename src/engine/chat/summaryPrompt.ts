import type { ModelBlock, ModelRequest } from '../../story/modelMessage';

/** How older messages are put into few words: topics, decisions, preferences and open questions. */
export interface SummaryPrompt {
  readonly build: (
    talk: SummaryTalk,
  ) => Pick<ModelRequest, 'system' | 'turns' | 'output' | 'maxOutputTokens' | 'effort'>;
  /** The summary in an answer; null: there is none in it. */
  readonly read: (content: readonly ModelBlock[]) => string | null;
}

export interface SummaryTalk {
  /** The summary so far; null: there is none. */
  readonly before: string | null;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
}

import type { ConversationSummaryContent } from '../../../story/conversationSummary';
import type { OfflineMade } from '../offlineTask';

/** What a model made, in the shape of the offline twin; a summary of a conversation has none. */
export type ModelMade =
  | Exclude<OfflineMade, { readonly kind: 'embedding' }>
  | {
      readonly kind: 'conversationSummary';
      readonly subject: string;
      readonly content: ConversationSummaryContent;
      /** Of `summaryText`. */
      readonly tokens: number;
    };

import * as z from 'zod';

/** A summary of a conversation stays within this many tokens (chat.md, *Conversation*). */
export const CONVERSATION_SUMMARY_MAX_TOKENS = 200;

/**
 * What the older messages of a conversation come to: it replaces them in the next prompt. `summaryText` is what is sent
 * and stored; empty lists where nothing of the kind was said.
 */
export const conversationSummaryContentSchema = z.object({
  topics: z.array(z.string()),
  /** What the writer settled. */
  decisions: z.array(z.string()),
  /** How the writer wants to be answered, or wants the script to be. */
  preferences: z.array(z.string()),
  openQuestions: z.array(z.string()),
  summaryText: z.string().min(1),
});
export type ConversationSummaryContent = z.infer<typeof conversationSummaryContentSchema>;

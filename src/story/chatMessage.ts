import * as z from 'zod';
import { tokenCountsSchema } from './analysisResult';

const count = z.number().int().nonnegative();

/** What a message is about (chat.md, *Intent*): from a command, chip or explicit verb, else `global_question`. */
export const INTENT_TYPES = ['local_edit', 'scene_feedback', 'global_question', 'brainstorm'] as const;
export const intentTypeSchema = z.enum(INTENT_TYPES);
export type IntentType = z.infer<typeof intentTypeSchema>;

/** How much of the script may go into one question: 1,200, 5,000 and 20,000 tokens. */
export const BUDGET_TIERS = ['quick', 'standard', 'deep'] as const;
export const budgetTierSchema = z.enum(BUDGET_TIERS);
export type BudgetTier = z.infer<typeof budgetTierSchema>;

/** Characters (UTF-16 units) of a question at most. */
export const MAX_QUESTION_LENGTH = 20_000;

/** One question to the script. */
export const chatMessageRequestSchema = z.object({
  scriptId: z.string(),
  /** Null: a new conversation. */
  conversationId: z.string().nullable(),
  message: z.string().min(1).max(MAX_QUESTION_LENGTH),
  /** The scene the writer is in; null where there is none. */
  currentSceneId: z.string().nullable(),
  intentHint: intentTypeSchema.nullable(),
  budgetTier: budgetTierSchema,
  /** Whether question and answer are stored in a conversation; the command line asks without. */
  remember: z.boolean(),
});
export type ChatMessageRequest = z.infer<typeof chatMessageRequestSchema>;

/** Where an answer is in the script. A quote is the script's own characters; shown as proven only if `verified`. */
export const citationSchema = z.object({
  sceneId: z.string(),
  /** Null for text before the first scene. */
  index: count.nullable(),
  label: z.string(),
  heading: z.string(),
  /** From 1. */
  line: z.number().int().positive(),
  quote: z.string().nullable(),
  verified: z.boolean(),
});
export type Citation = z.infer<typeof citationSchema>;

/** One paragraph or list item of an answer; `citations` are positions in the answer's list of citations. */
export const answerBlockSchema = z.object({
  kind: z.enum(['paragraph', 'item', 'quote']),
  text: z.string(),
  citations: z.array(count),
});
export type AnswerBlock = z.infer<typeof answerBlockSchema>;

/** Tokens of a request with cache figures and price; 0 offline, `costUsd` null where the price is unknown. */
export const tokenUsageSchema = tokenCountsSchema.extend({ costUsd: z.number().nonnegative().nullable() });
export type TokenUsage = z.infer<typeof tokenUsageSchema>;

/** What an answer was made from. Scenes by their index now. */
export const contextUsedSchema = z.object({
  /** How many scenes were searched. */
  scenesSearched: count,
  scenesAsText: z.array(count),
  scenesAsCards: z.array(count),
  sheets: z.array(z.string()),
  outline: z.boolean(),
  /** Tokens of each part that was sent; empty offline. */
  parts: z.array(z.object({ name: z.string(), tokens: count })),
  /** What did not fit, and why. */
  cut: z.array(z.object({ name: z.string(), reason: z.string() })),
});
export type ContextUsed = z.infer<typeof contextUsedSchema>;

/** An answer. `answer` is the text of the blocks in one string; `found` is false where the script does not say. */
export const chatMessageResponseSchema = z.object({
  conversationId: z.string(),
  messageId: z.string(),
  answer: z.string(),
  found: z.boolean(),
  intent: intentTypeSchema,
  /** `offline`, or `PROVIDER/MODEL`. */
  method: z.string(),
  blocks: z.array(answerBlockSchema),
  citations: z.array(citationSchema),
  usage: tokenUsageSchema,
  contextUsed: contextUsedSchema,
});
export type ChatMessageResponse = z.infer<typeof chatMessageResponseSchema>;

/** A stored message of a conversation, in order. A question has no answer parts. */
export const conversationMessageSchema = z.union([
  z.object({ role: z.literal('user'), id: z.string(), text: z.string() }),
  z.object({ role: z.literal('assistant'), id: z.string(), response: chatMessageResponseSchema }),
]);
export type ConversationMessage = z.infer<typeof conversationMessageSchema>;

/** A conversation about one script. */
export const conversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  messages: z.array(conversationMessageSchema),
});
export type Conversation = z.infer<typeof conversationSchema>;

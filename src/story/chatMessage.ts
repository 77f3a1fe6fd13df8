import * as z from 'zod';
import { tokenCountsSchema } from './analysisResult';
import { EFFORTS } from './modelMessage';

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

/** Input tokens that each tier allows for all that comes from script and talk; a setting of the writer's. */
export const tierBudgetsSchema = z.object({
  quick: z.number().int().min(200).max(1_000_000),
  standard: z.number().int().min(200).max(1_000_000),
  deep: z.number().int().min(200).max(1_000_000),
});
export type TierBudgets = z.infer<typeof tierBudgetsSchema>;

export const DEFAULT_TIER_BUDGETS: TierBudgets = { quick: 1_200, standard: 5_000, deep: 20_000 };

/** Words the writer has selected in one scene; lines of the document from 1, `endLine` inclusive. */
export const chatSelectionSchema = z.object({
  sceneId: z.string(),
  text: z.string().min(1).max(200_000),
  startLine: z.number().int().positive(),
  endLine: z.number().int().positive(),
});
export type ChatSelection = z.infer<typeof chatSelectionSchema>;

/** What a question names outright, by `#scene` and `@character`. */
export const chatMentionsSchema = z.object({
  sceneIds: z.array(z.string()).max(50),
  characters: z.array(z.string()).max(50),
});
export type ChatMentions = z.infer<typeof chatMentionsSchema>;

/** The answer to a question that names no model: from the database. */
export const OFFLINE_MODEL = 'offline';

/** One question to the script. What has a default may be left out. */
export const chatMessageRequestSchema = z.object({
  scriptId: z.string(),
  /** Null: a new conversation. */
  conversationId: z.string().nullable(),
  message: z.string().min(1).max(MAX_QUESTION_LENGTH),
  /** `offline`, or `PROVIDER/MODEL`. */
  model: z.string().min(1).default(OFFLINE_MODEL),
  /** The scene the writer is in; null where there is none. */
  currentSceneId: z.string().nullable(),
  intentHint: intentTypeSchema.nullable(),
  budgetTier: budgetTierSchema,
  /** Whether question and answer are stored in a conversation; the command line asks without. */
  remember: z.boolean(),
  /** Null: nothing is selected, or the writer took its chip away. */
  selection: chatSelectionSchema.nullable().default(null),
  mentions: chatMentionsSchema.default({ sceneIds: [], characters: [] }),
  /** Tokens of an answer at most; null: what the tier and the model allow. */
  maxOutputTokens: z.number().int().positive().nullable().default(null),
  tierBudgets: tierBudgetsSchema.default(DEFAULT_TIER_BUDGETS),
  effort: z.enum(EFFORTS).default('low'),
  /** US dollars that all calls of a day may cost: what might go over it is not sent. Null: no limit. */
  dayLimitUsd: z.number().nonnegative().nullable().default(null),
  /** What the writer has agreed to, as `destinationOf` names it: nothing is sent elsewhere. Null: to `model`, wherever it is. */
  agreed: z.array(z.string()).nullable().default(null),
  /** US dollars that all calls of this question may cost; null: no limit. */
  limitUsd: z.number().nonnegative().nullable().default(null),
  /** Whether notes (`[[ ]]`) may be sent; what is cut (boneyard) never is. */
  sendNotes: z.boolean().default(false),
  /**
   * Edit and resend: the id of a question of `conversationId`. A new conversation begins with what came before it, and
   * this question comes next; the old conversation stays as it is. Null: it goes to the end of `conversationId`.
   */
  forkBefore: z.string().nullable().default(null),
  /**
   * Retry: the id of the last question of `conversationId`, whose answer was stopped or failed. It and what came of it
   * are replaced by this one. Null: nothing is replaced. Never with `forkBefore`.
   */
  retryOf: z.string().nullable().default(null),
});
/** As a client sends it. */
export type ChatMessageRequest = z.input<typeof chatMessageRequestSchema>;
/** As the engine reads it: with every default. */
export type AskedMessage = z.output<typeof chatMessageRequestSchema>;

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
  /** Why it is not verified, in few words (`not found in 20`); absent where it is. */
  reason: z.string().optional(),
});
export type Citation = z.infer<typeof citationSchema>;

/**
 * A span of a block that says where it comes from. UTF-16 units of the block's text, `end` exclusive; equal: a place
 * for a chip, with no words of its own. A verified quote is the script's own characters.
 */
export const answerClaimSchema = z.object({
  start: count,
  end: count,
  /** Position in the answer's list of citations; null: it names no scene there is. */
  citation: count.nullable(),
  verified: z.boolean(),
  /** Why it is not verified (`not found in 20`); null where it is. */
  reason: z.string().nullable(),
});
export type AnswerClaim = z.infer<typeof answerClaimSchema>;

/**
 * One paragraph or list item of an answer; `citations` are positions in the answer's list of citations. `markdown`: of
 * a model's answer what stands between two blank lines, Markdown without HTML whose links are https or none; `note`:
 * what the engine says about the answer itself.
 */
export const answerBlockSchema = z.object({
  kind: z.enum(['paragraph', 'item', 'quote', 'markdown', 'note']),
  text: z.string(),
  citations: z.array(count),
  /** In order; absent in answers that no model made. */
  claims: z.array(answerClaimSchema).optional(),
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
  /** By the lines that a question asks for; absent where scenes are never sent so. */
  scenesAsLines: z.array(count).optional(),
  scenesAsCards: z.array(count),
  sheets: z.array(z.string()),
  outline: z.boolean(),
  /**
   * Every scene whose text, lines or card it was made from, those that earlier messages were made from too, by id;
   * absent: not known.
   */
  sceneIds: z.array(z.string()).optional(),
  /** Tokens of each part that was sent; empty offline. */
  parts: z.array(z.object({ name: z.string(), tokens: count })),
  /** What did not fit or may not leave, and why. */
  cut: z.array(z.object({ name: z.string(), reason: z.string() })),
  /** Tokens the tier allows for all parts but the constant one; 0 offline. */
  budgetTokens: count.default(0),
  /** Tokens of system text and tools, the same on every call; 0 offline. Not in `parts`. */
  constantTokens: count.default(0),
});
export type ContextUsed = z.infer<typeof contextUsedSchema>;

/** A rewrite of one scene that the writer may take or leave. Nothing is written by it. */
export const editProposalSchema = z.object({
  id: z.string(),
  sceneId: z.string(),
  /** The scene's hash when it was proposed. */
  hash: z.string(),
  label: z.string(),
  heading: z.string(),
  /** The scene's exact slice of the document, and what it would be. */
  before: z.string(),
  after: z.string(),
  /** What it does, in the model's words; '' where it says nothing. */
  note: z.string(),
  /** The ledger's row of the call it came from; null: not in the ledger. */
  modelCallId: z.string().nullable(),
});
export type EditProposal = z.infer<typeof editProposalSchema>;

/** Why an answer broke off: a code of `FAILURE_CODES`, one sentence for the writer, whether Retry may help. */
export const answerFailureSchema = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  /** Milliseconds the provider asked to wait; null: it did not say. */
  retryAfterMs: z.number().nonnegative().nullable(),
});
export type AnswerFailure = z.infer<typeof answerFailureSchema>;

/** `stopped` by the writer, `failed` on the way: what had come is kept in both. */
export const ANSWER_STATUSES = ['complete', 'stopped', 'failed'] as const;
export type AnswerStatus = (typeof ANSWER_STATUSES)[number];

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
  status: z.enum(ANSWER_STATUSES).default('complete'),
  /** Null unless `failed`. */
  failure: answerFailureSchema.nullable().default(null),
  proposals: z.array(editProposalSchema).default([]),
});
export type ChatMessageResponse = z.infer<typeof chatMessageResponseSchema>;

/** What arrives while an answer is made, in order. `started` comes first, once; an offline answer has none of these. */
export const chatEventSchema = z.union([
  z.object({
    kind: z.literal('started'),
    conversationId: z.string(),
    /** The stored question's id; it is stored when the answer ends. */
    questionId: z.string(),
    /** The answer's id. */
    messageId: z.string(),
    intent: intentTypeSchema,
    method: z.string(),
    contextUsed: contextUsedSchema,
  }),
  /** More of the answer's raw text: Markdown, nothing looked up yet. Replaced by the blocks of the answer. */
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('thinking') }),
  /** A tool runs: its name, and a line for the writer such as `reading scenes 12, 13`. */
  z.object({ kind: z.literal('tool'), name: z.string(), line: z.string() }),
  /** The provider asked to wait this long; the request goes on by itself. */
  z.object({ kind: z.literal('waiting'), ms: z.number().nonnegative(), line: z.string() }),
  z.object({ kind: z.literal('proposal'), proposal: editProposalSchema }),
  /** Older messages are being put into few words, before the question is asked. */
  z.object({ kind: z.literal('summarising') }),
  /** The answer was cut by its limit and goes on. */
  z.object({ kind: z.literal('continuing') }),
]);
export type ChatEvent = z.infer<typeof chatEventSchema>;

/** What a question would send, before it is asked. */
export const contextPreviewSchema = z.object({
  intent: intentTypeSchema,
  contextUsed: contextUsedSchema,
  /** US dollars for the first call's input alone, uncached; 0 offline, null where the price is unknown. */
  inputCostUsd: z.number().nonnegative().nullable(),
  /** Why it cannot be asked like this (too long a selection); null: it can. */
  refusal: z.string().nullable(),
});
export type ContextPreview = z.infer<typeof contextPreviewSchema>;

/** Of a question what it was asked about beside its words, so that it can be asked again as it was. */
export const askedAboutSchema = chatMessageRequestSchema.pick({
  currentSceneId: true,
  intentHint: true,
  selection: true,
  mentions: true,
});
export type AskedAbout = z.infer<typeof askedAboutSchema>;

/** A stored message of a conversation, in order. A question has no answer parts. */
export const conversationMessageSchema = z.union([
  z.object({
    role: z.literal('user'),
    id: z.string(),
    text: z.string(),
    /** Absent: not known. */
    about: askedAboutSchema.optional(),
  }),
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

/** A conversation in a list. */
export const conversationEntrySchema = z.object({
  id: z.string(),
  title: z.string(),
  archived: z.boolean(),
  messages: count,
  /** When it was last spoken in; ISO 8601. */
  updatedAt: z.string(),
});
export type ConversationEntry = z.infer<typeof conversationEntrySchema>;

/** A conversation as Markdown. */
export const exportedConversationSchema = z.object({ fileName: z.string(), markdown: z.string() });
export type ExportedConversation = z.infer<typeof exportedConversationSchema>;

/**
 * Whether a proposal still fits: where its `before` stands in the text the engine has (UTF-16 units), or one sentence
 * why it is refused.
 */
export const proposalPlaceSchema = z.union([
  z.object({
    kind: z.literal('stands'),
    startOffset: count,
    endOffset: count,
    /** Line of the slice's first character, from 1. */
    line: z.number().int().positive(),
  }),
  z.object({ kind: z.enum(['changed', 'gone', 'read-only']), message: z.string() }),
]);
export type ProposalPlace = z.infer<typeof proposalPlaceSchema>;

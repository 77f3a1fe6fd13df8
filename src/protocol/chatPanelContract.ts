import * as z from 'zod';
import {
  budgetTierSchema,
  chatMentionsSchema,
  contextPreviewSchema,
  contextUsedSchema,
  conversationMessageSchema,
  DEFAULT_TIER_BUDGETS,
  editProposalSchema,
  MAX_QUESTION_LENGTH,
  tierBudgetsSchema,
} from '../story/chatMessage';

/** One quiet line of an answer under way: a tool that runs, a wait, what is done before the first word. */
export const answerStepSchema = z.object({
  kind: z.enum(['tool', 'waiting', 'thinking', 'summarising', 'continuing']),
  line: z.string(),
});
export type AnswerStep = z.infer<typeof answerStepSchema>;

/** An answer under way, as far as it has come. `text` is raw Markdown: nothing in it is looked up yet. */
export const runningAnswerSchema = z.object({
  /** Numbers the questions of a talk: what arrives for another one is not shown. */
  turn: z.number().int().nonnegative(),
  text: z.string(),
  steps: z.array(answerStepSchema),
  /** Null until the request has gone out. */
  contextUsed: contextUsedSchema.nullable(),
  proposals: z.array(editProposalSchema),
});
export type RunningAnswer = z.infer<typeof runningAnswerSchema>;

/** What became of a proposal; `refused` with one sentence why; `undone`: it was taken, and taken back. */
export const proposalOutcomeSchema = z.object({
  kind: z.enum(['accepted', 'partly', 'discarded', 'refused', 'undone']),
  message: z.string().nullable(),
});
export type ProposalOutcome = z.infer<typeof proposalOutcomeSchema>;

/**
 * What crosses between the chat panel (webview) and the extension host: plain messages, checked by these schemas on
 * both sides. The host holds the truth; the panel renders the newest snapshot and keeps only what is typed but not sent
 * and how far it is scrolled.
 */
export const chatPanelSnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  /** Null: there is none to ask about; `noScript` says why. */
  script: z
    .object({
      /** Another one for another screenplay, the same for as long as one is open. */
      key: z.string(),
      /** As the engine knows it; absent: it has not been read yet. */
      id: z.string().optional(),
      title: z.string(),
      /** What answers now: `search only`, or a model's name. */
      answeredBy: z.string(),
      /** The script or its conversation is still being read: nothing can be asked yet. */
      loading: z.boolean(),
      /** It has been read, and no heading makes a scene in it. */
      hasNoScenes: z.boolean().optional(),
    })
    .nullable(),
  /** Why there is no script; null where there is one. */
  noScript: z.enum(['none-open', 'forgotten']).nullable(),
  /** Citations as they stand in the document now. */
  messages: z.array(conversationMessageSchema),
  /** The question being answered; null if none is. `stopping`: the writer has stopped it, the engine has not yet. */
  pending: z.object({ question: z.string(), stopping: z.boolean() }).nullable(),
  /** What came to no answer last; null once something did. */
  unanswered: z
    .object({
      /** Null: the conversation itself could not be read. */
      question: z.string().nullable(),
      /** One sentence for the writer; null: the writer stopped it. */
      failure: z.object({ message: z.string(), retryable: z.boolean() }).nullable(),
    })
    .nullable(),
  /** What has happened to the conversation, one sentence; null: nothing. */
  notice: z.string().nullable(),
  /** The answer to the pending question; null before anything of it is there. */
  running: runningAnswerSchema.nullable(),
  /** By the proposal's id; absent: not decided. */
  outcomes: z.record(z.string(), proposalOutcomeSchema),
  /** The tier at which the last question can be asked again since its answer is cited nowhere; null: it cannot. */
  deeper: budgetTierSchema.nullable().default(null),
  /** Questions to start with, made from the script. */
  suggestions: z.array(z.string()),
});
export type ChatPanelSnapshot = z.infer<typeof chatPanelSnapshotSchema>;

/** What stands around the question: where the writer is, and how it will be asked. */
export const surroundingsSchema = z.object({
  kind: z.literal('surroundings'),
  /** The scene the cursor is in; null: none. */
  scene: z.object({ id: z.string(), label: z.string(), heading: z.string() }).nullable(),
  /** Null: nothing is selected in it. */
  selection: z.object({ startLine: z.number().int().positive(), endLine: z.number().int().positive() }).nullable(),
  tier: budgetTierSchema,
  /** Tokens that each tier allows. */
  tierBudgets: tierBudgetsSchema.default(DEFAULT_TIER_BUDGETS),
  /** Whether notes of what is sent go with it. */
  sendNotes: z.boolean().default(false),
  model: z.object({
    label: z.string(),
    /** Whether nothing of a question leaves this machine and no model reads it. */
    offline: z.boolean(),
  }),
});
export type Surroundings = z.infer<typeof surroundingsSchema>;

/** What can be named in a question: `#LABEL` and `@NAME`. */
export const mentionableSchema = z.object({
  kind: z.literal('mentionable'),
  scenes: z.array(z.object({ id: z.string(), label: z.string(), heading: z.string() })),
  characters: z.array(z.string()),
});
export type Mentionable = z.infer<typeof mentionableSchema>;

/** What is typed and not sent. */
export const draftSchema = z.object({
  /** The `key` of the script it is about. */
  key: z.string().default(''),
  text: z.string(),
  /** What was being typed when an earlier question was taken up in its place. */
  aside: z.string().default(''),
  /** The scene whose chip the writer took away, and the lines (`12 14`) of the selection; null: none. */
  withoutScene: z.string().nullable(),
  withoutSelection: z.string().nullable(),
  /** The id of the earlier question that it takes the place of; null: none. */
  editing: z.string().nullable(),
  /** When, in milliseconds since 1970: of two that were kept the newer one counts. */
  typedAt: z.number().default(0),
});
export type Draft = z.infer<typeof draftSchema>;

export const NO_DRAFT: Draft = draftSchema.parse({
  ...{ text: '', withoutScene: null, withoutSelection: null, editing: null },
});

/** Drafts by the keys of their scripts; what is none counts as nothing. */
export const draftsSchema = z.record(z.string(), draftSchema).catch({});
export type Drafts = Readonly<z.infer<typeof draftsSchema>>;

/** With this one among them, the newest ones. */
export function withDraft(drafts: Drafts, draft: Draft): Drafts {
  const all = Object.entries({ ...drafts, [draft.key]: draft });
  return Object.fromEntries(all.sort(([, a], [, b]) => b.typedAt - a.typedAt).slice(0, MOST_DRAFTS));
}

const MOST_DRAFTS = 30;

/** From the host: the newest state, more of an answer under way, or a request to put the cursor into the question. */
export const toChatPanelSchema = z.union([
  chatPanelSnapshotSchema,
  surroundingsSchema,
  mentionableSchema,
  /** More text of the answer to a turn; `from` is how long it was before, in UTF-16 units. */
  z.object({ kind: z.literal('more'), turn: z.number(), from: z.number(), text: z.string() }),
  /** One more step of the answer to a turn; `index` from 0. */
  z.object({ kind: z.literal('step'), turn: z.number(), index: z.number(), step: answerStepSchema }),
  /** Null: it could not be found out, or nothing would be sent. */
  z.object({ kind: z.literal('previewed'), id: z.number(), preview: contextPreviewSchema.nullable() }),
  /** What was typed when the window was here last, as far as the host was told. */
  z.object({ kind: z.literal('draft'), draft: draftSchema }),
  z.object({
    kind: z.literal('focus'),
    /** What the question is to begin with (`In scene 12: `), in front of what is typed; null: nothing. */
    prefix: z.string().nullable(),
  }),
]);
export type ToChatPanel = z.infer<typeof toChatPanelSchema>;

/** What is said about a script: its id as the page has it, which may be another than the host shows by now. */
const aboutScript = { scriptId: z.string().optional() };

/** A question as it stands in the box. What is left out is as usual. */
const questionShape = {
  text: z.string().min(1).max(MAX_QUESTION_LENGTH),
  mentions: chatMentionsSchema.optional(),
  /** The writer took the chip of the scene, or of the selection, away. */
  withoutScene: z.literal(true).optional(),
  withoutSelection: z.literal(true).optional(),
  /** The id of the question that this one takes the place of, in a new conversation. */
  forkBefore: z.string().optional(),
};

/** From the panel: what the writer did. */
export const fromChatPanelSchema = z.union([
  /** The panel is ready for its first snapshot. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('ask'), ...aboutScript, ...questionShape }),
  /** The draft is another now. */
  z.object({ kind: z.literal('draft'), draft: draftSchema }),
  /** What would this send? Answered by `previewed` with the same id. */
  z.object({ kind: z.literal('preview'), id: z.number(), ...aboutScript, ...questionShape }),
  z.object({ kind: z.literal('chooseTier'), tier: budgetTierSchema }),
  z.object({ kind: z.literal('chooseModel') }),
  /** Show the list of conversations. */
  z.object({ kind: z.literal('conversations'), ...aboutScript }),
  /** A proposal of a message: show it as a diff, or decide about it. */
  z.object({
    kind: z.literal('proposal'),
    ...aboutScript,
    id: z.string(),
    action: z.enum(['review', 'accept', 'choose', 'discard']),
  }),
  /** Words of an answer as a proposal on the scene the cursor is in. */
  z.object({ kind: z.literal('insert'), ...aboutScript, text: z.string().min(1).max(200_000) }),
  z.object({ kind: z.literal('stop'), ...aboutScript }),
  /** Ask again what came to no answer; where the conversation could not be read, read it again. */
  z.object({ kind: z.literal('retry'), ...aboutScript }),
  /** Ask the last question once more at the tier that `deeper` names. */
  z.object({ kind: z.literal('askDeeper'), ...aboutScript }),
  z.object({ kind: z.literal('newTopic'), ...aboutScript }),
  /** A citation was followed: its scene and the quote that stood there. */
  z.object({
    kind: z.literal('open'),
    ...aboutScript,
    sceneId: z.string(),
    line: z.number().int().positive(),
    quote: z.string().nullable(),
  }),
  z.object({ kind: z.literal('copy'), text: z.string() }),
  z.object({ kind: z.literal('openSample') }),
]);
/** A question as the panel tells it. */
export interface TypedQuestion {
  readonly text: string;
  readonly mentions?: z.infer<typeof chatMentionsSchema> | undefined;
  readonly withoutScene?: true | undefined;
  readonly withoutSelection?: true | undefined;
  readonly forkBefore?: string | undefined;
}

export type FromChatPanel = z.infer<typeof fromChatPanelSchema>;

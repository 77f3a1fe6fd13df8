import type { Effort, JsonSchema, ModelTurn } from '../../../story/modelMessage';
import type { SceneExtent } from '../keyScenes';
import type { OfflineMade, OfflineTask } from '../offlineTask';

/** The kinds that a model can make. */
export const PROMPTED_KINDS = [
  'card',
  'keyScene',
  'outline',
  'sheet',
  'thread',
  'relationship',
  'conversationSummary',
] as const;
export type PromptedKind = (typeof PROMPTED_KINDS)[number];

/** Key scenes as a model chooses them: from the cards in order and the length of each scene. */
export interface KeyScenesTask {
  readonly kind: 'keyScene';
  readonly subject: string;
  readonly scenes: readonly KeySceneSource[];
}

/** One scene among which key scenes are chosen; `card` is the `summaryText` of its card. */
export interface KeySceneSource extends SceneExtent {
  readonly card: string;
}

/** The older messages of a conversation, to be said in few words; `subject` is the conversation's id. */
export interface ConversationSummaryTask {
  readonly kind: 'conversationSummary';
  readonly subject: string;
  /** What an earlier summary said of what stands before these; null if there is none. */
  readonly before: string | null;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
}

export interface MadeConversationSummary {
  readonly kind: 'conversationSummary';
  readonly subject: string;
  readonly summaryText: string;
}

/**
 * All that a maker of one kind is given. Of it a prompt sends what `declarations.ts` names as the inputs of a model's
 * artifact and no more: of a card's scene heading, body and synopses (not its notes, not what is cut out by a boneyard);
 * of all other kinds the cards, with section paths, names and lengths where they are declared. Scene texts are there so
 * that quotes can be checked. Scenes that are never to be sent are not in it.
 */
export type TaskOf<Kind extends PromptedKind> = Kind extends 'conversationSummary'
  ? ConversationSummaryTask
  : Kind extends 'keyScene'
    ? KeyScenesTask
    : Extract<OfflineTask, { readonly kind: Kind }>;

/** What a model made of a task, as its offline twin would have made it; tokens are counted by whoever stores it. */
export type MadeOf<Kind extends PromptedKind> = Kind extends 'conversationSummary'
  ? MadeConversationSummary
  : Uncounted<Extract<OfflineMade, { readonly kind: Kind }>>;

type Uncounted<Made> = Made extends unknown ? Omit<Made, 'tokens'> : never;

/** What is said to a model so that it makes artifacts of one kind, and how its answer is read. */
export interface ArtifactPrompt<Kind extends PromptedKind = PromptedKind> {
  readonly kind: Kind;
  /** Raised whenever a word of the prompt or schema changes (a golden test holds it): the recipe version of what it makes. */
  readonly version: number;
  /** Tokens of output at most. */
  readonly maxOutputTokens: number;
  readonly effort: Effort;
  /** The request without model and cache settings; script text only in turns. */
  build(task: TaskOf<Kind>): PromptParts;
  /**
   * Checks what came back, drops evidence that is not in the scenes it was given; throws `NonsenseError` where the answer
   * fails the schema.
   */
  read(json: unknown, task: TaskOf<Kind>): { readonly made: MadeOf<Kind>; readonly droppedEvidence: number };
}

/** The words of one request. */
export interface PromptParts {
  readonly system: string;
  readonly turns: readonly ModelTurn[];
  readonly schema: JsonSchema;
  /** The scenes whose text or card is in it, for the ledger. */
  readonly sceneIds: readonly string[];
}

/** An answer that is not what was asked for; `message` says what is wrong with it, for the model that gave it. */
export class NonsenseError extends Error {
  override readonly name = 'NonsenseError';
}

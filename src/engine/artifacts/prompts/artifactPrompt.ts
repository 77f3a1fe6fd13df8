import type { Effort, JsonSchema, ModelTurn } from '../../../story/modelMessage';
import type { ModelMade } from './modelMade';
import type { ModelTask } from './modelTask';

/** The kinds that a model can make. */
export type PromptedKind =
  'card' | 'outline' | 'sheet' | 'thread' | 'relationship' | 'keyScene' | 'conversationSummary';

export type TaskOf<Kind extends PromptedKind> = Extract<ModelTask, { readonly kind: Kind }>;
export type MadeOf<Kind extends PromptedKind> = Extract<ModelMade, { readonly kind: Kind }>;

/** How one kind of artifact is asked of a model, and how its answer is read. */
export interface ArtifactPrompt<Kind extends PromptedKind = PromptedKind> {
  readonly kind: Kind;
  /** Raised whenever a word of the prompt or schema changes (a golden test holds it): the recipe version of what it makes. */
  readonly version: number;
  /** Tokens of output at most, thinking included. */
  readonly maxOutputTokens: number;
  readonly effort: Effort;
  /** The request without model and cache settings; script text only in turns. */
  build(task: TaskOf<Kind>): {
    readonly system: string;
    readonly turns: readonly ModelTurn[];
    readonly schema: JsonSchema;
    readonly sceneIds: readonly string[];
  };
  /** Checks what came back, drops evidence that is not in the scenes it was given; throws `NonsenseError` where the answer fails the schema. */
  read(json: unknown, task: TaskOf<Kind>): { readonly made: MadeOf<Kind>; readonly droppedEvidence: number };
}

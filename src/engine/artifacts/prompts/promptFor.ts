import type { ArtifactPrompt, PromptedKind } from './artifactPrompt';

/** The prompts by kind; a kind without one cannot be made by a model yet. */
export type Prompts = { readonly [Kind in PromptedKind]?: ArtifactPrompt<Kind> };

/** The prompts of this release. */
export const PROMPTS: Prompts = {};

import type { ArtifactPrompt, PromptedKind } from './artifactPrompt';
import { cardPrompt } from './cardPrompt';
import { conversationSummaryPrompt } from './conversationSummaryPrompt';
import { keyScenePrompt } from './keyScenePrompt';
import { outlinePrompt } from './outlinePrompt';
import { relationshipPrompt } from './relationshipPrompt';
import { sheetPrompt } from './sheetPrompt';
import { threadPrompt } from './threadPrompt';

/** How this kind is asked of a model. */
export function promptFor<Kind extends PromptedKind>(kind: Kind): ArtifactPrompt<Kind> {
  return ALL[kind];
}

/** The prompts by kind; a kind without one cannot be made by a model yet. */
export type Prompts = { readonly [Kind in PromptedKind]?: ArtifactPrompt<Kind> };

const ALL: { readonly [Kind in PromptedKind]: ArtifactPrompt<Kind> } = {
  card: cardPrompt,
  outline: outlinePrompt,
  sheet: sheetPrompt,
  thread: threadPrompt,
  relationship: relationshipPrompt,
  keyScene: keyScenePrompt,
  conversationSummary: conversationSummaryPrompt,
};

/** The prompts of this release: one of every kind. */
export const PROMPTS: Prompts = ALL;

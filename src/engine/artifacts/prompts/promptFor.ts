import type { ArtifactPrompt, PromptedKind } from './artifactPrompt';
import { cardPrompt } from './cardPrompt';
import { conversationSummaryPrompt } from './conversationSummaryPrompt';
import { keyScenePrompt } from './keyScenePrompt';
import { outlinePrompt } from './outlinePrompt';
import { relationshipPrompt } from './relationshipPrompt';
import { sheetPrompt } from './sheetPrompt';
import { threadPrompt } from './threadPrompt';

/** How this kind is asked of a model: the registry of prompts. */
export function promptFor<Kind extends PromptedKind>(kind: Kind): ArtifactPrompt<Kind> {
  return PROMPTS[kind];
}

const PROMPTS: { readonly [Kind in PromptedKind]: ArtifactPrompt<Kind> } = {
  card: cardPrompt,
  outline: outlinePrompt,
  sheet: sheetPrompt,
  thread: threadPrompt,
  relationship: relationshipPrompt,
  keyScene: keyScenePrompt,
  conversationSummary: conversationSummaryPrompt,
};

import type { ArtifactPrompt } from '../artifacts/prompts/artifactPrompt';
import type { Prompts } from '../artifacts/prompts/promptFor';
import type { RunKind } from './gatherModelTask';

/** What a model is told for a kind; null: a model cannot make this kind. */
export function promptOf(prompts: Prompts | undefined, kind: RunKind): ArtifactPrompt<RunKind> | null {
  // Each prompt stands under its own kind, and is given tasks of that kind only.
  const prompt: unknown = prompts?.[kind];
  return (prompt as ArtifactPrompt<RunKind> | undefined) ?? null;
}

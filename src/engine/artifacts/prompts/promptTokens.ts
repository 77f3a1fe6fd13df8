import type { CountTokens } from '../sceneSource';
import type { ArtifactPrompt } from './artifactPrompt';

/** What a built request comes to in tokens, its schema included: the base of a price, before a model's own factor. */
export function promptTokens(
  { system, turns, schema }: ReturnType<ArtifactPrompt['build']>,
  countTokens: CountTokens,
): number {
  const blocks = turns.flatMap(({ content }) => content);
  const texts = blocks.map((block) => (block.kind === 'text' ? block.text : JSON.stringify(block)));
  return [system, ...texts, JSON.stringify(schema)].reduce((sum, text) => sum + countTokens(text), 0);
}

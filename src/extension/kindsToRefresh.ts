import type { ArtifactKind } from '../story/artifactKind';
import type { StatusResult } from '../story/statusResult';

/**
 * The kinds to make so that nothing of what the writer has stays behind: those of which there is something, and cards
 * where something is made of cards, since a new scene has none yet. Empty where nothing is behind.
 */
export function kindsToRefresh({ artifacts }: StatusResult): ReadonlySet<ArtifactKind> {
  if (!artifacts.some(({ stale }) => stale)) return new Set();
  const kinds = new Set(artifacts.map(({ kind }) => kind));
  if ([...kinds].some((kind) => MADE_OF_CARDS.has(kind))) kinds.add('card');
  return kinds;
}

const MADE_OF_CARDS: ReadonlySet<ArtifactKind> = new Set(['outline', 'sheet', 'thread', 'relationship']);

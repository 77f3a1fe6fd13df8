import type { ArtifactKind } from './artifactKind';

/** What the writer calls each kind of artifact, one and several of it. */
export const ARTIFACT_WORDS: Readonly<Record<ArtifactKind, { readonly one: string; readonly many: string }>> = {
  card: { one: 'scene card', many: 'scene cards' },
  embedding: { one: 'search entry', many: 'search entries' },
  keyScene: { one: 'key scene check', many: 'key scene checks' },
  outline: { one: 'outline', many: 'outlines' },
  sheet: { one: 'character sheet', many: 'character sheets' },
  thread: { one: 'plot thread', many: 'plot threads' },
  relationship: { one: 'setup or echo', many: 'setups and echoes' },
  conversationSummary: { one: 'conversation summary', many: 'conversation summaries' },
};

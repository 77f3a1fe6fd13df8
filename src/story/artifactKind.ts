import * as z from 'zod';

/**
 * Every kind of artifact, in the order in which they are made: a kind reads only kinds that stand before it
 * (data-model.md, *Staleness*). The names are those of the JSON contract (`run.generated`).
 */
export const ARTIFACT_KINDS = [
  'card',
  'embedding',
  'keyScene',
  'outline',
  'sheet',
  'thread',
  'relationship',
  'conversationSummary',
] as const;

export const artifactKindSchema = z.enum(ARTIFACT_KINDS);

/** One kind of artifact. */
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/** A number for every kind, 0 too. */
export type KindCounts = Readonly<Record<ArtifactKind, number>>;

export const kindCountsSchema = z.record(artifactKindSchema, z.number().int().nonnegative());

/** Zero for every kind; a fresh object each time, for the caller to count in. */
export function zeroKindCounts(): Record<ArtifactKind, number> {
  return {
    card: 0,
    embedding: 0,
    keyScene: 0,
    outline: 0,
    sheet: 0,
    thread: 0,
    relationship: 0,
    conversationSummary: 0,
  };
}

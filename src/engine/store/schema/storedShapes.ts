/*
 * The shapes of the jsonb columns. Stored shapes name scenes by id only; indices, labels, lines and `verified` are
 * computed against the current text when they are read.
 */

/** One key of the title page with its lines, in the order of the page. */
export interface StoredTitlePageEntry {
  readonly key: string;
  readonly values: readonly string[];
}

/** One section a scene stands under, outermost first; `level` counts the `#` marks. */
export interface StoredSection {
  readonly level: number;
  readonly title: string;
}

/** Where a claim comes from; `quote` is the script's own characters, null where no words are quoted. */
export interface StoredEvidence {
  readonly sceneId: string;
  readonly quote: string | null;
}

/** An act of the outline; `number` counts from 1. */
export interface StoredAct {
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly sceneIds: readonly string[];
}

/** A turning point, or the candidates for one. */
export interface StoredTurningPoint {
  readonly kind: string;
  readonly sceneIds: readonly string[];
  readonly reason: string;
}

/** What one character is to another. */
export interface StoredCharacterRelationship {
  readonly name: string;
  readonly description: string;
}

/** A moment that a character turns on. */
export interface StoredPivotalMoment {
  readonly sceneId: string;
  readonly description: string;
}

/** What an artifact was made from: for each input an id and the hash of its content then. */
export interface StoredInput {
  readonly inputKind: string;
  readonly inputId: string;
  readonly inputHash: string;
}

/** Accepted lines of a scene's slice, counted from 0 in the text as it was accepted; `end` is exclusive. */
export interface StoredLineRange {
  readonly start: number;
  readonly end: number;
}

/*
 * Shapes of jsonb columns that have no other home; those of artifacts are the contents in `story`. Stored shapes name
 * scenes by id only: indices, labels, lines and `verified` are computed against the current text when they are read.
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

/** Accepted lines of a scene's slice, counted from 0 in the text as it was accepted; `end` is exclusive. */
export interface StoredLineRange {
  readonly start: number;
  readonly end: number;
}

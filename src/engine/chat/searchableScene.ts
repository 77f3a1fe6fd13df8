/** One scene (or passage: text outside any scene) as search reads it. Plain data: it crosses to the worker thread. */
export interface SearchableScene {
  readonly id: string;
  /** Position from 0; null for a passage. */
  readonly index: number | null;
  /** What the writer sees: printed number or ordinal, unique in the script. */
  readonly label: string;
  readonly heading: string;
  /** The scene's exact slice of the document: heading, body, and the sections, synopses and notes before the heading. */
  readonly source: string;
  /** Who speaks in it, by the names they are known under. */
  readonly cast: readonly string[];
  /** `summaryText` of the card; null if none is made. */
  readonly card: string | null;
  /** Counted from 1; null if the script has no acts yet. */
  readonly act: number | null;
}

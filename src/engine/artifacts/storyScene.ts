/** One scene as sheets, threads and relationships read it. Plain data: it crosses to the worker thread. */
export interface StoryScene {
  readonly id: string;
  /** What the writer sees: printed number or ordinal. */
  readonly label: string;
  /** The scene's exact slice of the document. */
  readonly source: string;
  /** Length in eighths of a page. */
  readonly eighths: number;
  /** `summaryText` of the card. */
  readonly card: string;
  /** Of the card's evidence the script's own words: what a model may quote. Rules read the scene instead. */
  readonly quotes: readonly string[];
  /** Who speaks in it, by name (aliases merged). */
  readonly cast: readonly string[];
  /** The names in it that stand for others, and for whom; left out where there are none. */
  readonly aliases?: Readonly<Record<string, string>>;
}

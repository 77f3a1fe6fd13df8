/** One scene (or passage) as an offline twin reads it. Plain data: it crosses to the worker thread. */
export interface SceneSource {
  readonly id: string;
  /** The scene's exact slice of the document: heading, body, and the sections, synopses and notes before the heading. */
  readonly source: string;
  /** Length in eighths of a page. */
  readonly eighths: number;
}

/** Counts the tokens of a text; the same text always gives the same number. */
export type CountTokens = (text: string) => number;

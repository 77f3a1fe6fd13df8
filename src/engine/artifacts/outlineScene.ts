import type { Section } from '../../story/analysisResult';

/** One scene as the outline reads it: its card and its shape, never its words. Plain data: it crosses to the worker thread. */
export interface OutlineScene {
  readonly id: string;
  /** What the writer sees: printed number or ordinal. */
  readonly label: string;
  readonly heading: string;
  /** Length in eighths of a page. */
  readonly eighths: number;
  /** Who speaks in it. */
  readonly cast: readonly string[];
  /** The writer's own sections in force at this scene, outermost first. */
  readonly sections: readonly Section[];
  /** `summaryText` of the card. */
  readonly card: string;
  /** Of the card's evidence the script's own words. */
  readonly quotes: readonly string[];
}

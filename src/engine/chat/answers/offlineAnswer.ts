/** A place in the script that a sentence rests on. */
export interface OfflineCitation {
  readonly sceneId: string;
  /** Line in the scene's slice, from 0. */
  readonly lineOffset: number;
  /** The script's own characters on that line; null where the scene as a whole is meant. */
  readonly quote: string | null;
}

/** One sentence or line of an answer, and what it rests on. */
export interface AnswerBlock {
  readonly text: string;
  /** Empty only for a lead-in, where the script as a whole is meant, or where nothing was found. */
  readonly citations: readonly OfflineCitation[];
}

/** An answer from the database, without a model. */
export interface OfflineAnswer {
  /** False: the script does not say, and `blocks` say so. */
  readonly found: boolean;
  readonly blocks: readonly AnswerBlock[];
  /** Those of the blocks in order, each once. */
  readonly citations: readonly OfflineCitation[];
  readonly searched: Searched;
}

/** What an answer was looked for in. */
export interface Searched {
  /** In a writer's words: "all 190 scenes, for “lamp” and “oil”". */
  readonly words: string;
  /** How many scenes were read for it; the text before the first heading counts as one. */
  readonly scenes: number;
  /** Whether the outline was read for it. */
  readonly outline: boolean;
  /** Whose sheets were read for it. */
  readonly sheets: readonly string[];
  /** Ids of the scenes whose cards were read for it. */
  readonly cards: readonly string[];
}

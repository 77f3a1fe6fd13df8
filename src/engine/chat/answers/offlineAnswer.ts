/** What an answer without a model took the question for. */
export const OFFLINE_INTENTS = [
  'scene',
  'act',
  'cast',
  'who-says',
  'who-is',
  'appearances',
  'count',
  'together',
  'extremes',
  'mentions',
  'open-setups',
  'script',
  'story',
  'says-about',
  'passages',
  'outside',
] as const;
export type OfflineIntent = (typeof OFFLINE_INTENTS)[number];

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
  /** Empty only where the script as a whole is meant, or where nothing was found. */
  readonly citations: readonly OfflineCitation[];
}

/** An answer from the database, without a model. */
export interface OfflineAnswer {
  readonly intent: OfflineIntent;
  /** False: the script does not say, and `blocks` say so. */
  readonly found: boolean;
  readonly blocks: readonly AnswerBlock[];
  /** Those of the blocks in order, each once. */
  readonly citations: readonly OfflineCitation[];
  /** What was looked through, in a writer's words: "190 scenes, for “lamp” and “oil”". */
  readonly searched: string;
}

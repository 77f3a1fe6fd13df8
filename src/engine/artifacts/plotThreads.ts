import type { PlotThreadContent } from '../../story/plotThread';
import type { StoryScene } from './storyScene';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const PLOT_THREADS_RECIPE = 1;

/** All that the rules for threads read. Plain data: it crosses to the worker thread. */
export interface PlotThreadsInput {
  /** All scenes in script order. */
  readonly scenes: readonly StoryScene[];
}

/** The offline twin of the plot threads. */
export function findPlotThreads({ scenes }: PlotThreadsInput): readonly PlotThreadContent[] {
  return scenes.length < 2 ? [] : [];
}

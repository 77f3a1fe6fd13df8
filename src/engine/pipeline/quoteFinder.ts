import type { ScreenplayElement } from '../../screenplay/screenplay';
import type { SceneReading } from '../../screenplay/scriptReading';
import { locateQuote } from './locateQuote';

/** Looks quotes up in scenes, each once as long as the scene's words stay the same. */
export interface QuoteFinder {
  /** The line on which a quote starts in a scene; null if it does not stand there. `elements` are those of the script. */
  lineOf(scene: SceneReading, quote: string, elements: readonly ScreenplayElement[]): number | null;
}

export function createQuoteFinder(): QuoteFinder {
  // A scene's cast is the same object as long as its words are; lines are kept as they are in the scene, which may move.
  const known = new WeakMap<SceneReading['cast'], Map<string, number | null>>();
  return {
    lineOf: ({ cast, block }, quote, elements) => {
      const lines = known.get(cast) ?? new Map<string, number | null>();
      known.set(cast, lines);
      let line = lines.get(quote);
      if (line === undefined) {
        const found = locateQuote(elements.slice(block.firstElement, block.endElement), quote);
        line = found === null ? null : found - block.startLine;
        lines.set(quote, line);
      }
      return line === null ? null : block.startLine + line;
    },
  };
}

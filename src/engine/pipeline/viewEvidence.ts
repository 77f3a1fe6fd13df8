import type { ScreenplayElement } from '../../screenplay/screenplay';
import type { SceneReading } from '../../screenplay/scriptReading';
import type { Evidence, StoredEvidence } from '../../story/evidence';
import { createQuoteFinder, type QuoteFinder } from './quoteFinder';

/**
 * Evidence looked up in the text as it is now. What scenes that left the text said is left out: there is no line to go to.
 * `quotes` is what looked it up before.
 */
export function viewEvidence(
  evidence: readonly StoredEvidence[],
  { readings, elements }: SceneTexts,
  quotes: QuoteFinder = createQuoteFinder(),
): Evidence[] {
  return evidence.flatMap(({ sceneId, quote }) => {
    const scene = readings.get(sceneId);
    if (scene === undefined) return [];
    const line = quote === null ? null : quotes.lineOf(scene, quote, elements);
    return [{ sceneId, quote, line: line ?? scene.block.startLine, verified: quote === null || line !== null }];
  });
}

/** The text now, as evidence is looked up in it. */
export interface SceneTexts {
  readonly readings: ReadonlyMap<string, SceneReading>;
  readonly elements: readonly ScreenplayElement[];
}

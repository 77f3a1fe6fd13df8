import type { ScreenplayElement } from '../../screenplay/screenplay';
import type { SceneReading } from '../../screenplay/scriptReading';
import type { Evidence, StoredEvidence } from '../../story/evidence';
import { locateQuote } from './locateQuote';

/** Evidence looked up in the text as it is now. What scenes that left the text said is left out: there is no line to go to. */
export function viewEvidence(evidence: readonly StoredEvidence[], texts: SceneTexts): Evidence[] {
  return evidence.flatMap(({ sceneId, quote }) => {
    const scene = texts.readings.get(sceneId);
    if (scene === undefined) return [];
    const { firstElement, endElement, startLine } = scene.block;
    const elements = texts.elements.slice(firstElement, endElement);
    const line = quote === null ? null : locateQuote(elements, quote);
    return [{ sceneId, quote, line: line ?? startLine, verified: quote === null || line !== null }];
  });
}

/** The text now, as evidence is looked up in it. */
export interface SceneTexts {
  readonly readings: ReadonlyMap<string, SceneReading>;
  readonly elements: readonly ScreenplayElement[];
}

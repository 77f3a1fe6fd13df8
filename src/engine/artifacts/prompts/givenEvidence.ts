import type { StoredEvidence } from '../../../story/evidence';
import type { CardedMaterial, CardedScene } from './cardedMaterial';

/** Evidence as a model gives it. */
export interface TakenEvidence {
  readonly evidence: readonly StoredEvidence[];
  /** How much of it was not in what was sent. */
  readonly dropped: number;
}

/**
 * Of the evidence in an answer what stands in the material: known scenes, and the script's own words where words are
 * quoted. Each once. `otherwise`: positions of the scenes that the claim itself names, which stand for it where nothing
 * is left.
 */
export function givenEvidence(
  told: readonly { readonly scene: string; readonly quote: string | null }[],
  material: CardedMaterial,
  scenes: readonly CardedScene[],
  otherwise: readonly number[],
): TakenEvidence {
  const taken = new Map<string, StoredEvidence>();
  let dropped = Math.max(0, told.length - MOST_EVIDENCE);
  const take = (position: number, quote: string | null): void => {
    const sceneId = scenes[position]?.id;
    if (sceneId !== undefined) taken.set(JSON.stringify([sceneId, quote]), { sceneId, quote });
  };
  for (const { scene, quote } of told.slice(0, MOST_EVIDENCE)) {
    const position = material.positionOf(scene);
    const words = position === null || quote === null ? null : material.ownWordsOf(position, quote);
    if (position === null || (quote !== null && words === null)) dropped++;
    else take(position, words);
  }
  if (taken.size === 0) for (const position of otherwise) take(position, null);
  return { evidence: [...taken.values()], dropped };
}

/** Of one claim; more proves no more. */
const MOST_EVIDENCE = 24;

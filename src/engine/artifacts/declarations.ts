import { createHash } from 'node:crypto';
import { MISSING_HASH, type ArtifactInput } from '../../story/artifactInput';
import {
  artifactKey,
  type CharacterSnapshot,
  type SceneSnapshot,
  type ScriptSnapshot,
} from '../../story/scriptSnapshot';
import type { KindDeclaration } from '../../story/staleness';
import { CHARACTER_SHEET_RECIPE } from './characterSheet';
import { KEY_SCENES_RECIPE } from './keyScenes';
import { OUTLINE_RECIPE } from './outline';
import { PLOT_THREADS_RECIPE } from './plotThreads';
import { SCENE_CARD_RECIPE } from './sceneCard';
import { SCENE_RELATIONSHIPS_RECIPE } from './sceneRelationships';

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
    kind: 'keyScene',
    recipeVersion: KEY_SCENES_RECIPE,
    subjects: oneSet,
    inputs: ({ scriptId, extentHash }) => [{ kind: 'extent', id: scriptId, hash: extentHash }],
  },
  {
    kind: 'outline',
    recipeVersion: OUTLINE_RECIPE,
    subjects: oneSet,
    // Its reasons and titles name scenes by their labels.
    inputs: (snapshot) => [
      ...withCards(snapshot, snapshot.scenes, ({ id, shapeHash }) => ({ kind: 'shape', id, hash: shapeHash })),
      { kind: 'labels', id: snapshot.scriptId, hash: snapshot.labelsHash },
    ],
  },
  {
    kind: 'sheet',
    recipeVersion: CHARACTER_SHEET_RECIPE,
    subjects: ({ characters }) => principals(characters).map(({ name }) => name),
    inputs: (snapshot, subject) => {
      const character = snapshot.characters.find(({ name }) => name === subject);
      if (character === undefined) return null;
      const scenes = character.sceneIds.flatMap((id) => snapshot.byId.get(id) ?? []);
      return [...withCards(snapshot, scenes, sceneInput), ...namesIn(snapshot, scenes)];
    },
  },
  {
    kind: 'thread',
    recipeVersion: PLOT_THREADS_RECIPE,
    subjects: oneSet,
    inputs: (snapshot) => [...withCards(snapshot, snapshot.scenes, sceneInput), ...namesIn(snapshot, snapshot.scenes)],
  },
  {
    kind: 'relationship',
    recipeVersion: SCENE_RELATIONSHIPS_RECIPE,
    subjects: oneSet,
    inputs: (snapshot) => [...withCards(snapshot, snapshot.scenes, sceneInput), ...namesIn(snapshot, snapshot.scenes)],
  },
];

/** A script with scenes has one outline, and one set each of key scenes, threads and relationships. */
function oneSet({ scenes }: ScriptSnapshot): readonly string[] {
  return scenes.length === 0 ? [] : [''];
}

const SHEETS_BY_WORDS = 8;
const SHEET_FROM_SCENES = 3;

/** Who gets a sheet without being asked for: the top eight by words of dialogue, and whoever is in three scenes. */
function principals(characters: readonly CharacterSnapshot[]): readonly CharacterSnapshot[] {
  return characters.filter(
    ({ words, sceneIds }, rank) => (rank < SHEETS_BY_WORDS && words > 0) || sceneIds.length >= SHEET_FROM_SCENES,
  );
}

function sceneInput({ id, hash }: SceneSnapshot): ArtifactInput {
  return { kind: 'scene', id, hash };
}

/** Which names in these scenes stand for others; no input where none does, so that nothing is behind for having no aliases. */
function namesIn({ scriptId }: ScriptSnapshot, scenes: readonly SceneSnapshot[]): readonly ArtifactInput[] {
  const aliases = new Map(scenes.flatMap((scene) => [...(scene.aliases ?? [])]));
  if (aliases.size === 0) return [];
  const sorted = [...aliases].sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
  return [{ kind: 'names', id: scriptId, hash }];
}

/** Of each scene one input of its own and its card; a card that is not made yet has `MISSING_HASH`. */
function withCards(
  snapshot: ScriptSnapshot,
  scenes: readonly SceneSnapshot[],
  ownInput: (scene: SceneSnapshot) => ArtifactInput,
): readonly ArtifactInput[] {
  const inputs: ArtifactInput[] = [];
  for (const scene of scenes) {
    const card = snapshot.artifacts.get(artifactKey('card', scene.id));
    inputs.push(ownInput(scene), { kind: 'card', id: scene.id, hash: card?.contentHash ?? MISSING_HASH });
  }
  return inputs;
}

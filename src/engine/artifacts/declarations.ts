import { createHash } from 'node:crypto';
import { MISSING_HASH, type ArtifactInput } from '../../story/artifactInput';
import { artifactKey, OFFLINE, type SceneSnapshot, type ScriptSnapshot } from '../../story/scriptSnapshot';
import { principals } from '../../story/principals';
import type { KindDeclaration } from '../../story/staleness';
import { CHARACTER_SHEET_RECIPE } from './characterSheet';
import { KEY_SCENES_RECIPE } from './keyScenes';
import { OUTLINE_RECIPE } from './outline';
import { PLOT_THREADS_RECIPE } from './plotThreads';
import { SCENE_CARD_RECIPE } from './sceneCard';
import { SCENE_RELATIONSHIPS_RECIPE } from './sceneRelationships';

/**
 * What each kind reads, in making order: the registry of artifact kinds. All that a maker is given stands here
 * (data-model.md, *Staleness*), so that comparing inputs is enough to know what is behind. A model reads a scene for its
 * card, and cards for everything else; of scenes that are never sent it reads nothing.
 */
export const DECLARATIONS: readonly KindDeclaration[] = [
  {
    kind: 'card',
    recipeVersion: SCENE_CARD_RECIPE,
    subjects: ({ scenes }) => scenes.map((scene) => scene.id),
    inputs: (snapshot, subject) => {
      const scene = snapshot.byId.get(subject);
      // A passage has no card.
      if (scene === undefined || scene.index === null) return null;
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
    inputs: (snapshot, _, method) => {
      if (snapshot.scenes.length === 0) return null;
      const extent: ArtifactInput = { kind: 'extent', id: snapshot.scriptId, hash: snapshot.extentHash };
      return method === OFFLINE ? [extent] : [...cardsOf(snapshot, snapshot.scenes), extent];
    },
  },
  {
    kind: 'outline',
    recipeVersion: OUTLINE_RECIPE,
    subjects: oneSet,
    inputs: (snapshot, _, method) => {
      if (snapshot.scenes.length === 0) return null;
      if (method !== OFFLINE) {
        return withCards(snapshot, sendable(snapshot.scenes), ({ id, sectionsHash }) => ({
          kind: 'sections',
          id,
          hash: sectionsHash,
        }));
      }
      // Its reasons and titles name scenes by their labels.
      return [
        ...withCards(snapshot, snapshot.scenes, ({ id, shapeHash }) => ({ kind: 'shape', id, hash: shapeHash })),
        { kind: 'labels', id: snapshot.scriptId, hash: snapshot.labelsHash },
      ];
    },
  },
  {
    kind: 'sheet',
    recipeVersion: CHARACTER_SHEET_RECIPE,
    subjects: dueSheets,
    onDemand: ({ characters }) => characters.map(({ name }) => name),
    inputs: (snapshot, subject, method) => {
      const character = snapshot.characters.find(({ name }) => name === subject);
      if (character === undefined) return null;
      const scenes = character.sceneIds.flatMap((id) => snapshot.byId.get(id) ?? []);
      if (method === OFFLINE) return readByRules(snapshot, scenes, presenceInput);
      return [...namesIn(snapshot, scenes), ...cardsOf(snapshot, scenes)];
    },
  },
  {
    kind: 'thread',
    recipeVersion: PLOT_THREADS_RECIPE,
    subjects: oneSet,
    inputs: (snapshot, _, method) => storyInputs(snapshot, method, presenceInput),
  },
  {
    kind: 'relationship',
    recipeVersion: SCENE_RELATIONSHIPS_RECIPE,
    subjects: oneSet,
    inputs: (snapshot, _, method) => storyInputs(snapshot, method, castInput),
  },
];

/** A script with scenes has one outline, and one set each of key scenes, threads and relationships. */
function oneSet({ scenes }: ScriptSnapshot): readonly string[] {
  return scenes.length === 0 ? [] : [''];
}

/** The principals, and whoever has a sheet already: it is kept up with the script, whoever it is about. */
function dueSheets({ characters, artifacts }: ScriptSnapshot): readonly string[] {
  const present = characters.map((character) => ({ ...character, sceneCount: character.sceneIds.length }));
  const due = new Set(principals(present));
  return present
    .filter((character) => due.has(character) || artifacts.has(artifactKey('sheet', character.name)))
    .map(({ name }) => name);
}

function storyInputs(
  snapshot: ScriptSnapshot,
  method: string,
  shapeInput: (scene: SceneSnapshot) => ArtifactInput,
): readonly ArtifactInput[] | null {
  const { scenes } = snapshot;
  if (scenes.length === 0) return null;
  return method === OFFLINE ? readByRules(snapshot, scenes, shapeInput) : cardsOf(snapshot, scenes);
}

/** What rules read that read words: of each scene its text, what else of it they read, and its card; and the aliases. */
function readByRules(
  snapshot: ScriptSnapshot,
  scenes: readonly SceneSnapshot[],
  shapeInput: (scene: SceneSnapshot) => ArtifactInput,
): readonly ArtifactInput[] {
  const ofScenes = scenes.flatMap((scene) => [sceneInput(scene), shapeInput(scene), cardInput(snapshot, scene.id)]);
  return [...ofScenes, ...namesIn(snapshot, scenes)];
}

/** The scenes that a model may be told of. */
function sendable(scenes: readonly SceneSnapshot[]): readonly SceneSnapshot[] {
  return scenes.filter(({ neverSend }) => !neverSend);
}

/** The cards of these scenes as a model reads them. */
function cardsOf(snapshot: ScriptSnapshot, scenes: readonly SceneSnapshot[]): readonly ArtifactInput[] {
  return sendable(scenes).map(({ id }) => cardInput(snapshot, id));
}

/** A card that is not made yet has `MISSING_HASH`. */
function cardInput({ artifacts }: ScriptSnapshot, id: string): ArtifactInput {
  return { kind: 'card', id, hash: artifacts.get(artifactKey('card', id))?.contentHash ?? MISSING_HASH };
}

function sceneInput({ id, hash }: SceneSnapshot): ArtifactInput {
  return { kind: 'scene', id, hash };
}

/** Who speaks in a scene is not decided by its own words alone, so it is an input beside them. */
function castInput({ id, castHash }: SceneSnapshot): ArtifactInput {
  return { kind: 'shape', id, hash: castHash };
}

function presenceInput({ id, presenceHash }: SceneSnapshot): ArtifactInput {
  return { kind: 'shape', id, hash: presenceHash };
}

/** Which names in these scenes stand for others; no input where none does, so that nothing is behind for having no aliases. */
function namesIn({ scriptId }: ScriptSnapshot, scenes: readonly SceneSnapshot[]): readonly ArtifactInput[] {
  const aliases = new Map(scenes.flatMap((scene) => [...(scene.aliases ?? [])]));
  if (aliases.size === 0) return [];
  const sorted = [...aliases].sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
  return [{ kind: 'names', id: scriptId, hash }];
}

/** Of each scene one input of its own and its card. */
function withCards(
  snapshot: ScriptSnapshot,
  scenes: readonly SceneSnapshot[],
  ownInput: (scene: SceneSnapshot) => ArtifactInput,
): readonly ArtifactInput[] {
  return scenes.flatMap((scene) => [ownInput(scene), cardInput(snapshot, scene.id)]);
}

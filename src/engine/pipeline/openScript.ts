import { createHash } from 'node:crypto';
import {
  artifactKey,
  type ArtifactSnapshot,
  type CharacterSnapshot,
  type SceneSnapshot,
  type ScriptSnapshot,
} from '../../story/scriptSnapshot';
import type { NeverSend } from '../../story/neverSend';
import type { ScriptState } from '../../story/scriptState';
import type { SceneRow } from '../store/sceneQueries';
import type { SceneReading, ScriptReading } from '../../screenplay/scriptReading';

/** A scene row as it stands in the store, and who is in it as one comparable string. */
export interface StoredScene {
  readonly row: Omit<
    SceneRow,
    'createdAt' | 'updatedAt' | 'isKeyScene' | 'keySceneReason' | 'actNumber' | 'sequenceNumber' | 'scriptId'
  >;
  readonly castKey: string;
}

/**
 * A script whose text the engine has: what it says now, which stored scene each of its scenes is, and what is stored
 * of it. A value: every sync and every stored artifact gives a new one.
 */
export interface OpenScript {
  readonly id: string;
  readonly uri: string;
  readonly format: 'fountain' | 'fdx';
  /** The file's name, shown where the script has no title of its own. */
  readonly name: string;
  /** The buffer version of `reading.text`. */
  readonly version: number;
  readonly reading: ScriptReading;
  /** Ids of `reading.scenes`, in the same order. */
  readonly sceneIds: readonly string[];
  /** Id of `reading.passage`; null where there is none. */
  readonly passageId: string | null;
  /** Every stored row by id, removed scenes too. */
  readonly stored: ReadonlyMap<string, StoredScene>;
  /** Every stored artifact by `artifactKey`. */
  readonly artifacts: ReadonlyMap<string, ArtifactSnapshot>;
  readonly state: ScriptState;
  /** What of it no path may send; marks on removed scenes too. */
  readonly marks: NeverSend;
}

/** The script as staleness and planning see it. */
export function snapshotOf(open: OpenScript): ScriptSnapshot {
  const { reading } = open;
  const scenes = reading.scenes.map((scene, index) => sceneSnapshot(open.sceneIds[index] ?? '', scene));
  const passage =
    reading.passage === null || open.passageId === null ? null : sceneSnapshot(open.passageId, reading.passage);
  const all = passage === null ? scenes : [passage, ...scenes];
  return {
    scriptId: open.id,
    scenes,
    passage,
    byId: new Map(all.map((scene) => [scene.id, scene])),
    extentHash: sha256(scenes.map((scene) => [scene.id, scene.eighths])),
    labelsHash: sha256(scenes.map((scene) => scene.label)),
    characters: charactersOf(open),
    artifacts: open.artifacts,
  };
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function sceneSnapshot(id: string, scene: SceneReading): SceneSnapshot {
  const { index, label, hash, synopsesHash, shapeHash, eighths } = scene;
  return { id, index, label, hash, synopsesHash, shapeHash, eighths };
}

/** The script with these artifacts stored. */
export function withArtifacts(open: OpenScript, stored: readonly ArtifactSnapshot[]): OpenScript {
  const artifacts = new Map(open.artifacts);
  for (const artifact of stored) artifacts.set(artifactKey(artifact.kind, artifact.subject), artifact);
  return { ...open, artifacts };
}

/** The reading of each scene by id, the passage too. */
export function readingsById(open: OpenScript): ReadonlyMap<string, SceneReading> {
  const byId = new Map(open.reading.scenes.map((scene, index) => [open.sceneIds[index] ?? '', scene]));
  if (open.passageId !== null && open.reading.passage !== null) byId.set(open.passageId, open.reading.passage);
  return byId;
}

/** Who is in the script: most words first, then most scenes, then by name. */
function charactersOf(open: OpenScript): CharacterSnapshot[] {
  const characters = new Map<string, { words: number; sceneIds: string[] }>();
  open.reading.scenes.forEach(({ cast }, index) => {
    for (const name of new Set([...cast.speaking.keys(), ...cast.mentioned])) {
      const character = characters.get(name) ?? { words: 0, sceneIds: [] };
      character.words += cast.speaking.get(name)?.words ?? 0;
      character.sceneIds.push(open.sceneIds[index] ?? '');
      characters.set(name, character);
    }
  });
  return [...characters]
    .map(([name, character]) => ({ name, ...character }))
    .sort((a, b) => b.words - a.words || b.sceneIds.length - a.sceneIds.length || (a.name < b.name ? -1 : 1));
}

import { createHash } from 'node:crypto';
import {
  artifactKey,
  type ArtifactSnapshot,
  type CandidateSnapshot,
  type CharacterSnapshot,
  type FailureSnapshot,
  type SceneSnapshot,
  type ScriptSnapshot,
} from '../../story/scriptSnapshot';
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
  /** What waits beside a stored artifact, by `artifactKey`. */
  readonly candidates: ReadonlyMap<string, CandidateSnapshot>;
  /** What could not be made, by `artifactKey`. */
  readonly failures: ReadonlyMap<string, FailureSnapshot>;
  /** Scenes that the writer marked never to be sent. */
  readonly neverSend: ReadonlySet<string>;
  readonly state: ScriptState;
}

/** The script as staleness and planning see it. */
export function snapshotOf(open: OpenScript): ScriptSnapshot {
  const { reading } = open;
  const snapshot = (id: string, scene: SceneReading): SceneSnapshot => ({
    ...sceneSnapshot(id, scene),
    neverSend: open.neverSend.has(id),
  });
  const scenes = reading.scenes.map((scene, index) => snapshot(open.sceneIds[index] ?? '', scene));
  const passage =
    reading.passage === null || open.passageId === null ? null : snapshot(open.passageId, reading.passage);
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
    candidates: open.candidates,
  };
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function sceneSnapshot(id: string, scene: SceneReading): Omit<SceneSnapshot, 'neverSend'> {
  const { index, label, hash, synopsesHash, shapeHash, eighths } = scene;
  return { id, index, label, hash, synopsesHash, shapeHash, sectionsHash: sectionsHashOf(scene), eighths };
}

/** A reading of a scene is kept while its words are: so is this. */
const sectionsHashes = new WeakMap<SceneReading, string>();

function sectionsHashOf(scene: SceneReading): string {
  const known = sectionsHashes.get(scene);
  if (known !== undefined) return known;
  const hash = sha256(scene.block.sectionPath.map(({ level, title }) => [level, title]));
  sectionsHashes.set(scene, hash);
  return hash;
}

/** What was stored in one go: artifacts, and candidates beside artifacts that stay. */
export interface StoredTogether {
  readonly artifacts: readonly ArtifactSnapshot[];
  readonly candidates: readonly CandidateSnapshot[];
}

/** The script with these stored: what failed of them before, and a candidate that was older, are gone. */
export function withArtifacts(open: OpenScript, { artifacts: made, candidates: waiting }: StoredTogether): OpenScript {
  const artifacts = new Map(open.artifacts);
  const candidates = new Map(open.candidates);
  const failures = new Map(open.failures);
  for (const artifact of made) {
    const key = artifactKey(artifact.kind, artifact.subject);
    artifacts.set(key, artifact);
    candidates.delete(key);
    failures.delete(key);
  }
  for (const candidate of waiting) {
    const key = artifactKey(candidate.kind, candidate.subject);
    candidates.set(key, candidate);
    failures.delete(key);
  }
  return { ...open, artifacts, candidates, failures };
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

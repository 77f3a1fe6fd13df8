import { createHash } from 'node:crypto';
import type { SceneCast } from '../../screenplay/names';
import type { SceneReading } from '../../screenplay/scriptReading';
import type { CharacterSnapshot, SceneSnapshot, ScriptSnapshot } from '../../story/scriptSnapshot';
import { isAllMarked, type NeverSend } from '../../story/neverSend';
import type { ScriptContents } from './openScript';

/** A snapshot with the cast of each scene it was made of, which the next one is compared with. */
export interface KnownSnapshot extends ScriptSnapshot {
  readonly casts: readonly SceneCast[];
}

/**
 * The snapshot of a script. With the one before, all parts that say the same are the same objects, and characters whose
 * scenes have not changed are not counted again; what it says is what it says without.
 */
export function snapshotAfter(contents: ScriptContents, before: KnownSnapshot | null): KnownSnapshot {
  const { id, reading, sceneIds, passageId, artifacts, candidates, marks, lifted } = contents;
  const isMarked = markedIn(marks);
  const sentOf = (sceneId: string): Sent => ({ neverSend: isMarked(sceneId), isSentAgain: lifted.has(sceneId) });
  const known = before?.scriptId === id ? before : null;
  const taken = (sceneId: string, scene: SceneReading): SceneSnapshot => {
    const then = known?.byId.get(sceneId);
    const now = sceneSnapshot(sceneId, scene, sentOf(sceneId), then);
    return then !== undefined && isSame(then, now) ? then : now;
  };
  const scenes = sameOrNew(
    known?.scenes,
    reading.scenes.map((scene, index) => taken(sceneIds[index] ?? '', scene)),
  );
  const passage = reading.passage === null || passageId === null ? null : taken(passageId, reading.passage);
  const casts = reading.scenes.map(({ cast }) => cast);
  const all = passage === null ? scenes : [passage, ...scenes];
  const isKnown = known !== null && known.scenes === scenes;
  return {
    scriptId: id,
    scenes,
    passage,
    byId: isKnown && known.passage === passage ? known.byId : new Map(all.map((scene) => [scene.id, scene])),
    extentHash: known !== null && sameExtent(known.scenes, scenes) ? known.extentHash : extentHash(scenes),
    labelsHash:
      known !== null && sameLabels(known.scenes, scenes)
        ? known.labelsHash
        : sha256(scenes.map((scene) => scene.label)),
    characters:
      known !== null && sameOrder(known.scenes, scenes)
        ? charactersAfter(known, scenes, casts)
        : charactersOf(scenes, casts),
    artifacts,
    candidates,
    casts,
  };
}

type Sent = Pick<SceneSnapshot, 'neverSend' | 'isSentAgain'>;

/** Whether a scene is never sent. */
function markedIn(marks: NeverSend): (sceneId: string) => boolean {
  if (isAllMarked(marks)) return () => true;
  const marked = new Set([...marks.sceneIds, ...marks.joined]);
  return (sceneId) => marked.has(sceneId);
}

function sceneSnapshot(id: string, scene: SceneReading, sent: Sent, then: SceneSnapshot | undefined): SceneSnapshot {
  const { index, label, hash, synopsesHash, shapeHash, eighths, cast } = scene;
  // The shape covers them all.
  const parts = then?.shapeHash === shapeHash ? then : shapePartsOf(scene);
  const { sectionsHash, castHash, presenceHash } = parts;
  const hashes = { hash, synopsesHash, shapeHash, sectionsHash, castHash, presenceHash };
  const snapshot = { id, index, label, ...hashes, eighths, ...sent };
  return cast.aliases.size === 0 ? snapshot : { ...snapshot, aliases: cast.aliases };
}

function shapePartsOf({
  block,
  cast,
  eighths,
}: SceneReading): Pick<SceneSnapshot, 'sectionsHash' | 'castHash' | 'presenceHash'> {
  const speaking = [...cast.speaking.keys()];
  return {
    sectionsHash: sha256(block.sectionPath.map(({ level, title }) => [level, title])),
    castHash: sha256(speaking),
    presenceHash: sha256([speaking, eighths]),
  };
}

function isSame(a: SceneSnapshot, b: SceneSnapshot): boolean {
  return (
    a.index === b.index &&
    a.label === b.label &&
    a.hash === b.hash &&
    a.synopsesHash === b.synopsesHash &&
    a.shapeHash === b.shapeHash &&
    a.eighths === b.eighths &&
    a.neverSend === b.neverSend &&
    a.isSentAgain === b.isSentAgain &&
    a.aliases === b.aliases
  );
}

function sameOrNew<T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] {
  return before?.length === now.length && before.every((one, i) => one === now[i]) ? before : now;
}

type Scenes = readonly SceneSnapshot[];

function sameExtent(before: Scenes, now: Scenes): boolean {
  return sameOrder(before, now) && before.every(({ eighths }, i) => eighths === now[i]?.eighths);
}

function sameLabels(before: Scenes, now: Scenes): boolean {
  return before.length === now.length && before.every(({ label }, i) => label === now[i]?.label);
}

function sameOrder(before: Scenes, now: Scenes): boolean {
  return before.length === now.length && before.every(({ id }, i) => id === now[i]?.id);
}

function namesIn(cast: SceneCast): ReadonlySet<string> {
  return new Set([...cast.speaking.keys(), ...cast.mentioned]);
}

/** Who is in the script: most words first, then most scenes, then by name. */
function charactersOf(scenes: Scenes, casts: readonly SceneCast[]): readonly CharacterSnapshot[] {
  const characters = new Map<string, { words: number; sceneIds: string[] }>();
  casts.forEach((cast, index) => {
    for (const name of namesIn(cast)) {
      const character = characters.get(name) ?? { words: 0, sceneIds: [] };
      character.words += cast.speaking.get(name)?.words ?? 0;
      character.sceneIds.push(scenes[index]?.id ?? '');
      characters.set(name, character);
    }
  });
  return [...characters].map(([name, character]) => ({ name, ...character })).sort(byPresence);
}

function byPresence(a: CharacterSnapshot, b: CharacterSnapshot): number {
  return b.words - a.words || b.sceneIds.length - a.sceneIds.length || (a.name < b.name ? -1 : 1);
}

/** The characters where the same scenes stand in the same order: only those of scenes whose cast changed are counted again. */
function charactersAfter(
  before: KnownSnapshot,
  scenes: Scenes,
  casts: readonly SceneCast[],
): readonly CharacterSnapshot[] {
  const touched = new Set<string>();
  casts.forEach((cast, index) => {
    const earlier = before.casts[index];
    if (earlier === undefined || earlier === cast) return;
    for (const name of namesIn(earlier)) touched.add(name);
    for (const name of namesIn(cast)) touched.add(name);
  });
  if (touched.size === 0) return before.characters;
  const counted: CharacterSnapshot[] = [];
  for (const name of touched) {
    let words = 0;
    const sceneIds: string[] = [];
    casts.forEach((cast, index) => {
      const said = cast.speaking.get(name);
      if (said === undefined && !cast.mentioned.has(name)) return;
      words += said?.words ?? 0;
      sceneIds.push(scenes[index]?.id ?? '');
    });
    if (sceneIds.length > 0) counted.push({ name, words, sceneIds });
  }
  return [...before.characters.filter(({ name }) => !touched.has(name)), ...counted].sort(byPresence);
}

/** Covers length and position of all scenes: the input of key scenes. */
export function extentHash(scenes: readonly { readonly id: string; readonly eighths: number }[]): string {
  return sha256(scenes.map(({ id, eighths }) => [id, eighths]));
}

/** Of text in NFC, as all hashes are: how accents are written is no change. */
function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value).normalize('NFC')).digest('hex');
}

import { longestRise } from '../../screenplay/longestRise';
import { matchScenes } from '../../screenplay/matchScenes';
import { NORMALIZER_VERSION } from '../../screenplay/normalizeText';
import { castOf } from '../../screenplay/names';
import { parseScreenplay } from '../../screenplay/parseScreenplay';
import { sceneText } from '../../screenplay/sceneText';
import { countLineEnds } from '../../screenplay/countLineEnds';
import { artifactKey } from '../../story/scriptSnapshot';
import { scriptStateOf } from '../../story/scriptState';
import { hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import { listArtifacts } from '../store/artifactQueries';
import type { Db, Transactional } from '../store/db';
import { listSceneCharacters, replaceSceneCharacters, type SceneCharacterRow } from '../store/sceneCharacterQueries';
import {
  listScenes,
  placeScenes,
  purgeRemovedScenes,
  removeScenes,
  unplaceScenes,
  writeSceneContents,
  type SceneContent,
  type ScenePlace,
} from '../store/sceneQueries';
import { findMarks, writeMark } from '../store/privacyMarkQueries';
import { followMovedScenes } from '../store/threadQueries';
import { findScript, writeScript, writeScriptState } from '../store/scriptQueries';
import { inheritMarks } from './inheritMarks';
import type { OpenScript, StoredScene } from './openScript';
import { readScript, type SceneReading, type ScriptReading } from '../../screenplay/scriptReading';
import { writeStandings } from './writeStandings';

/** The text to store, and where it is from. */
export interface ScriptText {
  readonly uri: string;
  readonly format: 'fountain' | 'fdx';
  readonly name: string;
  readonly version: number;
  readonly text: string;
}

export interface SyncOutcome {
  readonly open: OpenScript;
  readonly added: number;
  readonly rewritten: number;
  readonly moved: number;
  readonly removed: number;
  /** Whether anything was written. */
  readonly changed: boolean;
}

const REMOVED_SCENES_KEPT_DAYS = 30;

/**
 * Stores what a text says now: parse, match with the stored scenes by content, one transaction for scenes, names,
 * hashes, staleness and state. Writes only what differs; `previous` is what the engine already has of this script, or
 * null to read it from the store.
 */
export async function syncScript(
  db: Transactional,
  previous: OpenScript | null,
  script: ScriptText,
): Promise<SyncOutcome> {
  const reading = readScript(script.text, previous?.reading ?? null);
  const before: Before =
    previous === null ? await loadStored(db, script.uri) : { ...previous, hash: previous.reading.hash };
  const matched = identify(before.stored, reading);
  const writes = difference(before.stored, reading, matched);
  const inherited = await inheritMarks(db, { ...before, ...matched, reading });
  const open: OpenScript = {
    id: before.id,
    uri: script.uri,
    format: script.format,
    name: script.name,
    version: script.version,
    reading,
    sceneIds: matched.sceneIds,
    passageId: matched.passageId,
    stored: afterwards(before.stored, writes),
    artifacts: before.artifacts,
    state: before.state,
    marks: { ...before.marks, sceneIds: [...before.marks.sceneIds, ...inherited] },
  };
  const state = stateOf(open);
  const sceneWrites = writes.contents.length + writes.places.length + writes.removed.length + writes.casts.length;
  const moved = previous !== null && previous.reading.bodyLine !== reading.bodyLine;
  const changed = sceneWrites > 0 || before.hash !== reading.hash || state !== before.state || moved;
  if (changed || previous?.reading.text !== reading.text) {
    await db.transaction(async (tx) => {
      await writeScript(tx, {
        id: open.id,
        uri: open.uri,
        title: reading.title,
        format: open.format,
        hash: reading.hash,
        pageCount: reading.pages,
        eighths: reading.eighths,
        normalizerVersion: NORMALIZER_VERSION,
        bodyLine: reading.bodyLine,
        titlePage: reading.screenplay.titlePage,
        bufferVersion: open.version,
      });
      await writeScenes(tx, open.id, writes);
      await writeMark(tx, { kind: 'scenes', scriptId: open.id, sceneIds: inherited }, true);
      if (sceneWrites > 0) await followMovedScenes(tx, open.id);
      if (previous === null) await purgeRemovedScenes(tx, open.id, daysAgo(REMOVED_SCENES_KEPT_DAYS));
      await writeStandings(tx, open);
      await writeScriptState(tx, open.id, state);
    });
  }
  return {
    open: { ...open, state },
    added: matched.added.size,
    rewritten: countRewritten(before.stored, open),
    moved: countMoved(before.stored, matched.sceneIds),
    removed: writes.removed.length,
    changed,
  };
}

/** The state of a script: what is there now. */
export function stateOf(open: OpenScript): OpenScript['state'] {
  const cards = open.sceneIds.filter((id) => open.artifacts.has(artifactKey('card', id))).length;
  return scriptStateOf({
    scenes: open.sceneIds.length,
    pages: open.reading.pages,
    scenesWithCard: cards,
    hasOutline: open.artifacts.has(artifactKey('outline', '')),
    hasAnyArtifact: hasVisibleArtifact(open),
  });
}

/** Whether anything was made of what is in the text now; what hangs on removed scenes is not seen. */
function hasVisibleArtifact(open: OpenScript): boolean {
  const live = new Set(open.passageId === null ? open.sceneIds : [open.passageId, ...open.sceneIds]);
  for (const { kind, subject } of open.artifacts.values()) {
    if (kind === 'card' || kind === 'embedding' ? live.has(subject) : open.sceneIds.length > 0) return true;
  }
  return false;
}

/** Scenes that are still there in other words. */
function countRewritten(before: ReadonlyMap<string, StoredScene>, open: OpenScript): number {
  return open.sceneIds.filter((id, index) => {
    const old = before.get(id);
    return old !== undefined && old.row.hash !== open.reading.scenes[index]?.hash;
  }).length;
}

/** How few of the scenes that were there have to be taken elsewhere to get the order of now. */
function countMoved(before: ReadonlyMap<string, StoredScene>, sceneIds: readonly string[]): number {
  const order = sceneIds.flatMap((id) => before.get(id)?.row.sceneIndex ?? []);
  return order.length - longestRise(order).length;
}

/** What is known of a script before a sync; `hash` is null if it is new. */
type Before = Pick<OpenScript, 'id' | 'stored' | 'artifacts' | 'state' | 'marks'> & { readonly hash: string | null };

async function loadStored(db: Transactional, uri: string): Promise<Before> {
  const script = await findScript(db, uri);
  if (script === null) {
    const id = crypto.randomUUID();
    const marks = await findMarks(db, id, uri);
    return { id, stored: new Map(), artifacts: new Map(), state: 'empty', hash: null, marks };
  }
  const rows = await listScenes(db, script.id);
  const characters = new Map<string, SceneCharacterRow[]>();
  for (const row of await listSceneCharacters(db, script.id)) {
    characters.set(row.sceneId, [...(characters.get(row.sceneId) ?? []), row]);
  }
  const artifacts = await listArtifacts(db, script.id, hashedFeaturesEmbedder);
  return {
    id: script.id,
    hash: script.hash,
    state: script.state,
    marks: await findMarks(db, script.id, uri),
    stored: new Map(rows.map((row) => [row.id, { row, castKey: castKey(characters.get(row.id) ?? []) }])),
    artifacts: new Map(artifacts.map((artifact) => [artifactKey(artifact.kind, artifact.subject), artifact])),
  };
}

interface Identified {
  readonly sceneIds: readonly string[];
  readonly passageId: string | null;
  /** Ids made for scenes that no stored one is. */
  readonly added: ReadonlySet<string>;
}

function identify(stored: ReadonlyMap<string, StoredScene>, reading: ScriptReading): Identified {
  const rows = [...stored.values()].map(({ row }) => row);
  const matches = matchScenes(
    rows.filter((row) => row.kind === 'scene').map(oldScene),
    reading.scenes.map((scene) => newScene(scene, reading)),
  );
  const added = new Set<string>();
  const create = (): string => {
    const id = crypto.randomUUID();
    added.add(id);
    return id;
  };
  const { passage } = reading;
  const passages = rows.filter((row) => row.kind === 'passage');
  const known =
    passage === null
      ? undefined
      : (passages.find((row) => row.removedAt === null) ?? passages.find((row) => row.hash === passage.hash));
  return {
    sceneIds: matches.map((id) => id ?? create()),
    passageId: passage === null ? null : (known?.id ?? create()),
    added,
  };
}

/** A stored scene as the matcher sees it; its words are read only if its hash is not found. */
function oldScene(row: StoredScene['row']) {
  const read = once(() => {
    const screenplay = parseScreenplay(row.text, { titlePage: false });
    const block = screenplay.scenes[0];
    return {
      text: block === undefined ? '' : sceneText(screenplay, block, row.text),
      cast: [...castOf(screenplay.elements, new Set()).speaking.keys()],
    };
  });
  return {
    id: row.id,
    hash: row.hash,
    heading: row.heading,
    index: row.sceneIndex,
    get text() {
      return read().text;
    },
    get cast() {
      return read().cast;
    },
  };
}

function newScene(scene: SceneReading, { screenplay, text }: ScriptReading) {
  const read = once(() => sceneText(screenplay, scene.block, text));
  return {
    hash: scene.hash,
    heading: scene.block.heading,
    cast: [...scene.cast.speaking.keys()],
    get text() {
      return read();
    },
  };
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | null = null;
  return () => (value ??= { of: compute() }).of;
}

interface Writes {
  /** New scenes and those whose own text changed, with their places. */
  readonly contents: readonly (SceneContent & ScenePlace)[];
  /** Scenes that only stand elsewhere now, or are back. */
  readonly places: readonly ScenePlace[];
  readonly removed: readonly string[];
  /** Stored scenes whose index changes. */
  readonly unplaced: readonly string[];
  readonly casts: readonly { readonly sceneId: string; readonly rows: readonly SceneCharacterRow[] }[];
}

function difference(stored: ReadonlyMap<string, StoredScene>, reading: ScriptReading, matched: Identified): Writes {
  const contents: (SceneContent & ScenePlace)[] = [];
  const places: ScenePlace[] = [];
  const unplaced: string[] = [];
  const casts: { sceneId: string; rows: SceneCharacterRow[] }[] = [];
  const live = new Set<string>();
  const compare = (id: string, scene: SceneReading): void => {
    live.add(id);
    const old = stored.get(id);
    const content = contentOf(id, scene);
    const place = { id, sceneIndex: scene.index, pageStart: scene.page, lengthEighths: scene.eighths };
    if (old === undefined || !sameContent(old.row, content)) contents.push({ ...content, ...place });
    else if (!samePlace(old.row, place)) places.push(place);
    if (old !== undefined && old.row.sceneIndex !== null && old.row.sceneIndex !== scene.index) unplaced.push(id);
    const rows = characterRows(id, scene);
    if (castKey(rows) !== (old?.castKey ?? '')) casts.push({ sceneId: id, rows });
  };
  reading.scenes.forEach((scene, index) => compare(matched.sceneIds[index] ?? '', scene));
  if (reading.passage !== null && matched.passageId !== null) compare(matched.passageId, reading.passage);
  const removed = [...stored.values()]
    .filter(({ row }) => row.removedAt === null && !live.has(row.id))
    .map(({ row }) => row.id);
  return { contents, places, removed, unplaced, casts };
}

async function writeScenes(tx: Db, scriptId: string, writes: Writes): Promise<void> {
  await removeScenes(tx, writes.removed);
  await unplaceScenes(tx, writes.unplaced);
  await writeSceneContents(tx, scriptId, writes.contents);
  await placeScenes(tx, writes.places);
  await replaceSceneCharacters(
    tx,
    writes.casts.map((cast) => cast.sceneId),
    writes.casts.flatMap((cast) => cast.rows),
  );
}

/** What is stored once `writes` are. */
function afterwards(stored: ReadonlyMap<string, StoredScene>, writes: Writes): ReadonlyMap<string, StoredScene> {
  const after = new Map(stored);
  const patch = (id: string, change: Partial<StoredScene['row']>): void => {
    const old = after.get(id);
    if (old !== undefined) after.set(id, { ...old, row: { ...old.row, ...change } });
  };
  for (const id of writes.removed) patch(id, { removedAt: new Date(), sceneIndex: null, pageStart: null });
  for (const content of writes.contents) {
    const row = { ...content, sectionPath: [...content.sectionPath], synopses: [...content.synopses], removedAt: null };
    after.set(content.id, { row, castKey: after.get(content.id)?.castKey ?? '' });
  }
  for (const place of writes.places) patch(place.id, { ...place, removedAt: null });
  for (const { sceneId, rows } of writes.casts) {
    const old = after.get(sceneId);
    if (old !== undefined) after.set(sceneId, { ...old, castKey: castKey(rows) });
  }
  return after;
}

function contentOf(id: string, scene: SceneReading): SceneContent {
  const { block, source } = scene;
  return {
    id,
    kind: block.kind,
    sceneNumber: block.number,
    heading: block.heading,
    text: source,
    lineCount: countLineEnds(source, 0, source.length),
    headingLine: scene.headingLine,
    sectionPath: block.sectionPath,
    synopses: block.synopses,
    hash: scene.hash,
    structureHash: scene.structureHash,
    notesHash: scene.notesHash,
    wordCount: scene.words,
    dialogueWords: scene.dialogueWords,
  };
}

function sameContent(row: StoredScene['row'], content: SceneContent): boolean {
  return (
    row.text === content.text &&
    row.structureHash === content.structureHash &&
    row.hash === content.hash &&
    row.kind === content.kind &&
    row.sceneNumber === content.sceneNumber
  );
}

function samePlace(row: StoredScene['row'], place: ScenePlace): boolean {
  return (
    row.removedAt === null &&
    row.sceneIndex === place.sceneIndex &&
    row.pageStart === place.pageStart &&
    row.lengthEighths === place.lengthEighths
  );
}

function characterRows(sceneId: string, scene: SceneReading): SceneCharacterRow[] {
  const { speaking, mentioned } = scene.cast;
  const names = new Set([...speaking.keys(), ...mentioned]);
  return [...names].map((characterName) => {
    const said = speaking.get(characterName);
    return {
      sceneId,
      characterName,
      speaks: said !== undefined,
      mentioned: mentioned.has(characterName),
      speeches: said?.speeches ?? 0,
      dialogueWords: said?.words ?? 0,
    };
  });
}

function castKey(rows: readonly SceneCharacterRow[]): string {
  return rows
    .map((row) => JSON.stringify([row.characterName, row.speaks, row.mentioned, row.speeches, row.dialogueWords]))
    .sort()
    .join();
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000);
}

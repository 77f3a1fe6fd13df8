import { resolveAliases, withDecision, type Aliases } from '../../screenplay/aliases';
import { castKey } from '../../screenplay/castKey';
import { longestRise } from '../../screenplay/longestRise';
import { matchScenes } from '../../screenplay/matchScenes';
import { NORMALIZERS, type Normalizer, type Normalizers } from '../../screenplay/normalizers';
import { castOf, type SceneCast } from '../../screenplay/names';
import { parseScreenplay } from '../../screenplay/parseScreenplay';
import { sceneText } from '../../screenplay/sceneText';
import { countLineEnds } from '../../screenplay/countLineEnds';
import type { ArtifactKind } from '../../story/artifactKind';
import { artifactKey } from '../../story/scriptSnapshot';
import { DEFAULT_REFRESH_THRESHOLDS, type RefreshThresholds } from '../../story/runsByItself';
import { scriptStateOf } from '../../story/scriptState';
import { hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import { listAliases, writeAlias, type AliasRow } from '../store/aliasQueries';
import { listArtifacts } from '../store/artifactQueries';
import { listCandidates } from '../store/candidateQueries';
import type { Db, Transactional } from '../store/db';
import { listFailures, writeFailure } from '../store/failureQueries';
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
import { deleteLiftedMarks, findMarks, listLiftedMarks, writeMark } from '../store/privacyMarkQueries';
import { followMovedScenes } from '../store/threadQueries';
import { findScript, findScriptById, writeScript, writeScriptState, type ScriptRow } from '../store/scriptQueries';
import { inheritMarks, joinedWithMarked } from './inheritMarks';
import { keepFolderMark } from './keepFolderMark';
import { findMovedScript, type Arrival, type IsGone } from './movedScript';
import { openScript, type OpenScript, type ScriptContents, type StoredScene } from './openScript';
import { readScript, type SceneReading, type ScriptReading } from '../../screenplay/scriptReading';
import { renormalize } from './renormalize';
import { renormalizeFailures } from './renormalizeFailures';
import { writeStandings } from './writeStandings';

/** The text to store, and where it is from. */
export interface ScriptText {
  readonly uri: string;
  readonly format: 'fountain' | 'fdx';
  readonly name: string;
  readonly version: number;
  readonly text: string;
  /** Undefined: as they were for this script, at first as `runsByItself.ts` has them. */
  readonly thresholds?: RefreshThresholds | undefined;
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

/** What else decides how a text is stored. */
export interface SyncOptions {
  /** Of which stored scripts it may be true that their file is gone; of none if it is left out. */
  readonly isGone?: IsGone;
  /** A new decision about a name: it is stored with what follows from it. */
  readonly decision?: AliasRow | null;
  /** The rules of hashes; a script stored by older ones is taken over first. */
  readonly normalizers?: Normalizers;
}

/**
 * Stores what a text says now: parse, match with the stored scenes by content, one transaction for scenes, names,
 * hashes, staleness and state. Writes only what differs; `previous` is what the engine already has of this script, or
 * null to read it from the store. A file under whose uri nothing is stored may be one that was moved: then its memory
 * moves along.
 */
export async function syncScript(
  db: Transactional,
  previous: OpenScript | null,
  script: ScriptText,
  { isGone = () => false, decision = null, normalizers = NORMALIZERS }: SyncOptions = {},
): Promise<SyncOutcome> {
  const before: Before =
    previous === null
      ? await loadStored(db, { uri: script.uri, reading: readScript(script.text) }, isGone, normalizers)
      : { ...previous, hash: previous.reading.hash, olderRules: null };
  const aliases = decision === null ? before.aliases : withDecision(before.aliases, decision);
  // The same map as long as nothing is decided: casts are read again with another one.
  const known = decision === null ? previous?.reading.aliases : undefined;
  const reading = readScript(
    script.text,
    previous?.reading ?? null,
    known ?? resolveAliases(aliases),
    normalizers.byVersion.get(normalizers.version),
  );
  const matched = identify(before, reading);
  const writes = difference(before.stored, reading, matched);
  const inherited = await inheritMarks(db, { ...before, ...matched, reading });
  const marks = { ...before.marks, sceneIds: [...before.marks.sceneIds, ...inherited] };
  const contents: ScriptContents = {
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
    candidates: before.candidates,
    failures: before.failures,
    state: before.state,
    thresholds: script.thresholds ?? previous?.thresholds ?? DEFAULT_REFRESH_THRESHOLDS,
    lifted: without(before.lifted, writes.removed),
    marks: { ...marks, joined: joinedWithMarked({ ...matched, stored: before.stored, reading, marks }) },
    aliases,
  };
  const read = openScript({ ...contents, state: stateOf(contents) }, previous);
  const takenOver = before.olderRules === null ? [] : renormalizeFailures(read, before.olderRules);
  const failures = takenOver.length === 0 ? read.failures : new Map([...read.failures, ...byKey(takenOver)]);
  const open = { ...read, failures };
  const { state } = open;
  const sceneWrites = writes.contents.length + writes.places.length + writes.removed.length + writes.casts.length;
  const moved = previous !== null && previous.reading.bodyLine !== reading.bodyLine;
  const changed = sceneWrites > 0 || before.hash !== reading.hash || state !== before.state || moved;
  if (changed || decision !== null || previous?.reading.text !== reading.text) {
    await db.transaction(async (tx) => {
      await writeScript(tx, {
        id: open.id,
        uri: open.uri,
        title: reading.title,
        format: open.format,
        hash: reading.hash,
        pageCount: reading.pages,
        eighths: reading.eighths,
        normalizerVersion: normalizers.version,
        bodyLine: reading.bodyLine,
        titlePage: reading.screenplay.titlePage,
        bufferVersion: open.version,
      });
      if (decision !== null) await writeAlias(tx, open.id, decision);
      await writeScenes(tx, open.id, writes);
      await writeMark(tx, { kind: 'scenes', scriptId: open.id, sceneIds: inherited }, true);
      if (otherPlaces(before.stored, writes)) await followMovedScenes(tx, open.id);
      await writeStandings(tx, open, previous);
      for (const failure of takenOver) await writeFailure(tx, open.id, failure);
      await writeScriptState(tx, open.id, state);
    });
  }
  return {
    open,
    added: matched.added.size,
    rewritten: countRewritten(before.stored, writes),
    moved: writes.unplaced.length === 0 ? 0 : countMoved(before.stored, matched.sceneIds),
    removed: writes.removed.length,
    changed,
  };
}

/** The id of the stored script that a text is: under its uri, or as one that was moved there; null if it is none. Changes nothing. */
export async function storedScriptOf(
  db: Db,
  { uri, text }: Pick<ScriptText, 'uri' | 'text'>,
  isGone: IsGone,
): Promise<string | null> {
  const stored = (await findScript(db, uri)) ?? (await findMoved(db, { uri, reading: readScript(text, null) }, isGone));
  return stored?.id ?? null;
}

/** The state of a script: what is there now. */
export function stateOf(open: ScriptContents): OpenScript['state'] {
  const cards = open.sceneIds.filter((id) => open.artifacts.has(artifactKey('card', id))).length;
  const facts = {
    scenes: open.sceneIds.length,
    pages: open.reading.pages,
    scenesWithCard: cards,
    hasOutline: open.artifacts.has(artifactKey('outline', '')),
    hasAnyArtifact: hasVisibleArtifact(open),
  };
  return scriptStateOf(facts, open.thresholds);
}

/** Whether anything was made of what is in the text now; what hangs on removed scenes is not seen. */
function hasVisibleArtifact(open: ScriptContents): boolean {
  const live = new Set(open.passageId === null ? open.sceneIds : [open.passageId, ...open.sceneIds]);
  for (const { kind, subject } of open.artifacts.values()) {
    if (kind === 'card' || kind === 'embedding' ? live.has(subject) : open.sceneIds.length > 0) return true;
  }
  return false;
}

/** Scenes that are still there in other words. */
function countRewritten(before: ReadonlyMap<string, StoredScene>, { contents }: Writes): number {
  return contents.filter(({ id, hash }) => {
    const old = before.get(id);
    return old !== undefined && old.row.hash !== hash;
  }).length;
}

/** Whether a scene came, left, or has another index: what is stored by index has to follow. */
function otherPlaces(
  before: ReadonlyMap<string, StoredScene>,
  { contents, places, removed, unplaced }: Writes,
): boolean {
  if (removed.length + unplaced.length > 0) return true;
  return [...contents, ...places].some(({ id, sceneIndex }) => before.get(id)?.row.sceneIndex !== sceneIndex);
}

/** How few of the scenes that were there have to be taken elsewhere to get the order of now. */
function countMoved(before: ReadonlyMap<string, StoredScene>, sceneIds: readonly string[]): number {
  const order = sceneIds.flatMap((id) => before.get(id)?.row.sceneIndex ?? []);
  return order.length - longestRise(order).length;
}

/** What is known of a script before a sync; `hash` is null if it is new, `olderRules` if its hashes were made by those of now. */
type Before = Pick<
  OpenScript,
  'id' | 'stored' | 'artifacts' | 'candidates' | 'failures' | 'state' | 'marks' | 'lifted' | 'aliases'
> & { readonly hash: string | null; readonly olderRules: Normalizer | null };

async function loadStored(
  db: Transactional,
  arrival: Arrival,
  isGone: IsGone,
  normalizers: Normalizers,
): Promise<Before> {
  const found = (await findScript(db, arrival.uri)) ?? (await findMoved(db, arrival, isGone));
  if (found === null) {
    const id = crypto.randomUUID();
    return {
      id,
      stored: new Map(),
      artifacts: new Map(),
      candidates: new Map(),
      failures: new Map(),
      state: 'empty',
      hash: null,
      olderRules: null,
      marks: await findMarks(db, id, arrival.uri),
      lifted: new Set(),
      aliases: [],
    };
  }
  const isOlder = found.normalizerVersion !== normalizers.version;
  if (isOlder) await renormalize(db, found, normalizers);
  const script = isOlder ? ((await findScriptById(db, found.id)) ?? found) : found;
  if (script.uri !== arrival.uri) {
    await keepFolderMark(db, script.id, { from: script.uri, to: arrival.uri, isGone });
  }
  // Before anything is matched: what is purged is no scene that could come back.
  await db.transaction((tx) => purgeRemovedScenes(tx, script.id, daysAgo(REMOVED_SCENES_KEPT_DAYS)));
  const rows = await listScenes(db, script.id);
  const characters = new Map<string, SceneCharacterRow[]>();
  for (const row of await listSceneCharacters(db, script.id)) {
    characters.set(row.sceneId, [...(characters.get(row.sceneId) ?? []), row]);
  }
  const artifacts = await listArtifacts(db, script.id, hashedFeaturesEmbedder);
  const candidates = await listCandidates(db, script.id);
  const failures = await listFailures(db, script.id);
  return {
    id: script.id,
    hash: script.hash,
    olderRules: isOlder ? (normalizers.byVersion.get(found.normalizerVersion) ?? null) : null,
    state: script.state,
    marks: await findMarks(db, script.id, arrival.uri),
    lifted: new Set(await listLiftedMarks(db, script.id)),
    aliases: await listAliases(db, script.id),
    stored: new Map(rows.map((row) => [row.id, { row, castKey: castKey(castOfRows(characters.get(row.id) ?? [])) }])),
    artifacts: byKey(artifacts),
    candidates: byKey(candidates),
    failures: byKey(failures),
  };
}

function byKey<T extends { readonly kind: ArtifactKind; readonly subject: string }>(
  rows: readonly T[],
): Map<string, T> {
  return new Map(rows.map((row) => [artifactKey(row.kind, row.subject), row]));
}

/** Only a file moves: what is not saved yet, or came from a pipe, takes no memory from a file that may come back. */
async function findMoved(db: Db, arrival: Arrival, isGone: IsGone): Promise<ScriptRow | null> {
  if (!arrival.uri.startsWith('file:')) return null;
  const id = await findMovedScript(db, arrival, isGone);
  return id === null ? null : findScriptById(db, id);
}

interface Identified {
  readonly sceneIds: readonly string[];
  readonly passageId: string | null;
  /** Ids made for scenes that no stored one is. */
  readonly added: ReadonlySet<string>;
}

function identify({ stored, artifacts }: Pick<Before, 'stored' | 'artifacts'>, reading: ScriptReading): Identified {
  const rows = [...stored.values()].map(({ row }) => row);
  const matches = matchScenes(
    rows.filter((row) => row.kind === 'scene').map((row) => oldScene(row, artifacts, reading.aliases)),
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

/** The same set where none of them is in it. */
function without(ids: ReadonlySet<string>, removed: readonly string[]): ReadonlySet<string> {
  if (!removed.some((id) => ids.has(id))) return ids;
  return new Set([...ids].filter((id) => !removed.includes(id)));
}

/** The kinds whose subject is a scene, made from its words. */
const MADE_OF_ONE_SCENE = ['card', 'embedding'] as const;

/** A stored scene as the matcher sees it; its words are read only if its hash is not found. */
function oldScene(row: StoredScene['row'], artifacts: OpenScript['artifacts'], aliases: Aliases) {
  const read = once(() => {
    const screenplay = parseScreenplay(row.text, { titlePage: false });
    const block = screenplay.scenes[0];
    return {
      text: block === undefined ? '' : sceneText(screenplay, block, row.text),
      cast: [...castOf(screenplay.elements, new Set(), aliases).speaking.keys()],
    };
  });
  return {
    id: row.id,
    hash: row.hash,
    heading: row.heading,
    index: row.sceneIndex,
    kept: artifacts.get(artifactKey('card', row.id))?.pinned === true,
    get madeFrom() {
      return MADE_OF_ONE_SCENE.flatMap((kind) =>
        (artifacts.get(artifactKey(kind, row.id))?.inputs ?? []).flatMap((input) =>
          input.kind === 'scene' ? [input.hash] : [],
        ),
      );
    },
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
  readonly casts: readonly {
    readonly sceneId: string;
    readonly key: string;
    readonly rows: readonly SceneCharacterRow[];
  }[];
}

function difference(stored: ReadonlyMap<string, StoredScene>, reading: ScriptReading, matched: Identified): Writes {
  const contents: (SceneContent & ScenePlace)[] = [];
  const places: ScenePlace[] = [];
  const unplaced: string[] = [];
  const casts: Writes['casts'][number][] = [];
  const live = new Set<string>();
  const compare = (id: string, scene: SceneReading): void => {
    live.add(id);
    const old = stored.get(id);
    if (old === undefined || !sameContent(old.row, scene)) {
      contents.push({ ...contentOf(id, scene), ...placeOf(id, scene) });
    } else if (!samePlace(old.row, scene)) places.push(placeOf(id, scene));
    if (old !== undefined && old.row.sceneIndex !== null && old.row.sceneIndex !== scene.index) unplaced.push(id);
    if (scene.castKey !== (old?.castKey ?? '')) {
      casts.push({ sceneId: id, key: scene.castKey, rows: characterRows(id, scene) });
    }
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
  await deleteLiftedMarks(tx, writes.removed);
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
  for (const { sceneId, key } of writes.casts) {
    const old = after.get(sceneId);
    if (old !== undefined) after.set(sceneId, { ...old, castKey: key });
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

function placeOf(id: string, { index, page, eighths }: SceneReading): ScenePlace {
  return { id, sceneIndex: index, pageStart: page, lengthEighths: eighths };
}

/** The cheapest comparison first, the whole text last: of most scenes it is the same string. */
function sameContent(row: StoredScene['row'], scene: SceneReading): boolean {
  return (
    row.hash === scene.hash &&
    row.structureHash === scene.structureHash &&
    row.kind === scene.block.kind &&
    row.sceneNumber === scene.block.number &&
    row.text === scene.source
  );
}

function samePlace(row: StoredScene['row'], { index, page, eighths }: SceneReading): boolean {
  return row.removedAt === null && row.sceneIndex === index && row.pageStart === page && row.lengthEighths === eighths;
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

function castOfRows(rows: readonly SceneCharacterRow[]): SceneCast {
  const speaking = rows.filter(({ speaks }) => speaks);
  return {
    speaking: new Map(
      speaking.map(({ characterName, speeches, dialogueWords }) => [characterName, { speeches, words: dialogueWords }]),
    ),
    mentioned: new Set(rows.flatMap(({ characterName, mentioned }) => (mentioned ? [characterName] : []))),
    aliases: new Map(),
  };
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1000);
}

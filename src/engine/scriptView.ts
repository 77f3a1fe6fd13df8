import type { CharacterView, SceneView, ScriptView } from '../story/analysisResult';
import type { CharacterSheet } from '../story/characterSheet';
import type { Outline } from '../story/outline';
import type { PlotThread } from '../story/plotThread';
import { isNeverSent } from '../story/neverSend';
import type { SceneCard } from '../story/sceneCard';
import type { SceneRelationship } from '../story/sceneRelationship';
import type { CharacterSnapshot } from '../story/scriptSnapshot';
import { standingsOf, type Standing } from '../story/staleness';
import { stalenessReasons } from '../story/stalenessReasons';
import { DECLARATIONS } from './artifacts/declarations';
import { readingsById, snapshotOf, type OpenScript } from './pipeline/openScript';
import { viewEvidence, type SceneTexts } from './pipeline/viewEvidence';
import type { SceneReading } from '../screenplay/scriptReading';
import { listCards, type CardRow } from './store/cardQueries';
import type { Db } from './store/db';
import { findOutline, type OutlineRow } from './store/outlineQueries';
import { listKeyScenes } from './store/sceneQueries';
import { listRelationships, type RelationshipRow } from './store/relationshipQueries';
import { listSheets, type SheetRow } from './store/sheetQueries';
import { listThreads, type ThreadRow } from './store/threadQueries';

/**
 * Everything known about a script, against its text now: indices, labels, lines and whether a quote still stands are
 * computed here and never stored (data-model.md, *Tables*).
 */
export async function viewScript(db: Db, open: OpenScript): Promise<ScriptView> {
  const cards = new Map((await listCards(db, open.id)).map((card) => [card.sceneId, card]));
  const outline = await findOutline(db, open.id);
  const keyScenes = await listKeyScenes(db, open.id);
  const sheets = new Map((await listSheets(db, open.id)).map((sheet) => [sheet.characterName, sheet]));
  const threads = await listThreads(db, open.id);
  const relationships = await listRelationships(db, open.id);
  const snapshot = snapshotOf(open);
  const standings = standingsOf(snapshot, DECLARATIONS);
  const labelOf = labelLookup(open);
  const behind = (stands: Standing | null): string[] =>
    stands?.stale === true ? stalenessReasons(stands, labelOf) : [];
  const { reading } = open;
  const texts = { readings: readingsById(open), elements: reading.screenplay.elements };
  const position = new Map(open.sceneIds.map((id, index) => [id, index]));
  const acts = actNumbers(outline);
  return {
    script: {
      id: open.id,
      title: reading.title ?? open.name,
      state: open.state,
      hash: reading.hash,
      pages: reading.pages,
      eighths: reading.eighths,
      neverSend: {
        ...open.marks,
        sceneIds: open.marks.sceneIds.filter((id) => position.has(id) || id === open.passageId),
      },
    },
    scenes: reading.scenes.map((scene, index) => {
      const id = open.sceneIds[index] ?? '';
      const card = cards.get(id);
      return viewScene(scene, {
        id,
        index,
        act: acts.get(id) ?? null,
        keySceneReason: keyScenes.get(id) ?? null,
        card: card === undefined ? null : viewCard(card, texts),
        neverSend: isNeverSent(open.marks, id),
        behind: behind(standings.of('card', id)),
      });
    }),
    outline: outline === null ? null : viewOutline(outline, position),
    outlineBehind: behind(standings.of('outline', '')),
    characters: snapshot.characters.map((character) => {
      const sheet = sheets.get(character.name);
      return viewCharacter(character, {
        texts,
        position,
        sheet: sheet ?? null,
        behind: behind(standings.of('sheet', character.name)),
      });
    }),
    threads: threads.map((thread) => viewThread(thread, position)),
    relationships: relationships.flatMap((relationship) => viewRelationship(relationship, texts, position) ?? []),
    threadsBehind: behind(standings.of('thread', '')),
    relationshipsBehind: behind(standings.of('relationship', '')),
  };
}

/** The label the writer sees of each scene that is in the text; null for others. */
export function labelLookup(open: OpenScript): (sceneId: string) => string | null {
  const readings = readingsById(open);
  return (sceneId) => readings.get(sceneId)?.label ?? null;
}

interface SceneExtras {
  readonly id: string;
  readonly index: number;
  readonly act: number | null;
  /** Null: not a key scene. */
  readonly keySceneReason: string | null;
  readonly card: SceneCard | null;
  readonly neverSend: boolean;
  readonly behind: string[];
}

function viewScene(
  scene: SceneReading,
  { id, index, act, keySceneReason, card, neverSend, behind }: SceneExtras,
): SceneView {
  const { block } = scene;
  return {
    id,
    index,
    label: scene.label,
    number: block.number,
    heading: block.heading,
    hash: scene.hash,
    startLine: block.startLine,
    endLine: block.endLine,
    page: scene.page,
    eighths: scene.eighths,
    characters: [...scene.cast.speaking.keys()],
    sections: block.sectionPath.map(({ level, title }) => ({ level, title })),
    isKeyScene: keySceneReason !== null,
    keySceneReason,
    act,
    card,
    neverSend,
    behind,
  };
}

function viewCard(card: CardRow, texts: SceneTexts): SceneCard {
  const { action, conflict, characterChanges, plotProgression, tone, summaryText, tokensEstimate, method, version } =
    card;
  const evidence = viewEvidence(card.evidence, texts);
  return {
    action,
    conflict,
    characterChanges,
    plotProgression,
    tone,
    summaryText,
    tokensEstimate,
    method,
    version,
    evidence,
  };
}

function viewOutline(outline: OutlineRow, position: ReadonlyMap<string, number>): Outline {
  const indices = (ids: readonly string[]): number[] => indicesOf(ids, position);
  return {
    logline: outline.logline,
    acts: outline.acts.map(({ sceneIds, ...act }) => ({ ...act, sceneIndices: indices(sceneIds) })),
    turningPoints: outline.turningPoints.map(({ sceneIds, ...point }) => ({
      ...point,
      sceneIndices: indices(sceneIds),
    })),
    centralConflict: outline.centralConflict,
    summaryText: outline.summaryText,
    tokensEstimate: outline.tokensEstimate,
    method: outline.method,
    version: outline.version,
  };
}

function viewThread(thread: ThreadRow, position: ReadonlyMap<string, number>): PlotThread {
  const { id, name, threadType, description, method } = thread;
  return { id, name, threadType, sceneIndices: indicesOf(thread.sceneIds, position), description, method };
}

/** Null while an end of it is not in the text: there would be nothing to go to. */
function viewRelationship(
  relationship: RelationshipRow,
  texts: SceneTexts,
  position: ReadonlyMap<string, number>,
): SceneRelationship | null {
  const { id, relationshipType, setupSceneId, payoffSceneId, description, method } = relationship;
  if (!position.has(setupSceneId) || (payoffSceneId !== null && !position.has(payoffSceneId))) return null;
  const evidence = viewEvidence(relationship.evidence, texts);
  return { id, relationshipType, setupSceneId, payoffSceneId, description, evidence, method };
}

function indicesOf(ids: readonly string[], position: ReadonlyMap<string, number>): number[] {
  return ids.flatMap((id) => position.get(id) ?? []).sort((a, b) => a - b);
}

function actNumbers(outline: OutlineRow | null): ReadonlyMap<string, number> {
  return new Map(outline?.acts.flatMap((act) => act.sceneIds.map((id) => [id, act.number] as const)) ?? []);
}

interface CharacterExtras {
  readonly texts: SceneTexts;
  /** Index of each scene by id. */
  readonly position: ReadonlyMap<string, number>;
  readonly sheet: SheetRow | null;
  readonly behind: string[];
}

function viewCharacter(
  { name, sceneIds }: CharacterSnapshot,
  { texts, position, sheet, behind }: CharacterExtras,
): CharacterView {
  let speeches = 0;
  let words = 0;
  for (const id of sceneIds) {
    const said = texts.readings.get(id)?.cast.speaking.get(name);
    speeches += said?.speeches ?? 0;
    words += said?.words ?? 0;
  }
  return {
    name,
    aliases: [],
    speeches,
    words,
    sceneIndices: sceneIds.flatMap((id) => position.get(id) ?? []),
    sheet: sheet === null ? null : viewSheet(sheet, texts, position),
    behind,
  };
}

function viewSheet(sheet: SheetRow, texts: SceneTexts, position: ReadonlyMap<string, number>): CharacterSheet {
  return {
    want: sheet.want,
    need: sheet.need,
    arc: sheet.arc,
    relationships: sheet.relationships.map(({ name, description }) => ({ name, description })),
    pivotalMoments: sheet.pivotalMoments.flatMap(({ sceneId, description }) => {
      const sceneIndex = position.get(sceneId);
      return sceneIndex === undefined ? [] : [{ sceneIndex, description }];
    }),
    summaryText: sheet.summaryText,
    tokensEstimate: sheet.tokensEstimate,
    method: sheet.method,
    version: sheet.version,
    evidence: viewEvidence(sheet.evidence, texts),
  };
}

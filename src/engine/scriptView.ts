import { aliasesOf } from '../screenplay/aliases';
import type { CharacterView, SceneView, ScriptView } from '../story/analysisResult';
import type { ArtifactKind } from '../story/artifactKind';
import type { CharacterSheet } from '../story/characterSheet';
import type { Outline } from '../story/outline';
import type { PlotThread } from '../story/plotThread';
import { isNeverSent } from '../story/neverSend';
import type { SceneCard } from '../story/sceneCard';
import type { SceneRelationship } from '../story/sceneRelationship';
import type { CharacterSnapshot } from '../story/scriptSnapshot';
import type { Standing } from '../story/staleness';
import { stalenessReasons } from '../story/stalenessReasons';
import type { OpenScript } from './pipeline/openScript';
import { viewEvidence, type SceneTexts } from './pipeline/viewEvidence';
import type { SceneReading } from '../screenplay/scriptReading';
import type { MadeRows } from './madeRows';
import type { QuoteFinder } from './pipeline/quoteFinder';
import type { CardRow } from './store/cardQueries';
import type { OutlineRow } from './store/outlineQueries';
import type { RelationshipRow } from './store/relationshipQueries';
import type { SheetRow } from './store/sheetQueries';
import type { ThreadRow } from './store/threadQueries';

/** An earlier state of the script with its view, whose parts are taken over where nothing they show has changed. */
export interface EarlierView {
  readonly open: OpenScript;
  readonly rows: MadeRows;
  readonly view: ScriptView;
}

/**
 * Everything known about a script, against its text now: indices, labels, lines and whether a quote still stands are
 * computed here and never stored (data-model.md, *Tables*).
 */
export function viewScript(
  open: OpenScript,
  rows: MadeRows,
  quotes: QuoteFinder,
  earlier: EarlierView | null,
): ScriptView {
  const { outline } = rows;
  const standings = open.standings();
  const labelOf = labelLookup(open);
  const behind = (stands: Standing | null): string[] =>
    stands?.stale === true ? stalenessReasons(stands, labelOf) : [];
  const behindOfAny = (kind: ArtifactKind): string[] => [...new Set(standings.all([kind]).flatMap(behind))];
  const { reading } = open;
  const texts: Texts = { readings: open.readings(), elements: reading.screenplay.elements, quotes };
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
      const card = rows.cards.get(id);
      const extras = {
        id,
        index,
        act: acts.get(id) ?? null,
        neverSend: isNeverSent(open.marks, id),
        keySceneReason: rows.keyScenes.get(id) ?? null,
        behind: behind(standings.of('card', id)),
      };
      return (
        sceneTaken(scene, card, extras, earlier) ??
        viewScene(scene, { ...extras, card: card === undefined ? null : viewCard(card, texts) })
      );
    }),
    outline: outline === null ? null : viewOutline(outline, position),
    outlineBehind: behind(standings.of('outline', '')),
    characters: open.snapshot().characters.map((character) =>
      viewCharacter(character, {
        texts,
        position,
        aliases: aliasesOf(character.name, reading.aliases),
        sheet: rows.sheets.get(character.name) ?? null,
        behind: behind(standings.of('sheet', character.name)),
      }),
    ),
    threads: rows.threads.map((thread) => viewThread(thread, position)),
    relationships: rows.relationships.flatMap((relationship) => viewRelationship(relationship, texts, position) ?? []),
    threadsBehind: behindOfAny('thread'),
    relationshipsBehind: behindOfAny('relationship'),
  };
}

/** The text with what was looked up in it before. */
interface Texts extends SceneTexts {
  readonly quotes: QuoteFinder;
}

/** The earlier view of a scene that was read as the same one since, if nothing else that it shows has changed; else null. */
function sceneTaken(
  scene: SceneReading,
  card: CardRow | undefined,
  { id, index, act, keySceneReason, neverSend, behind }: Omit<SceneExtras, 'card'>,
  earlier: EarlierView | null,
): SceneView | null {
  const then = earlier?.view.scenes[index];
  if (earlier === null || then?.id !== id || earlier.open.reading.scenes[index] !== scene) return null;
  const isSame =
    earlier.rows.cards.get(id) === card &&
    then.act === act &&
    then.neverSend === neverSend &&
    then.keySceneReason === keySceneReason &&
    then.behind.length === behind.length &&
    then.behind.every((reason, i) => reason === behind[i]);
  return isSame ? then : null;
}

/** The label the writer sees of each scene that is in the text; null for others. */
export function labelLookup(open: OpenScript): (sceneId: string) => string | null {
  const readings = open.readings();
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

function viewCard(card: CardRow, texts: Texts): SceneCard {
  const { action, conflict, characterChanges, plotProgression, tone, summaryText, tokensEstimate, method, version } =
    card;
  const evidence = viewEvidence(card.evidence, texts, texts.quotes);
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
  texts: Texts,
  position: ReadonlyMap<string, number>,
): SceneRelationship | null {
  const { id, relationshipType, setupSceneId, payoffSceneId, description, method } = relationship;
  if (!position.has(setupSceneId) || (payoffSceneId !== null && !position.has(payoffSceneId))) return null;
  const evidence = viewEvidence(relationship.evidence, texts, texts.quotes);
  return { id, relationshipType, setupSceneId, payoffSceneId, description, evidence, method };
}

function indicesOf(ids: readonly string[], position: ReadonlyMap<string, number>): number[] {
  return ids.flatMap((id) => position.get(id) ?? []).sort((a, b) => a - b);
}

function actNumbers(outline: OutlineRow | null): ReadonlyMap<string, number> {
  return new Map(outline?.acts.flatMap((act) => act.sceneIds.map((id) => [id, act.number] as const)) ?? []);
}

interface CharacterExtras {
  readonly texts: Texts;
  /** Index of each scene by id. */
  readonly position: ReadonlyMap<string, number>;
  readonly aliases: readonly string[];
  readonly sheet: SheetRow | null;
  readonly behind: string[];
}

function viewCharacter(
  { name, sceneIds }: CharacterSnapshot,
  { texts, position, aliases, sheet, behind }: CharacterExtras,
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
    aliases: [...aliases],
    speeches,
    words,
    sceneIndices: sceneIds.flatMap((id) => position.get(id) ?? []),
    sheet: sheet === null ? null : viewSheet(sheet, texts, position),
    behind,
  };
}

function viewSheet(sheet: SheetRow, texts: Texts, position: ReadonlyMap<string, number>): CharacterSheet {
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
    evidence: viewEvidence(sheet.evidence, texts, texts.quotes),
  };
}

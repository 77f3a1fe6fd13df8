import { createHash } from 'node:crypto';
import { hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import type { ArtifactInput } from '../../story/artifactInput';
import type { PlotThreadContent } from '../../story/plotThread';
import type { SceneRelationshipContent } from '../../story/sceneRelationship';
import type { ArtifactSnapshot } from '../../story/scriptSnapshot';
import type { OfflineMade } from '../artifacts/offlineTask';
import { replaceInputs } from '../store/artifactQueries';
import { writeCards } from '../store/cardQueries';
import type { Db } from '../store/db';
import { writeEmbeddings } from '../store/embeddingQueries';
import { writeOutline } from '../store/outlineQueries';
import { writeActNumbers, writeKeyScenes } from '../store/sceneQueries';
import { listRelationships, replaceRelationships } from '../store/relationshipQueries';
import { writeSheets } from '../store/sheetQueries';
import { followMovedScenes, listThreads, replaceThreads } from '../store/threadQueries';
import { cardContentHash } from './cardContentHash';

/** An artifact that was made, with the inputs it was made from. */
export interface MadeArtifact<Made extends OfflineMade = OfflineMade> {
  readonly made: Made;
  readonly inputs: readonly ArtifactInput[];
  readonly recipeVersion: number;
}

type MadeOf<Kind extends OfflineMade['kind']> = MadeArtifact<Extract<OfflineMade, { kind: Kind }>>;

/** Stores artifacts with their inputs, in the caller's transaction. Returns them as the snapshot has them. */
export async function storeMade(tx: Db, scriptId: string, group: readonly MadeArtifact[]): Promise<ArtifactSnapshot[]> {
  const stored = [
    ...(await storeCards(tx, only(group, 'card'))),
    ...(await storeEmbeddings(tx, only(group, 'embedding'))),
    ...(await storeKeyScenes(tx, scriptId, only(group, 'keyScene'))),
    ...(await storeOutline(tx, scriptId, only(group, 'outline'))),
    ...(await storeSheets(tx, scriptId, only(group, 'sheet'))),
    ...(await storeThreads(tx, scriptId, only(group, 'thread'))),
    ...(await storeRelationships(tx, scriptId, only(group, 'relationship'))),
  ];
  // An embedding keeps the hash of the one scene it reads in a column of its own.
  for (const kind of new Set(stored.map((artifact) => artifact.kind))) {
    if (kind === 'embedding') continue;
    const ofKind = stored.filter((artifact) => artifact.kind === kind);
    await replaceInputs(tx, scriptId, kind, ofKind);
  }
  return stored;
}

function only<Kind extends OfflineMade['kind']>(group: readonly MadeArtifact[], kind: Kind): MadeOf<Kind>[] {
  return group.filter((item): item is MadeOf<Kind> => item.made.kind === kind);
}

async function storeCards(tx: Db, items: readonly MadeOf<'card'>[]): Promise<ArtifactSnapshot[]> {
  if (items.length === 0) return [];
  const writes = items.map((item) => ({ ...item.made.content, sceneId: item.made.subject, ...cardProvenance(item) }));
  const rows = await writeCards(tx, writes);
  return items.flatMap((item, position) => snapshot(item, rows.get(item.made.subject), writes[position]?.contentHash));
}

async function storeEmbeddings(tx: Db, items: readonly MadeOf<'embedding'>[]): Promise<ArtifactSnapshot[]> {
  const writes = items.map(({ made, inputs }) => ({
    sceneId: made.subject,
    vector: made.vector,
    sourceHash: inputs[0]?.hash ?? '',
  }));
  const rows = await writeEmbeddings(tx, hashedFeaturesEmbedder, writes);
  return items.flatMap((item, position) => {
    const id = rows.get(item.made.subject);
    return snapshot(item, id === undefined ? undefined : { id, version: 1 }, writes[position]?.sourceHash);
  });
}

async function storeKeyScenes(
  tx: Db,
  scriptId: string,
  items: readonly MadeOf<'keyScene'>[],
): Promise<ArtifactSnapshot[]> {
  for (const { made } of items) await writeKeyScenes(tx, made.verdicts);
  return items.flatMap((item) => snapshot(item, { id: scriptId, version: 1 }, ''));
}

async function storeOutline(
  tx: Db,
  scriptId: string,
  items: readonly MadeOf<'outline'>[],
): Promise<ArtifactSnapshot[]> {
  const stored: ArtifactSnapshot[] = [];
  for (const item of items) {
    const { content } = item.made;
    const made = provenance(item);
    const row = await writeOutline(tx, scriptId, { ...content, ...made });
    await writeActNumbers(
      tx,
      content.acts.flatMap((act) => act.sceneIds.map((id) => ({ id, actNumber: act.number }))),
    );
    stored.push(...snapshot(item, row, made.contentHash));
  }
  return stored;
}

async function storeSheets(tx: Db, scriptId: string, items: readonly MadeOf<'sheet'>[]): Promise<ArtifactSnapshot[]> {
  if (items.length === 0) return [];
  const writes = items.map((item) => ({ ...item.made.content, characterName: item.made.subject, ...provenance(item) }));
  const rows = await writeSheets(tx, scriptId, writes);
  return items.flatMap((item, position) => snapshot(item, rows.get(item.made.subject), writes[position]?.contentHash));
}

async function storeThreads(tx: Db, scriptId: string, items: readonly MadeOf<'thread'>[]): Promise<ArtifactSnapshot[]> {
  for (const item of items) {
    const ids = idsByKey(await listThreads(tx, scriptId), threadKey);
    const rows = item.made.contents.map((content) => ({
      ...content,
      id: ids.take(threadKey(content)),
      ...setProvenance(item, content),
    }));
    await replaceThreads(tx, scriptId, rows);
    await followMovedScenes(tx, scriptId);
  }
  return items.flatMap((item) => snapshot(item, { id: scriptId, version: 1 }, ''));
}

async function storeRelationships(
  tx: Db,
  scriptId: string,
  items: readonly MadeOf<'relationship'>[],
): Promise<ArtifactSnapshot[]> {
  for (const item of items) {
    const ids = idsByKey(await listRelationships(tx, scriptId), relationshipKey);
    const rows = item.made.contents.map((content) => ({
      ...content,
      id: ids.take(relationshipKey(content)),
      ...setProvenance(item, content),
    }));
    await replaceRelationships(tx, scriptId, rows);
  }
  return items.flatMap((item) => snapshot(item, { id: scriptId, version: 1 }, ''));
}

function threadKey({ threadType, name }: Pick<PlotThreadContent, 'threadType' | 'name'>): string {
  return JSON.stringify([threadType, name]);
}

function relationshipKey(
  relationship: Pick<SceneRelationshipContent, 'relationshipType' | 'setupSceneId' | 'payoffSceneId' | 'description'>,
): string {
  const { relationshipType, setupSceneId, payoffSceneId, description } = relationship;
  return JSON.stringify([relationshipType, setupSceneId, payoffSceneId, description]);
}

/** Ids of the rows made before, so that what is found again stays the same row; each is given once, then new ones. */
function idsByKey<T extends { readonly id: string; readonly pinned: boolean }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): { take(key: string): string } {
  const ids = new Map(rows.filter((row) => !row.pinned).map((row) => [keyOf(row), row.id]));
  return {
    take: (key) => {
      const id = ids.get(key);
      ids.delete(key);
      return id ?? crypto.randomUUID();
    },
  };
}

/** What reads a card compares it by what it says. */
function cardProvenance(item: MadeOf<'card'>) {
  return { ...provenance(item), contentHash: cardContentHash(item.made.content, item.made.subject) };
}

function provenance({ made, recipeVersion }: MadeOf<'card' | 'outline' | 'sheet'>) {
  return { method: 'offline', recipeVersion, tokensEstimate: made.tokens, contentHash: contentHash(made.content) };
}

/** Of one row of a set; nothing of it is ever sent alone, so it has no tokens of its own. */
function setProvenance({ recipeVersion }: MadeArtifact, content: unknown) {
  return { method: 'offline', recipeVersion, tokensEstimate: 0, contentHash: contentHash(content) };
}

function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** The stored artifact; nothing where the store has no row of it, for its subject is gone. */
function snapshot(
  { made, inputs, recipeVersion }: MadeArtifact,
  row: { readonly id: string; readonly version: number } | undefined,
  hash: string | undefined,
): ArtifactSnapshot[] {
  if (row === undefined || hash === undefined) return [];
  const { kind, subject } = made;
  return [{ kind, subject, ...row, method: 'offline', recipeVersion, contentHash: hash, pinned: false, inputs }];
}

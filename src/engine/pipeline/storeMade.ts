import { hashedFeaturesEmbedder } from '../../models/hashedFeatures';
import type { ArtifactInput } from '../../story/artifactInput';
import { mayReplace } from '../../story/plan';
import type { PlotThreadContent } from '../../story/plotThread';
import type { SceneRelationshipContent } from '../../story/sceneRelationship';
import { artifactKey, type ArtifactSnapshot, type CandidateSnapshot } from '../../story/scriptSnapshot';
import type { OfflineMade } from '../artifacts/offlineTask';
import { deleteRowInputs, replaceInputs, type MadeAgain } from '../store/artifactQueries';
import { deleteCandidates, writeCandidate } from '../store/candidateQueries';
import { writeCards } from '../store/cardQueries';
import type { Db } from '../store/db';
import { writeEmbeddings } from '../store/embeddingQueries';
import { deleteFailures } from '../store/failureQueries';
import { writeOutline } from '../store/outlineQueries';
import { writeActNumbers, writeKeyScenes } from '../store/sceneQueries';
import { listRelationships, replaceRelationships } from '../store/relationshipQueries';
import { writeSet, type SetKind } from '../store/setQueries';
import { writeSheets } from '../store/sheetQueries';
import { followMovedScenes, listThreads, replaceThreads } from '../store/threadQueries';
import { cardContentHash } from './cardContentHash';
import { contentHash } from './contentHash';
import type { OpenScript, StoredTogether } from './openScript';
import { relationshipIds, threadIds } from './sameRows';

/** An artifact that was made, with the inputs it was made from. */
export interface MadeArtifact<Made extends OfflineMade = OfflineMade> {
  readonly made: Made;
  readonly inputs: readonly ArtifactInput[];
  /** Who made it: `offline` or `PROVIDER/MODEL`. */
  readonly method: string;
  /** Of the rules, or of the prompt. */
  readonly recipeVersion: number;
  /** Whether it was asked for although it was current: it counts as a new version though it came out the same. */
  readonly again: boolean;
  /** Whether the writer took it, and it replaces whatever is stored; what was pinned stays pinned. */
  readonly evenPinned?: boolean;
}

type Kind = OfflineMade['kind'];
type MadeOf<K extends Kind> = MadeArtifact<Extract<OfflineMade, { kind: K }>>;

/**
 * Stores artifacts with their inputs, in the caller's transaction. What is stored and may not be replaced (it is pinned,
 * or a model's and this is by rules) stays as it is, and the new one waits beside it. What failed of them before is
 * forgotten. Returns them as the snapshot has them.
 */
export async function storeMade(tx: Db, open: OpenScript, group: readonly MadeArtifact[]): Promise<StoredTogether> {
  const stays = ({ made, method, evenPinned }: MadeArtifact): boolean => {
    const stored = open.artifacts.get(artifactKey(made.kind, made.subject));
    return stored !== undefined && evenPinned !== true && !mayReplace(stored, method);
  };
  const replacing = group.filter((item) => !stays(item));
  const waiting = group.filter(stays);
  const stored = [
    ...(await storeCards(tx, only(replacing, 'card'))),
    ...(await storeEmbeddings(tx, only(replacing, 'embedding'))),
    ...(await storeKeyScenes(tx, open, only(replacing, 'keyScene'))),
    ...(await storeOutline(tx, open.id, only(replacing, 'outline'))),
    ...(await storeSheets(tx, open.id, only(replacing, 'sheet'))),
    ...(await storeThreads(tx, open.id, only(replacing, 'thread'))),
    ...(await storeRelationships(tx, open.id, only(replacing, 'relationship'))),
  ];
  const artifacts = stored.map((artifact) => ({ ...artifact, pinned: isPinned(open, artifact) }));
  for (const kind of new Set(artifacts.map((artifact) => artifact.kind))) {
    const ofKind = artifacts.filter((artifact) => artifact.kind === kind);
    const subjects = ofKind.map(({ subject }) => subject);
    // An embedding keeps the hash of the one scene it reads in a column of its own.
    if (kind !== 'embedding') await replaceInputs(tx, open.id, kind, ofKind);
    if (subjects.some((subject) => open.candidates.has(artifactKey(kind, subject)))) {
      await deleteCandidates(tx, open.id, kind, subjects);
    }
  }
  const candidates: CandidateSnapshot[] = [];
  for (const item of waiting) candidates.push(await storeCandidate(tx, open.id, item));
  await forgetFailures(tx, open, [...artifacts, ...candidates]);
  return { artifacts, candidates };
}

function isPinned({ artifacts }: OpenScript, { kind, subject }: ArtifactSnapshot): boolean {
  return artifacts.get(artifactKey(kind, subject))?.pinned === true;
}

async function forgetFailures(
  tx: Db,
  open: OpenScript,
  made: readonly Pick<ArtifactSnapshot, 'kind' | 'subject'>[],
): Promise<void> {
  for (const { kind, subject } of made) {
    if (open.failures.has(artifactKey(kind, subject))) await deleteFailures(tx, open.id, kind, [subject]);
  }
}

/** A candidate's content is what the artifact says; of a set all that is in it, under a name of its own. */
async function storeCandidate(tx: Db, scriptId: string, item: MadeArtifact): Promise<CandidateSnapshot> {
  const { made, method, inputs, recipeVersion } = item;
  const { kind, subject } = made;
  const content = candidateContent(made);
  await writeCandidate(tx, scriptId, {
    kind,
    subject,
    method,
    inputs,
    recipeVersion,
    content,
    tokensEstimate: 'tokens' in made ? made.tokens : 0,
    contentHash: made.kind === 'card' ? cardContentHash(made.content, subject) : contentHash(content),
  });
  return { kind, subject, method, inputs };
}

function candidateContent(made: OfflineMade): Readonly<Record<string, unknown>> {
  switch (made.kind) {
    case 'keyScene':
      return { verdicts: made.verdicts };
    case 'thread':
    case 'relationship':
      return { contents: made.contents };
    case 'embedding':
      // Only rules make vectors, so none ever waits.
      return { vector: [...made.vector] };
    default:
      return { ...made.content };
  }
}

function only<K extends Kind>(group: readonly MadeArtifact[], kind: K): MadeOf<K>[] {
  return group.filter((item): item is MadeOf<K> => item.made.kind === kind);
}

/** Those that are stored in the same manner. */
function byManner<T extends MadeArtifact>(
  items: readonly T[],
): readonly { readonly manner: MadeAgain; readonly items: T[] }[] {
  const groups: { readonly manner: MadeAgain; readonly items: T[] }[] = [];
  for (const item of items) {
    const { again, evenPinned = false } = item;
    const same = groups.find(({ manner }) => manner.again === again && manner.evenPinned === evenPinned);
    if (same === undefined) groups.push({ manner: { again, evenPinned }, items: [item] });
    else same.items.push(item);
  }
  return groups;
}

async function storeCards(tx: Db, all: readonly MadeOf<'card'>[]): Promise<ArtifactSnapshot[]> {
  const stored: ArtifactSnapshot[] = [];
  for (const { manner, items } of byManner(all)) {
    const writes = items.map((item) => ({ ...item.made.content, sceneId: item.made.subject, ...cardProvenance(item) }));
    const rows = await writeCards(tx, writes, manner);
    stored.push(...items.flatMap((item, at) => snapshot(item, rows.get(item.made.subject), writes[at]?.contentHash)));
  }
  return stored;
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

/** Scenes of which nothing was said (a model is not told of those that are never sent) are no key scenes. */
async function storeKeyScenes(
  tx: Db,
  open: OpenScript,
  items: readonly MadeOf<'keyScene'>[],
): Promise<ArtifactSnapshot[]> {
  const stored: ArtifactSnapshot[] = [];
  for (const item of items) {
    const said = new Set(item.made.verdicts.map(({ id }) => id));
    const unsaid = open.sceneIds.filter((id) => !said.has(id)).map((id) => ({ id, isKey: false, reason: null }));
    await writeKeyScenes(tx, [...item.made.verdicts, ...unsaid]);
    stored.push(...(await storeSet(tx, open.id, item, item.made.verdicts)));
  }
  return stored;
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
    const row = await writeOutline(tx, scriptId, { ...content, ...made }, item);
    if (row === null) continue;
    await writeActNumbers(
      tx,
      content.acts.flatMap((act) => act.sceneIds.map((id) => ({ id, actNumber: act.number }))),
    );
    stored.push(...snapshot(item, row, made.contentHash));
  }
  return stored;
}

async function storeSheets(tx: Db, scriptId: string, all: readonly MadeOf<'sheet'>[]): Promise<ArtifactSnapshot[]> {
  const stored: ArtifactSnapshot[] = [];
  for (const { manner, items } of byManner(all)) {
    const writes = items.map((item) => ({
      ...item.made.content,
      characterName: item.made.subject,
      ...provenance(item),
    }));
    const rows = await writeSheets(tx, scriptId, writes, manner);
    stored.push(...items.flatMap((item, at) => snapshot(item, rows.get(item.made.subject), writes[at]?.contentHash)));
  }
  return stored;
}

async function storeThreads(tx: Db, scriptId: string, items: readonly MadeOf<'thread'>[]): Promise<ArtifactSnapshot[]> {
  const stored: ArtifactSnapshot[] = [];
  for (const item of items) {
    const before = await listThreads(tx, scriptId);
    const contents = besidePinned(item.made.contents, before, threadKey);
    const ids = threadIds(before, contents);
    const rows = contents.map((content, position) => ({
      ...content,
      id: ids[position] ?? crypto.randomUUID(),
      ...setProvenance(item, content),
    }));
    await replaceThreads(tx, scriptId, rows);
    await followMovedScenes(tx, scriptId);
    await deleteRowInputs(tx, scriptId, 'thread');
    stored.push(...(await storeSet(tx, scriptId, item, contents)));
  }
  return stored;
}

async function storeRelationships(
  tx: Db,
  scriptId: string,
  items: readonly MadeOf<'relationship'>[],
): Promise<ArtifactSnapshot[]> {
  const stored: ArtifactSnapshot[] = [];
  for (const item of items) {
    const before = await listRelationships(tx, scriptId);
    const contents = besidePinned(item.made.contents, before, relationshipKey);
    const ids = relationshipIds(before, contents);
    const rows = contents.map((content, position) => ({
      ...content,
      id: ids[position] ?? crypto.randomUUID(),
      ...setProvenance(item, content),
    }));
    await replaceRelationships(tx, scriptId, rows);
    await deleteRowInputs(tx, scriptId, 'relationship');
    stored.push(...(await storeSet(tx, scriptId, item, contents)));
  }
  return stored;
}

/** What is not there already as a row the writer has pinned, which stays as it is. */
function besidePinned<Content, Row extends { readonly pinned: boolean }>(
  contents: readonly Content[],
  rows: readonly Row[],
  keyOf: (content: Content | Row) => string,
): readonly Content[] {
  const pinned = new Set(rows.filter((row) => row.pinned).map(keyOf));
  return pinned.size === 0 ? contents : contents.filter((content) => !pinned.has(keyOf(content)));
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

async function storeSet(
  tx: Db,
  scriptId: string,
  item: MadeOf<SetKind>,
  contents: unknown,
): Promise<ArtifactSnapshot[]> {
  const { made, method, recipeVersion, again } = item;
  const hash = contentHash(contents);
  const version = await writeSet(tx, scriptId, { kind: made.kind, method, recipeVersion, contentHash: hash, again });
  return snapshot(item, { id: scriptId, version }, hash);
}

/** What reads a card compares it by what it says. */
function cardProvenance(item: MadeOf<'card'>) {
  return { ...provenance(item), contentHash: cardContentHash(item.made.content, item.made.subject) };
}

function provenance({ made, method, recipeVersion }: MadeOf<'card' | 'outline' | 'sheet'>) {
  return { method, recipeVersion, tokensEstimate: made.tokens, contentHash: contentHash(made.content) };
}

/** Of one row of a set; nothing of it is ever sent alone, so it has no tokens of its own. */
function setProvenance({ method, recipeVersion }: MadeArtifact, content: unknown) {
  return { method, recipeVersion, tokensEstimate: 0, contentHash: contentHash(content) };
}

/** The stored artifact; nothing where the store has no row of it, for its subject is gone or it was pinned meanwhile. */
function snapshot(
  { made, inputs, method, recipeVersion }: MadeArtifact,
  row: { readonly id: string; readonly version: number } | undefined,
  hash: string | undefined,
): ArtifactSnapshot[] {
  if (row === undefined || hash === undefined) return [];
  const { kind, subject } = made;
  return [{ kind, subject, ...row, method, recipeVersion, contentHash: hash, pinned: false, inputs }];
}

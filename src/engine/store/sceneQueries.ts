import { eq, sql } from 'drizzle-orm';
import type { Db } from './db';
import { scenes } from './schema/scriptTables';
import type { StoredSection } from './schema/storedShapes';

/** A scene or passage as stored, removed ones included. */
export type SceneRow = typeof scenes.$inferSelect;

/** Everything about a scene that its own text decides. */
export interface SceneContent {
  readonly id: string;
  readonly kind: 'scene' | 'passage';
  /** As printed; null where the heading has none. */
  readonly sceneNumber: string | null;
  readonly heading: string;
  /** The exact slice of the document. */
  readonly text: string;
  readonly lineCount: number;
  readonly headingLine: number;
  readonly sectionPath: readonly StoredSection[];
  readonly synopses: readonly string[];
  readonly hash: string;
  readonly structureHash: string;
  readonly notesHash: string;
  readonly wordCount: number;
  readonly dialogueWords: number;
}

/** Where a scene stands; `sceneIndex` is null for a passage. */
export interface ScenePlace {
  readonly id: string;
  readonly sceneIndex: number | null;
  readonly pageStart: number;
  readonly lengthEighths: number;
}

/** Every row of a script, removed scenes too, in script order with the removed ones last. */
export async function listScenes(db: Db, scriptId: string): Promise<SceneRow[]> {
  return db
    .select()
    .from(scenes)
    .where(eq(scenes.scriptId, scriptId))
    .orderBy(sql`scene_index NULLS LAST, removed_at`);
}

/**
 * Takes every scene whose place is about to change out of the way: unique (script, index) is checked row by row, so
 * scenes are renumbered in two steps, to negatives here and to their final places by `placeScenes`.
 */
export async function unplaceScenes(db: Db, sceneIds: readonly string[]): Promise<void> {
  if (sceneIds.length === 0) return;
  await db.execute(sql`
    UPDATE scenes SET scene_index = -1 - scene_index
    WHERE id = ANY(${idArray(sceneIds)}) AND scene_index >= 0`);
}

/** Scenes that left the text: kept with everything attached, out of the order. */
export async function removeScenes(db: Db, sceneIds: readonly string[]): Promise<void> {
  if (sceneIds.length === 0) return;
  await db.execute(sql`
    UPDATE scenes SET scene_index = NULL, removed_at = now(), page_start = NULL, updated_at = now()
    WHERE id = ANY(${idArray(sceneIds)})`);
}

/** Inserts new scenes and rewrites changed ones; places of new ones are written with them. */
export async function writeSceneContents(
  db: Db,
  scriptId: string,
  rows: readonly (SceneContent & ScenePlace)[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    INSERT INTO scenes (id, script_id, kind, scene_index, scene_number, heading, text, line_count, heading_line,
      section_path, synopses, hash, structure_hash, notes_hash, word_count, dialogue_words, page_start, length_eighths)
    SELECT r.id, ${scriptId}::uuid, r.kind, r."sceneIndex", r."sceneNumber", r.heading, r.text, r."lineCount",
      r."headingLine", r."sectionPath", r.synopses, r.hash, r."structureHash", r."notesHash", r."wordCount",
      r."dialogueWords", r."pageStart", r."lengthEighths"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, kind text, "sceneIndex" int,
      "sceneNumber" text, heading text, text text, "lineCount" int, "headingLine" int, "sectionPath" jsonb,
      synopses jsonb, hash char(64), "structureHash" char(64), "notesHash" char(64), "wordCount" int,
      "dialogueWords" int, "pageStart" int, "lengthEighths" int)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, scene_index = excluded.scene_index,
      scene_number = excluded.scene_number, heading = excluded.heading, text = excluded.text,
      line_count = excluded.line_count, heading_line = excluded.heading_line, section_path = excluded.section_path,
      synopses = excluded.synopses, hash = excluded.hash, structure_hash = excluded.structure_hash,
      notes_hash = excluded.notes_hash, word_count = excluded.word_count, dialogue_words = excluded.dialogue_words,
      page_start = excluded.page_start, length_eighths = excluded.length_eighths, removed_at = NULL,
      updated_at = now()`);
}

/** Moves scenes whose text did not change. */
export async function placeScenes(db: Db, places: readonly ScenePlace[]): Promise<void> {
  if (places.length === 0) return;
  await db.execute(sql`
    UPDATE scenes s SET scene_index = r."sceneIndex", page_start = r."pageStart", length_eighths = r."lengthEighths",
      removed_at = NULL, updated_at = now()
    FROM jsonb_to_recordset(${JSON.stringify(places)}::jsonb)
      AS r(id uuid, "sceneIndex" int, "pageStart" int, "lengthEighths" int)
    WHERE s.id = r.id`);
}

/** Writes the hashes of scenes whose text did not change, where they are others by the rules of now. */
export async function writeSceneHashes(
  db: Db,
  rows: readonly Pick<SceneContent, 'id' | 'hash' | 'structureHash' | 'notesHash'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    UPDATE scenes s SET hash = r.hash, structure_hash = r."structureHash", notes_hash = r."notesHash"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r(id uuid, hash char(64), "structureHash" char(64), "notesHash" char(64))
    WHERE s.id = r.id`);
}

/** Marks key scenes and unmarks the others; `reason` is null where a scene is none. */
export async function writeKeyScenes(
  db: Db,
  rows: readonly { readonly id: string; readonly isKey: boolean; readonly reason: string | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    UPDATE scenes s SET is_key_scene = r."isKey", key_scene_reason = r.reason, updated_at = now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "isKey" boolean, reason text)
    WHERE s.id = r.id`);
}

/** The key scenes of a script with the reason each was chosen for, by scene id; those that left the text too. */
export async function listKeyScenes(db: Db, scriptId: string): Promise<ReadonlyMap<string, string>> {
  const result = await db.execute<{ id: string; reason: string | null }>(sql`
    SELECT id, key_scene_reason AS reason FROM scenes
    WHERE script_id = ${scriptId} AND is_key_scene`);
  return new Map(result.rows.map(({ id, reason }) => [id, reason ?? '']));
}

/** Writes which act each scene stands in; null: no act is known for it. */
export async function writeActNumbers(
  db: Db,
  rows: readonly { readonly id: string; readonly actNumber: number | null }[],
): Promise<void> {
  if (rows.length === 0) return;
  await db.execute(sql`
    UPDATE scenes s SET act_number = r."actNumber", updated_at = now()
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "actNumber" int)
    WHERE s.id = r.id AND s.act_number IS DISTINCT FROM r."actNumber"`);
}

/** Deletes scenes that left the text before `before`; what hangs on them goes too. */
export async function purgeRemovedScenes(db: Db, scriptId: string, before: Date): Promise<void> {
  const gone = sql`SELECT id FROM scenes WHERE script_id = ${scriptId} AND removed_at < ${before.toISOString()}::timestamptz`;
  // What names a scene or its card by text or by kind does not cascade.
  await db.execute(sql`
    DELETE FROM artifact_inputs WHERE script_id = ${scriptId} AND artifact_kind = 'card'
      AND artifact_id IN (SELECT c.id FROM scene_summaries c WHERE c.scene_id IN (${gone}))`);
  await db.execute(sql`
    DELETE FROM artifact_inputs WHERE script_id = ${scriptId} AND artifact_kind = 'relationship'
      AND artifact_id IN (SELECT r.id FROM scene_relationships r WHERE r.setup_scene_id IN (${gone}) OR r.payoff_scene_id IN (${gone}))`);
  await db.execute(sql`
    DELETE FROM artifact_candidates WHERE script_id = ${scriptId} AND subject IN (SELECT id::text FROM (${gone}) g)`);
  await db.execute(sql`
    DELETE FROM generation_failures WHERE script_id = ${scriptId} AND subject IN (SELECT id::text FROM (${gone}) g)`);
  await db.execute(sql`DELETE FROM scenes WHERE id IN (${gone})`);
}

/** A uuid[] parameter. */
export function idArray(ids: readonly string[]) {
  return sql`${`{${ids.join(',')}}`}::uuid[]`;
}

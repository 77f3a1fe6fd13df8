import { sql } from 'drizzle-orm';
import type { Db } from './db';
import { idArray } from './sceneQueries';
import { deleteScriptsWhere } from './scriptQueries';

/** A stored script and where its file is, or was. */
export interface ScriptAddress {
  readonly id: string;
  readonly uri: string;
  /** Since when the file is known to have vanished; null while it is there. */
  readonly removedAt: Date | null;
}

/** What a script is recognised by. */
export interface ScriptWords extends ScriptAddress {
  readonly hash: string;
  /** Its live scenes and passage. */
  readonly scenes: readonly SceneWords[];
}

/** A scene's content, and how much of a script it is. */
export interface SceneWords {
  readonly hash: string;
  readonly words: number;
}

interface AddressRow extends Record<string, unknown> {
  id: string;
  uri: string;
  removedAt: string | Date | null;
}

function addressOf({ id, uri, removedAt }: AddressRow): ScriptAddress {
  return { id, uri, removedAt: removedAt === null ? null : new Date(removedAt) };
}

/** Every stored script. */
export async function listAddresses(db: Db): Promise<ScriptAddress[]> {
  const result = await db.execute<AddressRow>(sql`SELECT id, uri, removed_at AS "removedAt" FROM scripts ORDER BY uri`);
  return result.rows.map(addressOf);
}

/** The scripts stored under a uri, or in a folder of that uri. */
export async function listAddressesAt(db: Db, uris: readonly string[]): Promise<ScriptAddress[]> {
  const result = await db.execute<AddressRow>(sql`
    SELECT DISTINCT s.id, s.uri, s.removed_at AS "removedAt"
    FROM scripts s JOIN jsonb_array_elements_text(${JSON.stringify(uris)}::jsonb) AS u(uri)
      ON s.uri = u.uri OR starts_with(s.uri, rtrim(u.uri, '/') || '/')
    ORDER BY s.uri`);
  return result.rows.map(addressOf);
}

/**
 * The scripts that have at least one scene, or passage, of these contents. The hashes are cast to the column's type, so
 * that the index serves and the planner does not compare each with each.
 */
export async function listScriptsSharing(db: Db, sceneHashes: readonly string[]): Promise<ScriptWords[]> {
  const result = await db.execute<AddressRow & { hash: string; scenes: SceneWords[] }>(sql`
    WITH wanted AS MATERIALIZED (
      SELECT DISTINCT value::char(64) AS hash FROM jsonb_array_elements_text(${JSON.stringify(sceneHashes)}::jsonb)
    ), sharing AS MATERIALIZED (
      SELECT DISTINCT t.script_id AS id FROM scenes t JOIN wanted w ON w.hash = t.hash WHERE t.removed_at IS NULL
    )
    SELECT p.id, p.uri, p.removed_at AS "removedAt", p.hash,
      jsonb_agg(jsonb_build_object('hash', s.hash, 'words', s.word_count)) AS scenes
    FROM sharing JOIN scripts p ON p.id = sharing.id JOIN scenes s ON s.script_id = p.id AND s.removed_at IS NULL
    GROUP BY p.id ORDER BY p.uri`);
  return result.rows.map((row) => ({ ...addressOf(row), hash: row.hash, scenes: row.scenes }));
}

/** The file is there under another uri, at which nothing may be stored. */
export async function writeAddress(db: Db, scriptId: string, uri: string): Promise<void> {
  await db.execute(sql`
    UPDATE scripts SET uri = ${uri}, removed_at = NULL, updated_at = now() WHERE id = ${scriptId}`);
}

/** The same for one that has vanished or was set aside: it is not there by being spelled otherwise. */
export async function respellAddress(db: Db, scriptId: string, uri: string): Promise<void> {
  await db.execute(sql`UPDATE scripts SET uri = ${uri}, updated_at = now() WHERE id = ${scriptId}`);
}

/** The uris of the folders that are marked never to be sent. */
export async function listFolderMarks(db: Db): Promise<string[]> {
  const result = await db.execute<{ uri: string }>(sql`
    SELECT folder_uri AS uri FROM privacy_marks WHERE folder_uri IS NOT NULL ORDER BY folder_uri`);
  return result.rows.map(({ uri }) => uri);
}

/** A folder has another uri: what the writer said about it, and about those in it, goes along. */
export async function moveFolderMarks(db: Db, from: string, to: string): Promise<void> {
  await db.execute(sql`
    UPDATE privacy_marks m SET folder_uri = ${to} || substr(m.folder_uri, length(${from}) + 1), updated_at = now()
    WHERE (m.folder_uri = ${from} OR starts_with(m.folder_uri, ${from} || '/')) AND NOT EXISTS (
      SELECT 1 FROM privacy_marks o WHERE o.folder_uri = ${to} || substr(m.folder_uri, length(${from}) + 1))`);
}

/** The scheme of a script whose file was overwritten by another script's: it has no place, and waits like one that vanished. */
export const REPLACED_SCHEME = 'replaced:';

/** Frees the uri of a script, which is kept as one whose file has vanished. */
export async function setAside(db: Db, scriptId: string): Promise<void> {
  await db.execute(sql`
    UPDATE scripts SET uri = ${REPLACED_SCHEME} || id || '/' || uri, removed_at = coalesce(removed_at, now()),
      updated_at = now()
    WHERE id = ${scriptId}`);
}

/** Writes which files have vanished; the moment stays where it was known before. */
export async function markVanished(db: Db, scriptIds: readonly string[]): Promise<void> {
  if (scriptIds.length === 0) return;
  await db.execute(sql`
    UPDATE scripts SET removed_at = now(), updated_at = now()
    WHERE id = ANY(${idArray(scriptIds)}) AND removed_at IS NULL`);
}

/** Writes which files are there again. */
export async function markPresent(db: Db, scriptIds: readonly string[]): Promise<void> {
  if (scriptIds.length === 0) return;
  await db.execute(sql`
    UPDATE scripts SET removed_at = NULL, updated_at = now()
    WHERE id = ANY(${idArray(scriptIds)}) AND removed_at IS NOT NULL`);
}

/** Deletes scripts, with all that is known of them. */
export async function deleteScriptsById(db: Db, scriptIds: readonly string[]): Promise<void> {
  if (scriptIds.length === 0) return;
  await deleteScriptsWhere(db, sql`id = ANY(${idArray(scriptIds)})`);
}

/** Deletes those of the scripts whose files have vanished before a moment, with all that is known of them. */
export async function deleteVanishedBefore(db: Db, scriptIds: readonly string[], before: Date): Promise<void> {
  if (scriptIds.length === 0) return;
  await deleteScriptsWhere(db, sql`id = ANY(${idArray(scriptIds)}) AND removed_at < ${before.toISOString()}`);
}

/** Deletes what was set aside when its file at this uri was overwritten. Resolves with the ids. */
export async function deleteReplaced(db: Db, uri: string): Promise<string[]> {
  return deleteScriptsWhere(
    db,
    sql`starts_with(uri, ${REPLACED_SCHEME}) AND uri = ${REPLACED_SCHEME} || id || '/' || ${uri}`,
  );
}

/** What would be lost with a script: the writer's own rows, or only what can be made again, or nothing. */
export type Belongings = 'own' | 'made' | 'nothing';

/** Looks for what hangs on a script. */
export async function belongingsOf(db: Db, scriptId: string): Promise<Belongings> {
  const ofScript = (table: string, condition = 'true') =>
    sql.join([
      sql`EXISTS (SELECT 1 FROM `,
      sql.raw(table),
      sql` WHERE script_id = ${scriptId} AND `,
      sql.raw(condition),
      sql`)`,
    ]);
  const ofScene = (table: string, condition = 'true') =>
    sql.join([
      sql`EXISTS (SELECT 1 FROM `,
      sql.raw(table),
      sql` x JOIN scenes s ON s.id = x.scene_id WHERE s.script_id = ${scriptId} AND `,
      sql.raw(condition),
      sql`)`,
    ]);
  const own = [
    ofScript('chat_conversations'),
    ofScript('character_aliases', `decided_by = 'writer'`),
    ofScript('findings', 'dismissed_at IS NOT NULL'),
    ofScript('privacy_marks', 'never_send'),
    ofScript('model_calls'),
    ofScript('artifact_candidates'),
    ofScript('script_outlines', 'pinned'),
    ofScript('character_sheets', 'pinned'),
    ofScript('plot_threads', 'pinned'),
    ofScript('scene_relationships', 'pinned'),
    ofScene('scene_summaries', 'x.pinned'),
    ofScene('accepted_edits'),
  ];
  const result = await db.execute<{ own: boolean; made: boolean }>(sql`
    SELECT (${sql.join(own, sql` OR `)}) AS own, ${ofScript('artifact_inputs')} AS made`);
  const row = result.rows[0];
  if (row?.own === true) return 'own';
  return row?.made === true ? 'made' : 'nothing';
}

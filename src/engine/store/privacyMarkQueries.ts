import { and, eq, sql } from 'drizzle-orm';
import type { NeverSend } from '../../story/neverSend';
import type { Db } from './db';
import { idArray } from './sceneQueries';
import { privacyMarks } from './schema/scriptTables';

/** The marks that concern a script at this address, those on removed scenes too. */
export async function findMarks(db: Db, scriptId: string, uri: string): Promise<NeverSend> {
  const result = await db.execute<{ scope: 'script' | 'folder' | 'scene'; sceneId: string; folderUri: string }>(sql`
    SELECT scope, scene_id AS "sceneId", folder_uri AS "folderUri" FROM privacy_marks
    WHERE never_send AND (script_id = ${scriptId} OR scope = 'folder')
    ORDER BY length(folder_uri), scene_id`);
  const of = (scope: string) => result.rows.filter((row) => row.scope === scope);
  return {
    script: of('script').length > 0,
    folders: of('folder').flatMap(({ folderUri }) => (uri.startsWith(`${folderUri}/`) ? [folderUri] : [])),
    sceneIds: of('scene').map(({ sceneId }) => sceneId),
    joined: [],
  };
}

/** The scenes of a script from which a mark was taken away, and which have been in the text since. */
export async function listLiftedMarks(db: Db, scriptId: string): Promise<string[]> {
  const result = await db.execute<{ id: string }>(sql`
    SELECT scene_id AS id FROM privacy_marks WHERE scope = 'scene' AND script_id = ${scriptId} AND NOT never_send`);
  return result.rows.map(({ id }) => id);
}

/** Forgets of these scenes that marks were taken away from them. */
export async function deleteLiftedMarks(db: Db, sceneIds: readonly string[]): Promise<void> {
  if (sceneIds.length === 0) return;
  await db.execute(sql`DELETE FROM privacy_marks WHERE scene_id = ANY(${idArray(sceneIds)}) AND NOT never_send`);
}

/** When each scene of a script that is marked was marked, by its id. */
export async function findSceneMarkTimes(db: Db, scriptId: string): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .select({ sceneId: privacyMarks.sceneId, at: privacyMarks.createdAt })
    .from(privacyMarks)
    .where(and(eq(privacyMarks.scriptId, scriptId), eq(privacyMarks.scope, 'scene'), privacyMarks.neverSend));
  return new Map(rows.flatMap(({ sceneId, at }) => (sceneId === null ? [] : [[sceneId, at] as const])));
}

/** What a mark is on: a script, scenes of one script, or a folder (a uri without a slash at its end). */
export type MarkTarget =
  | { readonly kind: 'script'; readonly scriptId: string }
  | { readonly kind: 'scenes'; readonly scriptId: string; readonly sceneIds: readonly string[] }
  | { readonly kind: 'folder'; readonly uri: string };

/** Sets or takes away a mark. That it was taken away from a scene is kept: it says why that may be sent again. */
export async function writeMark(db: Db, target: MarkTarget, on: boolean): Promise<void> {
  switch (target.kind) {
    case 'script':
      await db.execute(
        on
          ? sql`INSERT INTO privacy_marks (scope, script_id) VALUES ('script', ${target.scriptId}) ON CONFLICT DO NOTHING`
          : sql`DELETE FROM privacy_marks WHERE scope = 'script' AND script_id = ${target.scriptId}`,
      );
      return;
    case 'scenes': {
      if (target.sceneIds.length === 0) return;
      const ids = idArray(target.sceneIds);
      await db.execute(
        on
          ? sql`INSERT INTO privacy_marks (scope, script_id, scene_id)
              SELECT 'scene', ${target.scriptId}::uuid, id FROM unnest(${ids}) AS id
              ON CONFLICT (script_id, scene_id, folder_uri) DO UPDATE SET never_send = true, updated_at = now()`
          : sql`UPDATE privacy_marks SET never_send = false, updated_at = now()
              WHERE scope = 'scene' AND script_id = ${target.scriptId} AND scene_id = ANY(${ids})`,
      );
      return;
    }
    case 'folder':
      await db.execute(
        on
          ? sql`INSERT INTO privacy_marks (scope, folder_uri) VALUES ('folder', ${target.uri}) ON CONFLICT DO NOTHING`
          : sql`DELETE FROM privacy_marks WHERE scope = 'folder' AND folder_uri = ${target.uri}`,
      );
  }
}

/** The texts of all scenes that are marked, whatever script they are in and by whatever mark; `headingLine` from 0. */
export async function listMarkedTexts(
  db: Db,
): Promise<readonly { readonly text: string; readonly headingLine: number }[]> {
  const result = await db.execute<{ text: string; headingLine: number }>(sql`
    SELECT DISTINCT s.text, s.heading_line AS "headingLine"
    FROM privacy_marks m, scenes s JOIN scripts x ON x.id = s.script_id
    WHERE m.never_send
      AND (m.scene_id = s.id OR (m.scope = 'script' AND m.script_id = x.id)
        OR (m.scope = 'folder' AND starts_with(x.uri, m.folder_uri || '/')))`);
  return result.rows;
}

/** Of these hashes those that a marked scene has, whatever script it is in and by whatever mark. */
export async function findMarkedHashes(db: Db, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set();
  const result = await db.execute<{ hash: string }>(sql`
    SELECT DISTINCT s.hash FROM privacy_marks m, scenes s JOIN scripts x ON x.id = s.script_id
    WHERE m.never_send
      AND (m.scene_id = s.id OR (m.scope = 'script' AND m.script_id = x.id)
        OR (m.scope = 'folder' AND starts_with(x.uri, m.folder_uri || '/')))
      AND s.hash IN (SELECT h::char(64) FROM jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb) AS h)`);
  return new Set(result.rows.map(({ hash }) => hash));
}

import { sql } from 'drizzle-orm';
import type { Db } from './db';
import { idArray } from './sceneQueries';

/** One character in one scene. */
export interface SceneCharacterRow {
  readonly sceneId: string;
  readonly characterName: string;
  readonly speaks: boolean;
  readonly mentioned: boolean;
  readonly speeches: number;
  readonly dialogueWords: number;
}

/** Who is in each scene of a script, removed scenes too. */
export async function listSceneCharacters(db: Db, scriptId: string): Promise<SceneCharacterRow[]> {
  const result = await db.execute<{ [K in keyof SceneCharacterRow]: SceneCharacterRow[K] }>(sql`
    SELECT c.scene_id AS "sceneId", c.character_name AS "characterName", c.speaks, c.mentioned, c.speeches,
      c.dialogue_words AS "dialogueWords"
    FROM scene_characters c JOIN scenes s ON s.id = c.scene_id
    WHERE s.script_id = ${scriptId}`);
  return result.rows;
}

/** Replaces who is in these scenes. */
export async function replaceSceneCharacters(
  db: Db,
  sceneIds: readonly string[],
  rows: readonly SceneCharacterRow[],
): Promise<void> {
  if (sceneIds.length === 0) return;
  await db.execute(sql`DELETE FROM scene_characters WHERE scene_id = ANY(${idArray(sceneIds)})`);
  if (rows.length === 0) return;
  await db.execute(sql`
    INSERT INTO scene_characters (scene_id, character_name, speaks, mentioned, speeches, dialogue_words)
    SELECT "sceneId", "characterName", speaks, mentioned, speeches, "dialogueWords"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("sceneId" uuid, "characterName" text, speaks boolean,
      mentioned boolean, speeches int, "dialogueWords" int)`);
}

import { eq, sql } from 'drizzle-orm';
import type { CharacterSheetContent } from '../../story/characterSheet';
import type { MadeAgain, Provenance } from './artifactQueries';
import type { Db } from './db';
import { characterSheets } from './schema/artifactTables';

/** A sheet as stored. */
export type SheetRow = typeof characterSheets.$inferSelect;

/** A sheet to store. */
export interface SheetWrite extends Provenance, CharacterSheetContent {
  readonly characterName: string;
}

/**
 * Stores sheets; one that is there already gets the next version if it says something else or has another maker. Pinned
 * ones stay. They are current: `is_stale` is false. Row id and version by name.
 */
export async function writeSheets(
  db: Db,
  scriptId: string,
  sheets: readonly SheetWrite[],
  { again, evenPinned = false }: MadeAgain,
): Promise<Map<string, { id: string; version: number }>> {
  const result = await db.execute<{ name: string; id: string; version: number }>(sql`
    INSERT INTO character_sheets (script_id, character_name, want, need, arc, relationships, pivotal_moments,
      summary_text, evidence, method, recipe_version, tokens_estimate, content_hash)
    SELECT ${scriptId}::uuid, "characterName", want, need, arc, relationships, "pivotalMoments", "summaryText", evidence,
      method, "recipeVersion", "tokensEstimate", "contentHash"
    FROM jsonb_to_recordset(${JSON.stringify(sheets)}::jsonb) AS r("characterName" text, want text, need text, arc text,
      relationships jsonb, "pivotalMoments" jsonb, "summaryText" text, evidence jsonb, method text, "recipeVersion" int,
      "tokensEstimate" int, "contentHash" char(64))
    ON CONFLICT (script_id, character_name) DO UPDATE SET want = excluded.want, need = excluded.need,
      arc = excluded.arc, relationships = excluded.relationships, pivotal_moments = excluded.pivotal_moments,
      summary_text = excluded.summary_text, evidence = excluded.evidence, method = excluded.method,
      recipe_version = excluded.recipe_version, tokens_estimate = excluded.tokens_estimate,
      version = character_sheets.version + (${again} OR character_sheets.content_hash <> excluded.content_hash
        OR character_sheets.method <> excluded.method)::int,
      content_hash = excluded.content_hash, is_stale = false, dirty_scene_count = 0, generated_at = now(),
      updated_at = now()
    WHERE ${evenPinned} OR NOT character_sheets.pinned
    RETURNING character_name AS name, id, version`);
  return new Map(result.rows.map(({ name, id, version }) => [name, { id, version }]));
}

/** The sheets of a script. */
export async function listSheets(db: Db, scriptId: string): Promise<SheetRow[]> {
  return db.select().from(characterSheets).where(eq(characterSheets.scriptId, scriptId));
}

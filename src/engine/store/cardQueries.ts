import { sql } from 'drizzle-orm';
import type { SceneCardContent } from '../../story/sceneCard';
import type { MadeAgain, Provenance } from './artifactQueries';
import type { Db } from './db';

/** A card to store. */
export interface CardWrite extends Provenance, SceneCardContent {
  readonly sceneId: string;
}

/** A card as stored. */
export interface CardRow extends SceneCardContent {
  readonly sceneId: string;
  readonly tokensEstimate: number;
  readonly method: string;
  readonly version: number;
}

/**
 * Stores cards; one that is there already gets the next version if it says something else or has another maker. Pinned
 * ones stay. Returns row id and version by scene id.
 */
export async function writeCards(
  db: Db,
  cards: readonly CardWrite[],
  { again, evenPinned = false }: MadeAgain,
): Promise<Map<string, { id: string; version: number }>> {
  const result = await db.execute<{ sceneId: string; id: string; version: number }>(sql`
    INSERT INTO scene_summaries (scene_id, action, conflict, character_changes, plot_progression, tone, summary_text,
      evidence, method, recipe_version, tokens_estimate, content_hash)
    SELECT "sceneId", action, conflict, "characterChanges", "plotProgression", tone, "summaryText", evidence, method,
      "recipeVersion", "tokensEstimate", "contentHash"
    FROM jsonb_to_recordset(${JSON.stringify(cards)}::jsonb) AS r("sceneId" uuid, action text, conflict text,
      "characterChanges" text, "plotProgression" text, tone text, "summaryText" text, evidence jsonb, method text,
      "recipeVersion" int, "tokensEstimate" int, "contentHash" char(64))
    ON CONFLICT (scene_id) DO UPDATE SET action = excluded.action, conflict = excluded.conflict,
      character_changes = excluded.character_changes, plot_progression = excluded.plot_progression,
      tone = excluded.tone, summary_text = excluded.summary_text, evidence = excluded.evidence,
      method = excluded.method, recipe_version = excluded.recipe_version, tokens_estimate = excluded.tokens_estimate,
      version = scene_summaries.version + (${again} OR scene_summaries.content_hash <> excluded.content_hash
        OR scene_summaries.method <> excluded.method)::int,
      content_hash = excluded.content_hash, generated_at = now(), updated_at = now()
    WHERE ${evenPinned} OR NOT scene_summaries.pinned
    RETURNING scene_id AS "sceneId", id, version`);
  return new Map(result.rows.map(({ sceneId, id, version }) => [sceneId, { id, version }]));
}

/** The cards of every scene of a script, of those that left the text too. */
export async function listCards(db: Db, scriptId: string): Promise<CardRow[]> {
  const result = await db.execute<{ [K in keyof CardRow]: CardRow[K] }>(sql`
    SELECT c.scene_id AS "sceneId", c.action, c.conflict, c.character_changes AS "characterChanges",
      c.plot_progression AS "plotProgression", c.tone, c.summary_text AS "summaryText", c.evidence,
      c.tokens_estimate AS "tokensEstimate", c.method, c.version
    FROM scene_summaries c JOIN scenes s ON s.id = c.scene_id
    WHERE s.script_id = ${scriptId}`);
  return result.rows;
}

/** When the oldest and the newest card of the scenes that are in the text were made, ISO 8601; null where there is none. */
export async function cardTimes(db: Db, scriptId: string): Promise<{ first: string; last: string } | null> {
  const result = await db.execute<{ first: string | Date | null; last: string | Date | null }>(sql`
    SELECT min(c.generated_at) AS first, max(c.generated_at) AS last
    FROM scene_summaries c JOIN scenes s ON s.id = c.scene_id
    WHERE s.script_id = ${scriptId} AND s.removed_at IS NULL`);
  const { first = null, last = null } = result.rows[0] ?? {};
  if (first === null || last === null) return null;
  return { first: new Date(first).toISOString(), last: new Date(last).toISOString() };
}

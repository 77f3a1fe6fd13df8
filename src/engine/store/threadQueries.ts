import { eq, sql } from 'drizzle-orm';
import type { PlotThreadContent } from '../../story/plotThread';
import type { Provenance } from './artifactQueries';
import type { Db } from './db';
import { plotThreads } from './schema/artifactTables';
import { idArray } from './sceneQueries';

/** A thread as stored. */
export type ThreadRow = typeof plotThreads.$inferSelect;

/** A thread to store; `id` is that of the same thread made before, or a new one. */
export interface ThreadWrite extends Provenance, PlotThreadContent {
  readonly id: string;
}

/**
 * Replaces the threads of a script by these; pinned ones stay as they are. A thread that stays gets the next version if
 * its content differs. Where their scenes stand is written by `followMovedScenes`.
 */
export async function replaceThreads(db: Db, scriptId: string, threads: readonly ThreadWrite[]): Promise<void> {
  const ids = threads.map((thread) => thread.id);
  const rows = threads.map((thread, position) => ({ ...thread, position }));
  await db.execute(sql`
    DELETE FROM plot_threads WHERE script_id = ${scriptId} AND NOT pinned AND id <> ALL(${idArray(ids)})`);
  await db.execute(sql`
    INSERT INTO plot_threads (id, script_id, name, thread_type, scene_ids, description, evidence, method,
      recipe_version, tokens_estimate, content_hash, created_at)
    SELECT id, ${scriptId}::uuid, name, "threadType",
      ARRAY(SELECT value::uuid FROM jsonb_array_elements_text("sceneIds")),
      description, evidence, method, "recipeVersion", "tokensEstimate", "contentHash",
      now() + position * interval '1 microsecond'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(position int, id uuid, name text, "threadType" text,
      "sceneIds" jsonb, description text, evidence jsonb, method text, "recipeVersion" int,
      "tokensEstimate" int, "contentHash" char(64))
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, scene_ids = excluded.scene_ids, description = excluded.description, evidence = excluded.evidence,
      method = excluded.method, recipe_version = excluded.recipe_version, tokens_estimate = excluded.tokens_estimate,
      version = plot_threads.version + (plot_threads.content_hash <> excluded.content_hash)::int,
      content_hash = excluded.content_hash, is_stale = false, generated_at = now(), updated_at = now()
    WHERE NOT plot_threads.pinned`);
}

/** The threads of a script, in the order in which they were first made; those made together in the order they came in. */
export async function listThreads(db: Db, scriptId: string): Promise<ThreadRow[]> {
  return db.select().from(plotThreads).where(eq(plotThreads.scriptId, scriptId)).orderBy(plotThreads.createdAt);
}

/** Writes where the scenes of each thread stand now, in script order, removed ones left out: threads follow their scenes. */
export async function followMovedScenes(db: Db, scriptId: string): Promise<void> {
  await db.execute(sql`
    UPDATE plot_threads t SET scene_indices = now.indices, updated_at = now()
    FROM (
      SELECT t.id, coalesce(array_agg(s.scene_index ORDER BY s.scene_index)
        FILTER (WHERE s.scene_index IS NOT NULL), '{}') AS indices
      FROM plot_threads t LEFT JOIN scenes s ON s.id = ANY(t.scene_ids)
      WHERE t.script_id = ${scriptId} GROUP BY t.id
    ) AS now
    WHERE t.id = now.id AND t.scene_indices IS DISTINCT FROM now.indices`);
}

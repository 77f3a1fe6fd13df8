import { eq, sql } from 'drizzle-orm';
import type { SceneRelationshipContent } from '../../story/sceneRelationship';
import type { Provenance } from './artifactQueries';
import type { Db } from './db';
import { sceneRelationships } from './schema/artifactTables';
import { idArray } from './sceneQueries';

/** A relationship as stored. */
export type RelationshipRow = typeof sceneRelationships.$inferSelect;

/** A relationship to store; `id` is that of the same relationship made before, or a new one. */
export interface RelationshipWrite extends Provenance, SceneRelationshipContent {
  readonly id: string;
}

/** Replaces the relationships of a script by these; pinned ones stay. One that stays gets the next version if its content differs. */
export async function replaceRelationships(
  db: Db,
  scriptId: string,
  relationships: readonly RelationshipWrite[],
): Promise<void> {
  const ids = relationships.map((relationship) => relationship.id);
  const rows = relationships.map((relationship, position) => ({ ...relationship, position }));
  await db.execute(sql`
    DELETE FROM scene_relationships WHERE script_id = ${scriptId} AND NOT pinned AND id <> ALL(${idArray(ids)})`);
  await db.execute(sql`
    INSERT INTO scene_relationships (id, script_id, setup_scene_id, payoff_scene_id, relationship_type, description,
      evidence, method, recipe_version, tokens_estimate, content_hash, created_at)
    SELECT id, ${scriptId}::uuid, "setupSceneId", "payoffSceneId", "relationshipType", description, evidence, method,
      "recipeVersion", "tokensEstimate", "contentHash", now() + position * interval '1 microsecond'
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(position int, id uuid, "setupSceneId" uuid,
      "payoffSceneId" uuid, "relationshipType" text, description text, evidence jsonb, method text,
      "recipeVersion" int, "tokensEstimate" int, "contentHash" char(64))
    ON CONFLICT (id) DO UPDATE SET setup_scene_id = excluded.setup_scene_id,
      payoff_scene_id = excluded.payoff_scene_id, description = excluded.description, evidence = excluded.evidence,
      method = excluded.method, recipe_version = excluded.recipe_version, tokens_estimate = excluded.tokens_estimate,
      version = scene_relationships.version + (scene_relationships.content_hash <> excluded.content_hash)::int,
      content_hash = excluded.content_hash, is_stale = false, generated_at = now(), updated_at = now()
    WHERE NOT scene_relationships.pinned`);
}

/** The relationships of a script, in the order in which they were first made; those made together in the order they came in. */
export async function listRelationships(db: Db, scriptId: string): Promise<RelationshipRow[]> {
  return db
    .select()
    .from(sceneRelationships)
    .where(eq(sceneRelationships.scriptId, scriptId))
    .orderBy(sceneRelationships.createdAt);
}

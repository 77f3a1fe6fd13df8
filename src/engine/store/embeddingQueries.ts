import { sql } from 'drizzle-orm';
import type { Db } from './db';
import { encodeVector } from './schema/vectorColumn';

/** The space a vector lives in; spaces are never compared with each other. */
export interface EmbeddingSpace {
  readonly provider: string;
  readonly model: string;
}

/** A vector to store; `sourceHash` is the hash of the scene it was made from. */
export interface EmbeddingWrite {
  readonly sceneId: string;
  readonly vector: Float32Array;
  readonly sourceHash: string;
}

/** Stores vectors of one space, replacing older ones of the same scenes. Returns row ids by scene id. */
export async function writeEmbeddings(
  db: Db,
  space: EmbeddingSpace,
  rows: readonly EmbeddingWrite[],
): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const values = rows.map(({ sceneId, vector, sourceHash }) => ({
    sceneId,
    embedding: encodeVector(vector),
    dimensions: vector.length,
    sourceHash,
  }));
  const result = await db.execute<{ sceneId: string; id: string }>(sql`
    INSERT INTO scene_embeddings (scene_id, provider, model, embedding, dimensions, source_hash)
    SELECT "sceneId", ${space.provider}, ${space.model}, embedding::vector, dimensions, "sourceHash"
    FROM jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      AS r("sceneId" uuid, embedding text, dimensions int, "sourceHash" char(64))
    ON CONFLICT (scene_id, provider, model) DO UPDATE SET embedding = excluded.embedding,
      dimensions = excluded.dimensions, source_hash = excluded.source_hash, updated_at = now()
    RETURNING scene_id AS "sceneId", id`);
  return new Map(result.rows.map(({ sceneId, id }) => [sceneId, id]));
}

/** The scenes of a script nearest to a vector of the same space, nearest first, by cosine similarity (1 is equal). Exact. Zero vectors have no direction and are left out. */
export async function nearestScenes(
  db: Db,
  scriptId: string,
  space: EmbeddingSpace,
  vector: Float32Array,
  limit: number,
): Promise<{ sceneId: string; similarity: number }[]> {
  const result = await db.execute<{ sceneId: string; similarity: number }>(sql`
    SELECT e.scene_id AS "sceneId", 1 - (e.embedding <=> ${encodeVector(vector)}::vector) AS similarity
    FROM scene_embeddings e JOIN scenes s ON s.id = e.scene_id
    WHERE s.script_id = ${scriptId} AND s.removed_at IS NULL
      AND e.provider = ${space.provider} AND e.model = ${space.model} AND vector_norm(e.embedding) > 0
    ORDER BY similarity DESC, s.scene_index LIMIT ${limit}`);
  return result.rows;
}

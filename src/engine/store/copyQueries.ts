import { sql, type SQL } from 'drizzle-orm';
import type { ArtifactInput } from '../../story/artifactInput';
import type { CharacterSheetContent } from '../../story/characterSheet';
import type { OutlineContent } from '../../story/outline';
import type { PlotThreadContent } from '../../story/plotThread';
import type { SceneCardContent } from '../../story/sceneCard';
import type { SceneRelationshipContent } from '../../story/sceneRelationship';
import { hasOwnInputs, rowTable } from './artifactQueries';
import type { Db } from './db';
import type { EmbeddingSpace } from './embeddingQueries';
import { idArray } from './sceneQueries';
import { decodeVector } from './schema/vectorColumn';

/** The kinds that say in `artifact_inputs` and in their own row, or rows, how they were made. */
export type CopiedKind = 'card' | 'outline' | 'sheet' | 'thread' | 'relationship';

/** By whom a copy may have been made: by rules, by any model, or by one, `PROVIDER/MODEL`. */
export type MadeBy = 'offline' | 'any-model' | `${string}/${string}`;

/** What is looked for: an artifact from inputs of these contents. */
export interface WantedInputs {
  /** What the answer names it by; of a sheet the character, whose name is part of what is looked for. */
  readonly subject: string;
  /** The hash of the first input, by which the index finds it. */
  readonly first: string;
  /** Kinds and hashes of all inputs in order: `inputsDigest`. */
  readonly digest: string;
}

/** A stored artifact that was made from what is wanted. */
export interface FoundMade {
  readonly subject: string;
  /** The row of its kind's table; of a set the script. */
  readonly artifactId: string;
  /** The ids of its inputs, in order. */
  readonly inputIds: readonly string[];
  readonly method: string;
}

/**
 * Of each wanted one the newest artifact in the store that was made from inputs of the same kinds and contents in the
 * same order, by the same recipe and maker, and that the writer has not changed.
 */
export async function findMade(
  db: Db,
  kind: CopiedKind,
  { recipeVersion, madeBy }: { readonly recipeVersion: number; readonly madeBy: MadeBy },
  wanted: readonly WantedInputs[],
): Promise<FoundMade[]> {
  if (wanted.length === 0) return [];
  const result = await db.execute<{ [K in keyof FoundMade]: FoundMade[K] }>(sql`
    WITH wanted AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(subject text, first char(64), digest text)
    ), candidates AS (
      SELECT DISTINCT i.artifact_id FROM artifact_inputs i
      WHERE i.artifact_kind = ${kind} AND i.position = 0 AND i.input_hash IN (SELECT first FROM wanted)
    ), made AS (
      SELECT i.artifact_id, array_agg(i.input_id ORDER BY i.position) AS ids,
        encode(sha256(convert_to(string_agg(i.input_kind || ' ' || i.input_hash::text, ',' ORDER BY i.position), 'UTF8')),
          'hex') AS digest
      FROM artifact_inputs i JOIN candidates c ON c.artifact_id = i.artifact_id
      WHERE i.artifact_kind = ${kind} GROUP BY i.artifact_id
    )
    SELECT DISTINCT ON (w.subject) w.subject, m.artifact_id AS "artifactId", m.ids AS "inputIds", a.method
    FROM wanted w JOIN made m ON m.digest = w.digest
    JOIN LATERAL (${provenanceOf(kind)}) a
      ON NOT a.pinned AND a.recipe = ${recipeVersion} AND ${madeByCondition(madeBy)}
    ORDER BY w.subject, a.made_at DESC, m.artifact_id`);
  return result.rows;
}

/** Of one artifact by whom, by which recipe and when it was made. */
function provenanceOf(kind: CopiedKind): SQL {
  const row = sql`pinned, recipe_version AS recipe, method, generated_at AS made_at`;
  switch (kind) {
    case 'card':
      return sql`SELECT ${row} FROM scene_summaries WHERE id = m.artifact_id`;
    case 'outline':
      return sql`SELECT ${row} FROM script_outlines WHERE id = m.artifact_id`;
    case 'sheet':
      return sql`SELECT ${row} FROM character_sheets WHERE id = m.artifact_id AND character_name = w.subject`;
    case 'thread':
    case 'relationship':
      return sql`
        SELECT EXISTS (SELECT 1 FROM ${rowTable(kind)} r
            WHERE r.script_id = m.artifact_id AND (r.pinned OR ${hasOwnInputs(kind)})) AS pinned,
          recipe_version AS recipe, method, generated_at AS made_at
        FROM artifact_sets WHERE script_id = m.artifact_id AND kind = ${kind}`;
  }
}

function madeByCondition(madeBy: MadeBy): SQL {
  return madeBy === 'any-model' ? sql`a.method <> 'offline'` : sql`a.method = ${madeBy}`;
}

/** A content as it was stored, with the length of what stands for it in a prompt. */
export interface StoredContent<Content> {
  readonly content: Content;
  readonly tokens: number;
}

type Contents<Content> = Promise<ReadonlyMap<string, StoredContent<Content>>>;

/** Cards by row id. */
export async function readCardContents(db: Db, ids: readonly string[]): Contents<SceneCardContent> {
  return contentsById(
    db,
    sql`SELECT id, tokens_estimate AS tokens, jsonb_build_object('action', action, 'conflict', conflict,
        'characterChanges', character_changes, 'plotProgression', plot_progression, 'tone', tone,
        'summaryText', summary_text, 'evidence', evidence) AS content
      FROM scene_summaries WHERE id = ANY(${idArray(ids)})`,
  );
}

/** Outlines by row id. */
export async function readOutlineContents(db: Db, ids: readonly string[]): Contents<OutlineContent> {
  return contentsById(
    db,
    sql`SELECT id, tokens_estimate AS tokens, jsonb_build_object('logline', logline, 'acts', acts,
        'turningPoints', turning_points, 'centralConflict', central_conflict, 'summaryText', summary_text,
        'evidence', evidence) AS content
      FROM script_outlines WHERE id = ANY(${idArray(ids)})`,
  );
}

/** Character sheets by row id. */
export async function readSheetContents(db: Db, ids: readonly string[]): Contents<CharacterSheetContent> {
  return contentsById(
    db,
    sql`SELECT id, tokens_estimate AS tokens, jsonb_build_object('want', want, 'need', need, 'arc', arc,
        'relationships', relationships, 'pivotalMoments', pivotal_moments, 'summaryText', summary_text,
        'evidence', evidence) AS content
      FROM character_sheets WHERE id = ANY(${idArray(ids)})`,
  );
}

/** The threads of scripts by script, in the order in which they were first made. */
export async function readThreadContents(db: Db, ids: readonly string[]): Contents<readonly PlotThreadContent[]> {
  return contentsById(
    db,
    sql`SELECT script_id AS id, 0 AS tokens, jsonb_agg(jsonb_build_object('name', name, 'threadType', thread_type,
        'sceneIds', to_jsonb(scene_ids), 'description', description, 'evidence', evidence) ORDER BY created_at) AS content
      FROM plot_threads WHERE script_id = ANY(${idArray(ids)}) GROUP BY script_id`,
  );
}

/** The relationships of scripts by script, in the order in which they were first made. */
export async function readRelationshipContents(
  db: Db,
  ids: readonly string[],
): Contents<readonly SceneRelationshipContent[]> {
  return contentsById(
    db,
    sql`SELECT script_id AS id, 0 AS tokens, jsonb_agg(jsonb_build_object('relationshipType', relationship_type,
        'setupSceneId', setup_scene_id, 'payoffSceneId', payoff_scene_id, 'description', description,
        'evidence', evidence) ORDER BY created_at) AS content
      FROM scene_relationships WHERE script_id = ANY(${idArray(ids)}) GROUP BY script_id`,
  );
}

async function contentsById<Content>(db: Db, query: SQL): Contents<Content> {
  const result = await db.execute<{ id: string; tokens: number; content: Content }>(query);
  return new Map(result.rows.map(({ id, tokens, content }) => [id, { content, tokens }]));
}

/** Vectors of one space by the hash of the scene they were made from, of scenes that still read so. */
export async function findVectors(
  db: Db,
  { provider, model }: EmbeddingSpace,
  sceneHashes: readonly string[],
): Promise<ReadonlyMap<string, Float32Array>> {
  if (sceneHashes.length === 0) return new Map();
  const result = await db.execute<{ hash: string; vector: string }>(sql`
    SELECT DISTINCT ON (s.hash) s.hash, e.embedding::text AS vector
    FROM scenes s JOIN scene_embeddings e ON e.scene_id = s.id AND e.source_hash = s.hash
    WHERE s.hash IN (SELECT value::char(64) FROM jsonb_array_elements_text(${JSON.stringify(sceneHashes)}::jsonb))
      AND e.provider = ${provider} AND e.model = ${model}
    ORDER BY s.hash, e.updated_at DESC`);
  return new Map(result.rows.map(({ hash, vector }) => [hash, decodeVector(vector)]));
}

/** Which scenes of a script are key scenes, in script order, and the inputs they were chosen from. */
export interface FoundKeyScenes {
  readonly method: string;
  /** In order. */
  readonly inputs: readonly Pick<ArtifactInput, 'kind' | 'hash'>[];
  readonly scenes: readonly { readonly id: string; readonly isKey: boolean; readonly reason: string | null }[];
}

/** Scripts whose scenes are just as long in the same order and whose key scenes have been chosen by this recipe and maker. */
export async function findKeyScenesOf(
  db: Db,
  { recipeVersion, madeBy }: { readonly recipeVersion: number; readonly madeBy: MadeBy },
  eighths: readonly number[],
): Promise<FoundKeyScenes[]> {
  const result = await db.execute<{ [K in keyof FoundKeyScenes]: FoundKeyScenes[K] }>(sql`
    SELECT a.method, s.scenes,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', i.input_kind, 'hash', i.input_hash::text)
        ORDER BY i.position), '[]')
        FROM artifact_inputs i WHERE i.artifact_kind = 'keyScene' AND i.artifact_id = a.script_id) AS inputs
    FROM artifact_sets a
      JOIN LATERAL (
        SELECT array_agg(length_eighths ORDER BY scene_index) AS eighths,
          jsonb_agg(jsonb_build_object('id', id, 'isKey', is_key_scene, 'reason', key_scene_reason)
            ORDER BY scene_index) AS scenes
        FROM scenes WHERE script_id = a.script_id AND kind = 'scene' AND removed_at IS NULL
      ) s ON s.eighths = ${`{${eighths.join(',')}}`}::int[]
    WHERE a.kind = 'keyScene' AND a.recipe_version = ${recipeVersion} AND ${madeByCondition(madeBy)}
    ORDER BY a.generated_at DESC`);
  return result.rows;
}

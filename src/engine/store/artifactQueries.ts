import { sql, type SQL } from 'drizzle-orm';
import type { ArtifactInput, InputKind } from '../../story/artifactInput';
import type { ArtifactKind } from '../../story/artifactKind';
import type { ArtifactSnapshot } from '../../story/scriptSnapshot';
import type { Db } from './db';
import { idArray } from './sceneQueries';

/** What every stored artifact says about its making; `version` is raised by the store. */
export interface Provenance {
  /** `offline`, or `PROVIDER/MODEL`. */
  readonly method: string;
  readonly recipeVersion: number;
  readonly tokensEstimate: number;
  readonly contentHash: string;
}

/** Whether what is made again counts as a new version although it came out the same: it was asked for, not due. */
export interface MadeAgain {
  readonly again: boolean;
  /** Also in the place of what is pinned, which stays pinned: the writer took a newer version. */
  readonly evenPinned?: boolean;
}

interface ListedArtifact extends Record<string, unknown> {
  kind: ArtifactKind;
  subject: string;
  id: string;
  method: string;
  recipeVersion: number;
  version: number;
  contentHash: string;
  pinned: boolean;
  /** Only of embeddings, which read one scene and keep its hash themselves. */
  sourceHash: string | null;
}

/**
 * Every stored artifact of a script with what it was made from, without contents. Embeddings of one space only. What
 * hangs on scenes that left the text is listed too: it is current again when the scene comes back. Key scenes, threads
 * and relationships are made as one set a script, whose inputs are under the script's id; rows of a set that have inputs
 * of their own are listed beside it.
 */
export async function listArtifacts(
  db: Db,
  scriptId: string,
  embedder: { readonly provider: string; readonly model: string },
): Promise<ArtifactSnapshot[]> {
  const listed = await db.execute<ListedArtifact>(sql`
    SELECT 'card' AS kind, c.scene_id::text AS subject, c.id, c.method, c.recipe_version AS "recipeVersion", c.version,
      c.content_hash AS "contentHash", c.pinned, NULL AS "sourceHash"
    FROM scene_summaries c JOIN scenes s ON s.id = c.scene_id WHERE s.script_id = ${scriptId}
    UNION ALL
    SELECT 'embedding', e.scene_id::text, e.id, e.provider, 1, 1, e.source_hash, false, e.source_hash
    FROM scene_embeddings e JOIN scenes s ON s.id = e.scene_id
    WHERE s.script_id = ${scriptId} AND e.provider = ${embedder.provider} AND e.model = ${embedder.model}
    UNION ALL
    SELECT 'outline', '', id, method, recipe_version, version, content_hash, pinned, NULL
    FROM script_outlines WHERE script_id = ${scriptId}
    UNION ALL
    SELECT 'sheet', character_name, id, method, recipe_version, version, content_hash, pinned, NULL
    FROM character_sheets WHERE script_id = ${scriptId}
    UNION ALL
    SELECT kind, '', script_id, method, recipe_version, version, content_hash, false, NULL
    FROM artifact_sets WHERE script_id = ${scriptId}
    UNION ALL
    SELECT 'thread', id::text, id, method, recipe_version, version, content_hash, pinned, NULL
    FROM plot_threads r WHERE script_id = ${scriptId} AND ${hasOwnInputs('thread')}
    UNION ALL
    SELECT 'relationship', id::text, id, method, recipe_version, version, content_hash, pinned, NULL
    FROM scene_relationships r WHERE script_id = ${scriptId} AND ${hasOwnInputs('relationship')}`);
  const inputs = await listInputs(db, scriptId);
  return listed.rows.map(({ sourceHash, ...artifact }) => ({
    ...artifact,
    inputs:
      sourceHash === null
        ? (inputs.get(`${artifact.kind} ${artifact.id}`) ?? [])
        : [{ kind: 'scene', id: artifact.subject, hash: sourceHash }],
  }));
}

/** Whether a row `r` of a set stands on its own, and not with the set: it is or was pinned. */
export function hasOwnInputs(kind: RowKind): SQL {
  return sql`EXISTS (SELECT 1 FROM artifact_inputs o WHERE o.artifact_kind = ${kind} AND o.artifact_id = r.id)`;
}

/** The table of the rows of a set. */
export function rowTable(kind: RowKind): SQL {
  return kind === 'thread' ? sql`plot_threads` : sql`scene_relationships`;
}

/** Kinds whose sets have rows that can be pinned. */
export type RowKind = Extract<ArtifactKind, 'thread' | 'relationship'>;

/** Takes away what rows of a set had as their own inputs, but of those that are pinned: they were made with the set. */
export async function deleteRowInputs(db: Db, scriptId: string, kind: RowKind): Promise<void> {
  await db.execute(sql`
    DELETE FROM artifact_inputs i WHERE script_id = ${scriptId} AND artifact_kind = ${kind} AND artifact_id <> ${scriptId}
      AND NOT EXISTS (SELECT 1 FROM ${rowTable(kind)} r WHERE r.id = i.artifact_id AND r.pinned)`);
}

async function listInputs(db: Db, scriptId: string): Promise<Map<string, ArtifactInput[]>> {
  const result = await db.execute<{ artifact: string; kind: InputKind; id: string; hash: string }>(sql`
    SELECT artifact_kind || ' ' || artifact_id AS artifact, input_kind AS kind, input_id AS id, input_hash AS hash
    FROM artifact_inputs WHERE script_id = ${scriptId} ORDER BY artifact_kind, artifact_id, position`);
  const byArtifact = new Map<string, ArtifactInput[]>();
  for (const { artifact, ...input } of result.rows) {
    const list = byArtifact.get(artifact);
    if (list === undefined) byArtifact.set(artifact, [input]);
    else list.push(input);
  }
  return byArtifact;
}

/** Replaces what these artifacts were made from; written in the transaction that stores them and nowhere else. */
export async function replaceInputs(
  db: Db,
  scriptId: string,
  kind: ArtifactKind,
  artifacts: readonly { readonly id: string; readonly inputs: readonly ArtifactInput[] }[],
): Promise<void> {
  if (artifacts.length === 0) return;
  const ids = artifacts.map((artifact) => artifact.id);
  await db.execute(
    sql`DELETE FROM artifact_inputs WHERE artifact_kind = ${kind} AND artifact_id = ANY(${idArray(ids)})`,
  );
  const rows = artifacts.flatMap(({ id, inputs }) =>
    inputs.map((input, position) => ({ artifactId: id, position, ...input })),
  );
  await db.execute(sql`
    INSERT INTO artifact_inputs (script_id, artifact_kind, artifact_id, position, input_kind, input_id, input_hash)
    SELECT ${scriptId}::uuid, ${kind}, "artifactId", position, kind, id, hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("artifactId" uuid, position int, kind text, id text, hash char(64))`);
}

/** The same content of a scene, hashed by other rules. */
export interface HashChange {
  readonly sceneId: string;
  readonly old: string;
  readonly new: string;
}

/**
 * Where something was made from a scene with the hash `old`, it is said to be made from `new`: the same text by other rules.
 * What waits beside it likewise. `kind` says of which inputs the hashes are.
 */
export async function replaceInputHashes(
  db: Db,
  scriptId: string,
  hashes: readonly HashChange[],
  kind: 'scene' | 'shape' = 'scene',
): Promise<void> {
  if (hashes.length === 0) return;
  const r = sql`jsonb_to_recordset(${JSON.stringify(hashes)}::jsonb)
    AS r("sceneId" text, "old" char(64), "new" char(64))`;
  await db.execute(sql`
    UPDATE artifact_inputs i SET input_hash = r."new" FROM ${r}
    WHERE i.script_id = ${scriptId} AND i.input_kind = ${kind} AND i.input_id = r."sceneId" AND i.input_hash = r."old"`);
  await db.execute(sql`
    UPDATE scene_embeddings e SET source_hash = r."new" FROM ${r}
    WHERE e.scene_id = r."sceneId"::uuid AND e.source_hash = r."old"`);
  await db.execute(sql`
    UPDATE artifact_candidates c SET inputs = (
      SELECT jsonb_agg(CASE WHEN r."new" IS NULL THEN input ELSE jsonb_set(input, '{hash}', to_jsonb(r."new"::text)) END
        ORDER BY position)
      FROM jsonb_array_elements(c.inputs) WITH ORDINALITY AS i(input, position)
        LEFT JOIN ${r} ON input->>'kind' = ${kind}::text AND input->>'id' = r."sceneId" AND input->>'hash' = r."old"::text)
    WHERE c.script_id = ${scriptId} AND jsonb_array_length(c.inputs) > 0`);
}

/** The standing of a kind that has the columns `is_stale` and, where it has it, `dirty_scene_count`. */
export interface StalenessWrite {
  /** Row id; the script's for a set: that is for its rows which have no inputs of their own. */
  readonly id: string;
  readonly isStale: boolean;
  readonly dirtySceneCount: number;
}

/** Writes the staleness columns of one kind of a script where they differ. */
export async function writeStaleness(
  db: Db,
  scriptId: string,
  kind: 'outline' | 'sheet' | 'thread' | 'relationship',
  rows: readonly StalenessWrite[],
): Promise<void> {
  if (rows.length === 0) return;
  if (kind === 'outline' || kind === 'sheet') {
    const table = kind === 'outline' ? sql`script_outlines` : sql`character_sheets`;
    await db.execute(sql`
      UPDATE ${table} a SET is_stale = r."isStale", dirty_scene_count = r."dirtySceneCount"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, "isStale" boolean, "dirtySceneCount" int)
      WHERE a.id = r.id AND (a.is_stale, a.dirty_scene_count) IS DISTINCT FROM (r."isStale", r."dirtySceneCount")`);
  } else {
    await db.execute(sql`
      UPDATE ${rowTable(kind)} a SET is_stale = w."isStale"
      FROM (
        SELECT r.id, s."isStale" FROM ${rowTable(kind)} r
        JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS s(id uuid, "isStale" boolean)
          ON s.id = CASE WHEN ${hasOwnInputs(kind)} THEN r.id ELSE r.script_id END
        WHERE r.script_id = ${scriptId}
      ) AS w
      WHERE a.id = w.id AND a.is_stale <> w."isStale"`);
  }
}

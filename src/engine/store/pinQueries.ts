import { sql } from 'drizzle-orm';
import type { PinnableKind } from '../../story/scriptDecisions';
import type { ArtifactSnapshot } from '../../story/scriptSnapshot';
import type { Db } from './db';

/**
 * Pins an artifact or takes its pin away. `subject`: a scene's id, a character's name, a row's id, '' for the outline.
 * Resolves with its row as it is now; null where there is no such artifact.
 */
export async function writePin(
  db: Db,
  scriptId: string,
  { kind, subject, pinned }: { readonly kind: PinnableKind; readonly subject: string; readonly pinned: boolean },
): Promise<PinnedRow | null> {
  const { table, where } = rowOf(kind, scriptId, subject);
  const result = await db.execute<{ [Name in keyof PinnedRow]: PinnedRow[Name] }>(sql`
    UPDATE ${table} SET pinned = ${pinned}, updated_at = now() WHERE ${where}
    RETURNING id, method, recipe_version AS "recipeVersion", version, content_hash AS "contentHash", pinned`);
  return result.rows[0] ?? null;
}

/** What a pinned artifact's row says of it. */
export type PinnedRow = Pick<
  ArtifactSnapshot,
  'id' | 'method' | 'recipeVersion' | 'version' | 'contentHash' | 'pinned'
>;

function rowOf(kind: PinnableKind, scriptId: string, subject: string) {
  switch (kind) {
    case 'card':
      return {
        table: sql`scene_summaries`,
        where: sql`scene_id::text = ${subject}
          AND scene_id IN (SELECT id FROM scenes WHERE script_id = ${scriptId} AND removed_at IS NULL)`,
      };
    case 'sheet':
      return { table: sql`character_sheets`, where: sql`script_id = ${scriptId} AND character_name = ${subject}` };
    case 'outline':
      return { table: sql`script_outlines`, where: sql`script_id = ${scriptId}` };
    case 'thread':
      return { table: sql`plot_threads`, where: sql`script_id = ${scriptId} AND id::text = ${subject}` };
    case 'relationship':
      return { table: sql`scene_relationships`, where: sql`script_id = ${scriptId} AND id::text = ${subject}` };
  }
}

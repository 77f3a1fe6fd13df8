import { sql } from 'drizzle-orm';
import type { ArtifactKind } from '../../story/artifactKind';
import type { Provenance } from './artifactQueries';
import type { Db } from './db';

/** The kinds of which a script has one set. */
export type SetKind = Extract<ArtifactKind, 'keyScene' | 'thread' | 'relationship'>;

/** A set to store; its contents are rows of their own. `again`: it counts as made again although it came out the same. */
export interface SetWrite extends Omit<Provenance, 'tokensEstimate'> {
  readonly kind: SetKind;
  readonly again: boolean;
}

/** Stores what a set says of its making. Returns its version: one more where another one was made. */
export async function writeSet(db: Db, scriptId: string, set: SetWrite): Promise<number> {
  const { kind, method, recipeVersion, contentHash, again } = set;
  const result = await db.execute<{ version: number }>(sql`
    INSERT INTO artifact_sets (script_id, kind, method, recipe_version, content_hash)
    VALUES (${scriptId}, ${kind}, ${method}, ${recipeVersion}, ${contentHash})
    ON CONFLICT (script_id, kind) DO UPDATE SET method = excluded.method, recipe_version = excluded.recipe_version,
      version = artifact_sets.version + (${again} OR artifact_sets.content_hash <> excluded.content_hash
        OR artifact_sets.method <> excluded.method)::int,
      content_hash = excluded.content_hash, generated_at = now(), updated_at = now()
    RETURNING version`);
  return result.rows[0]?.version ?? 1;
}

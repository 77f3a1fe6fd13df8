import { eq, sql } from 'drizzle-orm';
import type { OutlineContent } from '../../story/outline';
import type { Provenance } from './artifactQueries';
import type { Db } from './db';
import { scriptOutlines } from './schema/artifactTables';

/** An outline as stored. */
export type OutlineRow = typeof scriptOutlines.$inferSelect;

/** Stores the outline of a script; one that is there already gets the next version. It is current: `is_stale` is false. */
export async function writeOutline(
  db: Db,
  scriptId: string,
  outline: OutlineContent & Provenance,
): Promise<{ id: string; version: number }> {
  const values = { ...outline, isStale: false, dirtySceneCount: 0, generatedAt: new Date() };
  const rows = await db
    .insert(scriptOutlines)
    .values({ scriptId, ...values })
    .onConflictDoUpdate({
      target: scriptOutlines.scriptId,
      set: { ...values, version: sql`${scriptOutlines.version} + 1` },
    })
    .returning({ id: scriptOutlines.id, version: scriptOutlines.version });
  const row = rows[0];
  if (row === undefined) throw new Error('the outline was not stored');
  return row;
}

/** The outline of a script; null if none was made. */
export async function findOutline(db: Db, scriptId: string): Promise<OutlineRow | null> {
  const rows = await db.select().from(scriptOutlines).where(eq(scriptOutlines.scriptId, scriptId));
  return rows[0] ?? null;
}

import { eq, sql } from 'drizzle-orm';
import type { OutlineContent } from '../../story/outline';
import type { MadeAgain, Provenance } from './artifactQueries';
import type { Db } from './db';
import { scriptOutlines } from './schema/artifactTables';

/** An outline as stored. */
export type OutlineRow = typeof scriptOutlines.$inferSelect;

/**
 * Stores the outline of a script; one that is there already gets the next version if it says something else or has another
 * maker. It is current: `is_stale` is false. Null if the one that is there is pinned: it stays.
 */
export async function writeOutline(
  db: Db,
  scriptId: string,
  outline: OutlineContent & Provenance,
  { again, evenPinned = false }: MadeAgain,
): Promise<{ id: string; version: number } | null> {
  const values = { ...outline, isStale: false, dirtySceneCount: 0, generatedAt: new Date() };
  const rows = await db
    .insert(scriptOutlines)
    .values({ scriptId, ...values })
    .onConflictDoUpdate({
      target: scriptOutlines.scriptId,
      set: {
        ...values,
        version: sql`${scriptOutlines.version} + (${again} OR ${scriptOutlines.contentHash} <> ${outline.contentHash}
          OR ${scriptOutlines.method} <> ${outline.method})::int`,
      },
      setWhere: sql`${evenPinned} OR NOT ${scriptOutlines.pinned}`,
    })
    .returning({ id: scriptOutlines.id, version: scriptOutlines.version });
  return rows[0] ?? null;
}

/** The outline of a script; null if none was made. */
export async function findOutline(db: Db, scriptId: string): Promise<OutlineRow | null> {
  const rows = await db.select().from(scriptOutlines).where(eq(scriptOutlines.scriptId, scriptId));
  return rows[0] ?? null;
}

import { and, asc, eq } from 'drizzle-orm';
import type { ArtifactKind } from '../../story/artifactKind';
import type { Db } from './db';
import { artifactCandidates } from './schema/artifactTables';

/** A newer version as it waits. */
export type WaitingRow = typeof artifactCandidates.$inferSelect;

/** The newer versions that wait in a script, oldest first. */
export async function listWaiting(db: Db, scriptId: string): Promise<WaitingRow[]> {
  return db
    .select()
    .from(artifactCandidates)
    .where(eq(artifactCandidates.scriptId, scriptId))
    .orderBy(asc(artifactCandidates.generatedAt), asc(artifactCandidates.id));
}

/** Takes one out of the waiting: it is deleted. Null if none waits for this subject. */
export async function removeWaiting(
  db: Db,
  scriptId: string,
  kind: ArtifactKind,
  subject: string,
): Promise<WaitingRow | null> {
  const rows = await db
    .delete(artifactCandidates)
    .where(
      and(
        eq(artifactCandidates.scriptId, scriptId),
        eq(artifactCandidates.artifactKind, kind),
        eq(artifactCandidates.subject, subject),
      ),
    )
    .returning();
  return rows[0] ?? null;
}

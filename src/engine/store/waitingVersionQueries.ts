import { and, asc, eq, sql } from 'drizzle-orm';
import type { ArtifactKind } from '../../story/artifactKind';
import type { Db } from './db';
import { artifactCandidates } from './schema/artifactTables';

/** A newer version as it waits. */
export type WaitingRow = typeof artifactCandidates.$inferSelect;

/** What is left of one that was discarded: from which inputs it was made, so that it is not made from the same again. */
const DISCARDED = { discarded: true };
const notDiscarded = sql`${artifactCandidates.content}->>'discarded' IS NULL`;

/** The newer versions that wait in a script, oldest first. */
export async function listWaiting(db: Db, scriptId: string): Promise<WaitingRow[]> {
  return db
    .select()
    .from(artifactCandidates)
    .where(and(eq(artifactCandidates.scriptId, scriptId), notDiscarded))
    .orderBy(asc(artifactCandidates.generatedAt), asc(artifactCandidates.id));
}

/** The one that waits for this subject; null if none does. */
export async function findWaiting(
  db: Db,
  scriptId: string,
  kind: ArtifactKind,
  subject: string,
): Promise<WaitingRow | null> {
  const rows = await db
    .select()
    .from(artifactCandidates)
    .where(
      and(
        eq(artifactCandidates.scriptId, scriptId),
        eq(artifactCandidates.artifactKind, kind),
        eq(artifactCandidates.subject, subject),
        notDiscarded,
      ),
    );
  return rows[0] ?? null;
}

/** Discards one: it waits no more, nor does another from the same inputs. */
export async function discardWaiting(db: Db, id: string): Promise<void> {
  await db.update(artifactCandidates).set({ content: DISCARDED }).where(eq(artifactCandidates.id, id));
}

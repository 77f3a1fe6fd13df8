import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ArtifactKind } from '../../story/artifactKind';
import type { CandidateSnapshot } from '../../story/scriptSnapshot';
import type { Provenance } from './artifactQueries';
import type { Db } from './db';
import { artifactCandidates } from './schema/artifactTables';

/** A candidate to store: it takes the place of one that waits already. */
export interface CandidateWrite extends CandidateSnapshot, Provenance {
  readonly content: Readonly<Record<string, unknown>>;
}

/** What waits beside the artifacts of a script, without contents. */
export async function listCandidates(db: Db, scriptId: string): Promise<CandidateSnapshot[]> {
  return db
    .select({
      kind: artifactCandidates.artifactKind,
      subject: artifactCandidates.subject,
      method: artifactCandidates.method,
      inputs: artifactCandidates.inputs,
    })
    .from(artifactCandidates)
    .where(eq(artifactCandidates.scriptId, scriptId));
}

/** Stores a candidate, one a subject. */
export async function writeCandidate(db: Db, scriptId: string, candidate: CandidateWrite): Promise<void> {
  const { kind, subject, ...columns } = candidate;
  const values = { ...columns, inputs: [...columns.inputs], generatedAt: sql`now()` };
  await db
    .insert(artifactCandidates)
    .values({ scriptId, artifactKind: kind, subject, ...values })
    .onConflictDoUpdate({
      target: [artifactCandidates.scriptId, artifactCandidates.artifactKind, artifactCandidates.subject],
      set: values,
    });
}

/** Removes what waits for these subjects: it was taken, dismissed, or is older than what is stored now. */
export async function deleteCandidates(
  db: Db,
  scriptId: string,
  kind: ArtifactKind,
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length > 0) await db.delete(artifactCandidates).where(of(scriptId, kind, subjects));
}

function of(scriptId: string, kind: ArtifactKind, subjects: readonly string[]) {
  return and(
    eq(artifactCandidates.scriptId, scriptId),
    eq(artifactCandidates.artifactKind, kind),
    inArray(artifactCandidates.subject, [...subjects]),
  );
}

import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { ArtifactKind } from '../../story/artifactKind';
import type { FailureSnapshot } from '../../story/scriptSnapshot';
import type { Db } from './db';
import { generationFailures } from './schema/artifactTables';

/** What could not be made of a script. */
export async function listFailures(db: Db, scriptId: string): Promise<FailureSnapshot[]> {
  const { kind, subject, method, code, message, attempts, inputsHash, retryAt } = generationFailures;
  return db
    .select({ kind, subject, method, code, message, attempts, inputsHash, retryAt })
    .from(generationFailures)
    .where(eq(generationFailures.scriptId, scriptId));
}

/** Stores a failure in the place of an earlier one of the same subject. */
export async function writeFailure(db: Db, scriptId: string, failure: FailureSnapshot): Promise<void> {
  const { kind, subject, ...values } = failure;
  await db
    .insert(generationFailures)
    .values({ scriptId, kind, subject, ...values })
    .onConflictDoUpdate({
      target: [generationFailures.scriptId, generationFailures.kind, generationFailures.subject],
      set: { ...values, updatedAt: new Date() },
    });
}

/** Removes what failed of these subjects: they are made now. */
export async function deleteFailures(
  db: Db,
  scriptId: string,
  kind: ArtifactKind,
  subjects: readonly string[],
): Promise<void> {
  if (subjects.length === 0) return;
  await db
    .delete(generationFailures)
    .where(
      and(
        eq(generationFailures.scriptId, scriptId),
        eq(generationFailures.kind, kind),
        inArray(generationFailures.subject, [...subjects]),
      ),
    );
}

/** Removes what stopped a whole run of a model: it answers again. */
export async function deleteRunFailures(db: Db, scriptId: string, method: string): Promise<void> {
  await db
    .delete(generationFailures)
    .where(
      and(
        eq(generationFailures.scriptId, scriptId),
        eq(generationFailures.method, method),
        isNull(generationFailures.inputsHash),
      ),
    );
}

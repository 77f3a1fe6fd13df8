import { eq } from 'drizzle-orm';
import type { Db } from './db';
import { acceptedEdits, modelCalls } from './schema/ledgerTables';

/** Lines of a scene that the writer took from a model. */
export type AcceptedEditRow = typeof acceptedEdits.$inferSelect;

/** Stores an accepted edit. A call that the ledger does not have is stored as null. */
export async function writeAcceptedEdit(
  db: Db,
  edit: Pick<AcceptedEditRow, 'sceneId' | 'hashBefore' | 'hashAfter' | 'lines' | 'modelCallId'>,
): Promise<void> {
  const known =
    edit.modelCallId === null
      ? []
      : await db.select({ id: modelCalls.id }).from(modelCalls).where(eq(modelCalls.id, edit.modelCallId));
  await db.insert(acceptedEdits).values({ ...edit, modelCallId: known[0]?.id ?? null });
}

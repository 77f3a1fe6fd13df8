import { eq, sql, type SQL } from 'drizzle-orm';
import type { ScriptState } from '../../story/scriptState';
import type { Db } from './db';
import { scripts } from './schema/scriptTables';
import type { StoredTitlePageEntry } from './schema/storedShapes';

/** A script as stored. */
export type ScriptRow = typeof scripts.$inferSelect;

/** What a sync writes about a script. */
export interface ScriptWrite {
  readonly id: string;
  readonly uri: string;
  readonly title: string | null;
  readonly format: 'fountain' | 'fdx';
  readonly hash: string;
  readonly pageCount: number;
  readonly eighths: number;
  readonly normalizerVersion: number;
  readonly bodyLine: number;
  readonly titlePage: readonly StoredTitlePageEntry[];
  readonly bufferVersion: number;
}

/** The script stored under a uri; null if there is none. */
export async function findScript(db: Db, uri: string): Promise<ScriptRow | null> {
  const rows = await db.select().from(scripts).where(eq(scripts.uri, uri));
  return rows[0] ?? null;
}

/** What a run on a script may always cost without being asked for, in US dollars; null: nothing, or there is no such script. */
export async function findAlwaysUnder(db: Db, scriptId: string): Promise<number | null> {
  const rows = await db.select({ usd: scripts.alwaysUnderUsd }).from(scripts).where(eq(scripts.id, scriptId));
  return rows[0]?.usd ?? null;
}

/** Sets what a run on a script may always cost without being asked for; null: nothing. */
export async function writeAlwaysUnder(db: Db, scriptId: string, usd: number | null): Promise<void> {
  await db.update(scripts).set({ alwaysUnderUsd: usd }).where(eq(scripts.id, scriptId));
}

/** A script by id; null if there is none. */
export async function findScriptById(db: Db, id: string): Promise<ScriptRow | null> {
  const rows = await db.select().from(scripts).where(eq(scripts.id, id));
  return rows[0] ?? null;
}

/** Inserts or updates a script by id. Its state is written apart, by `writeScriptState`. */
export async function writeScript(db: Db, script: ScriptWrite): Promise<void> {
  const { id, ...columns } = script;
  const values = { ...columns, titlePage: [...columns.titlePage], removedAt: null };
  await db
    .insert(scripts)
    .values({ id, ...values })
    .onConflictDoUpdate({ target: scripts.id, set: values });
}

/** Writes the hash of a script whose text did not change, and the rules it was made by. */
export async function writeScriptHash(
  db: Db,
  scriptId: string,
  { hash, normalizerVersion }: Pick<ScriptWrite, 'hash' | 'normalizerVersion'>,
): Promise<void> {
  await db.update(scripts).set({ hash, normalizerVersion }).where(eq(scripts.id, scriptId));
}

/** Writes the state; the moment of transition moves only when the state does. */
export async function writeScriptState(db: Db, scriptId: string, state: ScriptState): Promise<void> {
  await db.execute(sql`
    UPDATE scripts SET state = ${state}, last_state_transition = now(), updated_at = now()
    WHERE id = ${scriptId} AND state <> ${state}`);
}

/** Deletes a script with all that is known of it. Resolves with its id; null if there was none. */
export async function deleteScript(db: Db, uri: string): Promise<string | null> {
  return (await deleteScriptsWhere(db, sql`uri = ${uri}`))[0] ?? null;
}

/** Deletes every script whose uri begins so, with all that is known of it. */
export async function deleteScriptsOf(db: Db, scheme: string): Promise<void> {
  await deleteScriptsWhere(db, sql`starts_with(uri, ${scheme})`);
}

/**
 * Deletes the scripts of a condition on `scripts` and, by cascade, all that is known of them. What was sent of them goes on to
 * count towards its day, without what would tell of which script, about what and which scenes. One statement. Resolves
 * with the ids.
 */
export async function deleteScriptsWhere(db: Db, condition: SQL): Promise<string[]> {
  const result = await db.execute<{ id: string }>(sql`
    WITH gone AS (SELECT id FROM scripts WHERE ${condition}),
      counting AS (
        UPDATE model_calls SET script_id = NULL, subject = '', scene_ids = '{}', updated_at = now()
        WHERE script_id IN (SELECT id FROM gone))
    DELETE FROM scripts WHERE id IN (SELECT id FROM gone) RETURNING id`);
  return result.rows.map(({ id }) => id);
}

import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Migration } from './readMigrations';
import { storeNewer, storeOtherBuild } from './storeFailure';

/**
 * Brings the schema up to `migrations`: all that are pending in one transaction, so that a crash leaves the old schema
 * or the new one. Returns the tags applied now.
 *
 * The record is a table of our own. drizzle's migrator compares nothing but times, so a newer database would pass
 * unseen; and it knows no way down.
 *
 * Fails with `store-newer` if the database has a migration that is not in the list, and with `store-other-version` if
 * one was applied with another text.
 */
export async function migrate(pg: PGlite, migrations: readonly Migration[]): Promise<readonly string[]> {
  if ((await pendingMigrations(pg, migrations)).length === 0) return [];
  return pg.transaction(async (tx) => {
    await tx.exec(createRecord);
    const pending = await pendingMigrations(tx, migrations);
    for (const { tag, up, hash } of pending) {
      await tx.exec(up);
      await tx.query('INSERT INTO schema_migrations (tag, hash) VALUES ($1, $2)', [tag, hash]);
    }
    return pending.map(({ tag }) => tag);
  });
}

/** Takes the last applied migration back, with what its tables held, in one transaction. Returns its tag, or null if none is applied. */
export async function rollBackLastMigration(pg: PGlite, migrations: readonly Migration[]): Promise<string | null> {
  return pg.transaction(async (tx) => {
    const pending = await pendingMigrations(tx, migrations);
    const last = migrations[migrations.length - pending.length - 1];
    if (last === undefined) return null;
    await tx.exec(last.down);
    await tx.query('DELETE FROM schema_migrations WHERE tag = $1', [last.tag]);
    return last.tag;
  });
}

/** What is not applied yet, in order. Fails as `migrate` does. */
export async function pendingMigrations(
  db: PGlite | Transaction,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const applied = await appliedMigrations(db);
  const known = new Map(migrations.map((migration) => [migration.tag, migration]));
  for (const { tag, hash } of applied) {
    const migration = known.get(tag);
    if (migration === undefined) throw storeNewer(tag);
    if (migration.hash !== hash) throw storeOtherBuild(tag);
  }
  const tags = new Set(applied.map(({ tag }) => tag));
  return migrations.filter(({ tag }) => !tags.has(tag));
}

/** A migration as the database records it. */
export interface AppliedMigration {
  readonly tag: string;
  readonly hash: string;
}

/** What was applied, in order. */
export async function appliedMigrations(db: PGlite | Transaction): Promise<readonly AppliedMigration[]> {
  const found = await db.query<{ there: boolean }>(
    "SELECT to_regclass('public.schema_migrations') IS NOT NULL AS there",
  );
  if (found.rows[0]?.there !== true) return [];
  return (await db.query<AppliedMigration>('SELECT tag, hash FROM schema_migrations ORDER BY tag')).rows;
}

const createRecord = `CREATE TABLE IF NOT EXISTS schema_migrations (
  tag text PRIMARY KEY,
  hash char(64) NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)`;

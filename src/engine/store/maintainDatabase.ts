import type { PGlite } from '@electric-sql/pglite';

/** What was done; the tables by name. */
export interface Maintenance {
  readonly checkpointed: boolean;
  readonly vacuumed: readonly string[];
  readonly analyzed: readonly string[];
}

/**
 * The work of PostgreSQL's background processes, which PGlite does not have: without it the write-ahead log grows until
 * the database is closed (a single-user server starts no checkpoint by itself), and with the log the disk and the time
 * that a start after a crash takes; dead rows are never reused, and the planner knows nothing of the tables. Each
 * step is one stall of its thread (tens of milliseconds), so call this when nobody waits. Cheap when nothing is due.
 */
export async function maintainDatabase(pg: PGlite): Promise<Maintenance> {
  const { vacuum, analyze } = await dueTables(pg);
  for (const table of vacuum) await pg.exec(`VACUUM (ANALYZE) ${table}`);
  for (const table of analyze) await pg.exec(`ANALYZE ${table}`);
  const checkpoint = (await logBytes(pg)) > checkpointBytes;
  if (checkpoint) await pg.exec('CHECKPOINT');
  return { checkpointed: checkpoint, vacuumed: vacuum, analyzed: analyze };
}

/** As much log as `max_wal_size` keeps anyway. */
const checkpointBytes = 16 * 1024 ** 2;

/** Bytes of log written since the last checkpoint. */
async function logBytes(pg: PGlite): Promise<number> {
  const result = await pg.query<{ bytes: number }>(
    'SELECT (pg_current_wal_lsn() - redo_lsn)::float8 AS bytes FROM pg_control_checkpoint()',
  );
  return result.rows[0]?.bytes ?? 0;
}

interface DueTables {
  readonly vacuum: readonly string[];
  readonly analyze: readonly string[];
}

/** The thresholds are autovacuum's own (https://www.postgresql.org/docs/18/routine-vacuuming.html#AUTOVACUUM), the fixed parts raised. */
async function dueTables(pg: PGlite): Promise<DueTables> {
  // The counters are written once a second at most, and never by a server that nobody asks anything.
  await pg.query('SELECT pg_stat_force_next_flush()');
  const result = await pg.query<{ table: string; vacuum: boolean; analyze: boolean }>(`
    SELECT format('%I.%I', schemaname, relname) AS table,
      n_dead_tup > 500 + 0.2 * n_live_tup AS vacuum,
      n_mod_since_analyze > 250 + 0.1 * n_live_tup AS analyze
    FROM pg_stat_user_tables ORDER BY 1`);
  return {
    vacuum: result.rows.filter((row) => row.vacuum).map((row) => row.table),
    analyze: result.rows.filter((row) => row.analyze && !row.vacuum).map((row) => row.table),
  };
}

import type { PGlite } from '@electric-sql/pglite';

/** What a check went through, and a sentence for each thing that is wrong. */
export interface DatabaseCheck {
  readonly rows: number;
  readonly tables: number;
  readonly indexes: number;
  readonly findings: readonly string[];
}

/**
 * Reads every row of every table, so that every page proves its checksum; compares every index with its table
 * (amcheck); then asks whether what the schema and the sync promise is so: keys that lead somewhere, checks, scenes
 * counted from 0, threads that stand where their scenes stand. The database answers others between the steps.
 */
export async function checkDatabase(pg: PGlite): Promise<DatabaseCheck> {
  const findings: string[] = [];
  const tables = await listTables(pg);
  let [rows, indexes] = [0, 0];
  for (const table of tables) {
    const here = findings.length;
    rows += await guarded(findings, `The table ${table.name} cannot be read`, 0, () => readAll(pg, table));
    indexes += await guarded(findings, `An index of ${table.name} is not as its table`, 0, () =>
      checkIndexes(pg, table),
    );
    if (findings.length > here) continue;
    for (const rule of await rulesOf(pg, table)) await findBroken(pg, findings, rule);
  }
  if (findings.length === 0) for (const rule of promises) await findBroken(pg, findings, rule);
  return { rows, tables: tables.length, indexes, findings };
}

interface Table {
  readonly name: string;
  readonly oid: number;
  readonly pages: number;
}

async function listTables(pg: PGlite): Promise<readonly Table[]> {
  const found = await pg.query<Table>(`
    SELECT relname AS name, oid::int AS oid, (pg_relation_size(oid) / current_setting('block_size')::int)::int AS pages
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`);
  return found.rows;
}

/** Runs a step; what the database says against it becomes a finding. */
async function guarded<T>(findings: string[], what: string, otherwise: T, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    findings.push(`${what} (${error instanceof Error ? error.message : String(error)}).`);
    return otherwise;
  }
}

/** Rows of so many pages are read at once: with long values stored apart that is some megabytes. */
const pagesPerStep = 4;

/** Rows of a table, each read wholly. */
async function readAll(pg: PGlite, { name, pages }: Table): Promise<number> {
  let rows = 0;
  for (let page = 0; page < pages; page += pagesPerStep) {
    const result = await pg.query<{ rows: number }>(
      `SELECT count(to_jsonb(t)::text)::int AS rows FROM ${name} t
        WHERE ctid >= '(${page},0)'::tid AND ctid < '(${page + pagesPerStep},0)'::tid`,
    );
    rows += result.rows[0]?.rows ?? 0;
  }
  return rows;
}

/** How many indexes of a table were compared with it. Throws what amcheck finds first. The extension is gone again afterwards. */
async function checkIndexes(pg: PGlite, { oid }: Table): Promise<number> {
  const done = new Error('undo');
  let indexes = 0;
  try {
    await pg.transaction(async (tx) => {
      await tx.exec('SET LOCAL client_min_messages = error; CREATE EXTENSION IF NOT EXISTS amcheck');
      const heap = await tx.query<{ msg: string }>('SELECT msg FROM verify_heapam($1::regclass) LIMIT 1', [oid]);
      if (heap.rows[0] !== undefined) throw new Error(heap.rows[0].msg);
      const found = await tx.query<{ id: number; isUnique: boolean }>(
        `SELECT x.indexrelid::int AS id, x.indisunique AS "isUnique" FROM pg_index x
          JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am a ON a.oid = c.relam
          WHERE x.indrelid = $1 AND a.amname = 'btree'`,
        [oid],
      );
      for (const { id, isUnique } of found.rows) {
        await tx.query('SELECT bt_index_check($1::regclass, true, $2)', [id, isUnique]);
        indexes++;
      }
      throw done;
    });
  } catch (error) {
    if (error !== done) throw error;
  }
  return indexes;
}

/** A query for how many rows break a rule, and what to say of them. */
interface Rule {
  readonly broken: string;
  /** After `3 rows of scenes`. */
  readonly says: string;
  readonly table: string;
}

async function findBroken(pg: PGlite, findings: string[], { broken, says, table }: Rule): Promise<void> {
  const rows = await guarded(findings, `${table} cannot be checked`, 0, async () => {
    const result = await pg.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM (${broken}) AS broken`);
    return result.rows[0]?.rows ?? 0;
  });
  if (rows > 0) findings.push(`${rows} ${rows === 1 ? 'row' : 'rows'} of ${table} ${says}.`);
}

/** The foreign keys and checks of a table. */
async function rulesOf(pg: PGlite, { name, oid }: Table): Promise<readonly Rule[]> {
  const checks = await pg.query<{ name: string; rule: string }>(
    `SELECT conname AS name, pg_get_expr(conbin, conrelid) AS rule FROM pg_constraint WHERE conrelid = $1 AND contype = 'c'`,
    [oid],
  );
  const keys = await pg.query<{ name: string; parent: string; columns: string[]; parentColumns: string[] }>(
    `SELECT conname AS name, confrelid::regclass::text AS parent,
      (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(conkey) WITH ORDINALITY k(num, n)
        JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.num) AS columns,
      (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(confkey) WITH ORDINALITY k(num, n)
        JOIN pg_attribute a ON a.attrelid = confrelid AND a.attnum = k.num) AS "parentColumns"
    FROM pg_constraint WHERE conrelid = $1 AND contype = 'f'`,
    [oid],
  );
  return [
    ...checks.rows.map((check) => ({
      table: name,
      broken: `SELECT 1 FROM ${name} WHERE NOT (${check.rule})`,
      says: `break the rule ${check.name}`,
    })),
    ...keys.rows.map(({ name: key, parent, columns, parentColumns }) => ({
      table: name,
      broken: `SELECT 1 FROM ${name} c WHERE ${columns.map((column) => `c.${column} IS NOT NULL`).join(' AND ')}
        AND NOT EXISTS (SELECT 1 FROM ${parent} p
          WHERE ${columns.map((column, i) => `p.${parentColumns[i]} = c.${column}`).join(' AND ')})`,
      says: `name a row of ${parent} that is not there (${key})`,
    })),
  ];
}

/** What no constraint can say and every sync keeps. */
const promises: readonly Rule[] = [
  {
    table: 'scripts',
    broken: `SELECT 1 FROM scenes WHERE scene_index IS NOT NULL GROUP BY script_id
      HAVING min(scene_index) <> 0 OR max(scene_index) <> count(*) - 1`,
    says: 'have scenes that are not counted from 0 without gaps',
  },
  {
    table: 'plot_threads',
    broken: `SELECT 1 FROM plot_threads t WHERE scene_indices <> coalesce((
      SELECT array_agg(s.scene_index ORDER BY s.scene_index) FROM scenes s
      WHERE s.id = ANY(t.scene_ids) AND s.scene_index IS NOT NULL), '{}')`,
    says: 'do not stand where their scenes stand',
  },
  {
    table: 'script_outlines',
    broken: 'SELECT 1 FROM script_outlines WHERE dirty_scene_count < 0 OR (NOT is_stale AND dirty_scene_count > 0)',
    says: 'are called current with changed scenes under them',
  },
  {
    table: 'character_sheets',
    broken: 'SELECT 1 FROM character_sheets WHERE dirty_scene_count < 0 OR (NOT is_stale AND dirty_scene_count > 0)',
    says: 'are called current with changed scenes under them',
  },
  {
    table: 'artifact_inputs',
    broken: `SELECT 1 FROM artifact_inputs i WHERE artifact_kind = 'card'
      AND NOT EXISTS (SELECT 1 FROM scene_summaries c WHERE c.id = i.artifact_id)`,
    says: 'are inputs of cards that are not there',
  },
];

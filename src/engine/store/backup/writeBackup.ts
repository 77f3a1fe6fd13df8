import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { BackupReason } from '../../../story/storeReport';
import { appliedMigrations } from '../migrate';
import { syncDirectory } from '../template/unpackTemplate';
import {
  BACKUP_FORMAT,
  BACKUP_FORMAT_VERSION,
  rowLine,
  type BackedUpScript,
  type BackupHeader,
  type BackupMark,
} from './backupFormat';
import { backupTables, type BackupTable } from './backupTables';
import { verifyBackup } from './readBackup';

/** What a backup that is being written has after its name. */
export const unfinishedSuffix = '.unfinished';

/**
 * Writes everything that is stored into `file`, which must not exist, and reads it back before it gets that name. The
 * database answers others meanwhile: it is read in pages, a few milliseconds each. Aborting rejects with the signal's
 * reason and leaves nothing behind. Rejects with the system's or the database's error.
 */
export async function writeBackup(
  pg: PGlite,
  file: string,
  { reason, signal }: { readonly reason: BackupReason; readonly signal?: AbortSignal },
): Promise<BackupHeader> {
  return publishBackup(file, async (out) => {
    const scripts = await listScripts(pg);
    await out.write(lineOf(await headerOf(pg, reason, scripts)));
    const tables = await presentTables(pg);
    for (const script of [null, ...scripts.map(({ id }) => id)]) await writeSection(pg, out, tables, script, signal);
    await out.write(lineOf({ kind: 'end', sections: scripts.length + 1 }));
  });
}

/** A backup being written. */
export interface BackupOutput {
  write(text: string): Promise<void>;
  /** Bytes written until now. */
  readonly size: number;
  /** Takes back what was written after that size. */
  cutBack(size: number): Promise<void>;
}

/** Runs `work` on a new file beside `file`; when it is on the disk and reads back whole, it takes the place of `file`. */
export async function publishBackup(file: string, work: (out: BackupOutput) => Promise<void>): Promise<BackupHeader> {
  const unfinished = `${file}${unfinishedSuffix}`;
  await rm(unfinished, { force: true });
  try {
    const handle = await open(unfinished, 'wx', 0o600);
    try {
      await work(outputTo(handle));
      await handle.sync();
    } finally {
      await handle.close();
    }
    const header = await verifyBackup(unfinished);
    await rename(unfinished, file);
    await syncDirectory(path.dirname(file));
    return header;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** One mark as a line. */
export function lineOf(mark: BackupMark): string {
  return `${JSON.stringify(mark)}\n`;
}

function outputTo(handle: FileHandle): BackupOutput {
  let size = 0;
  return {
    get size() {
      return size;
    },
    write: async (text) => {
      const member = await compress(text);
      await handle.write(member, 0, member.length, size);
      size += member.length;
    },
    cutBack: async (to) => {
      await handle.truncate(to);
      size = to;
    },
  };
}

const compress = promisify<string, Buffer>(gzip);

type Reader = Pick<PGlite | Transaction, 'query'>;

async function headerOf(pg: PGlite, reason: BackupReason, scripts: readonly BackedUpScript[]): Promise<BackupHeader> {
  const version = await pg.query<{ postgres: string }>('SELECT version() AS postgres');
  return {
    kind: 'header',
    format: BACKUP_FORMAT,
    formatVersion: BACKUP_FORMAT_VERSION,
    reason,
    createdAt: new Date().toISOString(),
    postgres: version.rows[0]?.postgres ?? '',
    migrations: await appliedMigrations(pg),
    scripts,
  };
}

async function listScripts(pg: PGlite): Promise<readonly BackedUpScript[]> {
  return (await pg.query<BackedUpScript>('SELECT id, uri, title FROM scripts ORDER BY created_at, id')).rows;
}

/** A database that is not migrated yet may not have every table. */
async function presentTables(pg: PGlite): Promise<readonly BackupTable[]> {
  const found = await pg.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  const names = new Set(found.rows.map(({ name }) => name));
  return backupTables.filter(({ name }) => names.has(name));
}

/** How often a section is read in pages before it is read in one transaction, for whose time everybody waits. */
const pagedAttempts = 3;

/**
 * One script, or what belongs to none, as it stood at one moment. The one session of PGlite cannot hold a snapshot open
 * while it serves others, so the pages are read one by one, and again if a transaction wrote anything in between: each
 * of those takes a new transaction id.
 */
async function writeSection(
  pg: PGlite,
  out: BackupOutput,
  tables: readonly BackupTable[],
  script: string | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const start = out.size;
  for (let attempt = 1; attempt <= pagedAttempts; attempt++) {
    const before = await nextTransactionId(pg);
    await writeRows(pg, out, tables, script, signal);
    if ((await nextTransactionId(pg)) === before) return;
    await out.cutBack(start);
  }
  await pg.transaction(async (tx) => {
    await tx.exec('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    await writeRows(tx, out, tables, script, signal);
  });
}

async function nextTransactionId(pg: Reader): Promise<string> {
  const result = await pg.query<{ id: string }>('SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS id');
  return result.rows[0]?.id ?? '';
}

async function writeRows(
  pg: Reader,
  out: BackupOutput,
  tables: readonly BackupTable[],
  script: string | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  await out.write(lineOf({ kind: 'section', script }));
  for (const table of tables) {
    for await (const page of pagesOf(pg, table, script)) {
      signal?.throwIfAborted();
      const lines = page.map((json) => `${rowLine(table.name, json)}\n`).join('');
      hash.update(lines);
      rows[table.name] = (rows[table.name] ?? 0) + page.length;
      await out.write(lines);
    }
  }
  await out.write(lineOf({ kind: 'sectionEnd', rows, sha256: hash.digest('hex') }));
}

/** A page of vectors, the widest rows, takes some 50 ms. */
const rowsPerPage = 100;

/** The rows of a table along its key, as JSON texts. */
async function* pagesOf(pg: Reader, table: BackupTable, script: string | null): AsyncGenerator<readonly string[]> {
  const { name, key } = table;
  const condition = script === null ? table.ofNone : table.ofScript;
  if (condition === null) return;
  const parameters = script === null ? [] : [script];
  const after = `(${key.join(', ')}) > (SELECT ${key.map((column) => `l.${column}`).join(', ')}
    FROM jsonb_populate_record(NULL::${name}, $${parameters.length + 1}::jsonb) l)`;
  let last: string | null = null;
  for (;;) {
    const result: { rows: { json: string }[] } = await pg.query<{ json: string }>(
      `SELECT to_jsonb(t)::text AS json FROM ${name} t
        WHERE ${condition} ${last === null ? '' : `AND ${after}`} ORDER BY ${key.join(', ')} LIMIT ${rowsPerPage}`,
      last === null ? parameters : [...parameters, last],
    );
    const page = result.rows.map(({ json }) => json);
    if (page.length > 0) yield page;
    if (page.length < rowsPerPage) return;
    last = page.at(-1) ?? null;
  }
}

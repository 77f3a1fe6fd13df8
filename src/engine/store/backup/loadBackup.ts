import type { PGlite, Transaction } from '@electric-sql/pglite';
import { appliedMigrations, migrate, rollBackLastMigration } from '../migrate';
import type { Migration } from '../readMigrations';
import { backupNewer, backupUnreadable } from '../storeFailure';
import type { BackupHeader } from './backupFormat';
import { readBackup, readBackupHeader } from './readBackup';

/**
 * Fills a database that has the schema of this release and no rows with a backup, of this release or an older one: the
 * schema goes down to that of the backup, the rows come in, in one transaction, and the schema goes up again. Fails
 * with `backup-…` or with the database's own error; the database is then of no use.
 */
export async function loadBackup(pg: PGlite, file: string, migrations: readonly Migration[]): Promise<BackupHeader> {
  const header = await readBackupHeader(file);
  refuseUnlessKnown(file, header, migrations);
  while ((await appliedMigrations(pg)).length > header.migrations.length) await rollBackLastMigration(pg, migrations);
  await pg.transaction((tx) => insertRows(tx, file));
  await migrate(pg, migrations);
  return header;
}

/** Fails with `backup-newer` if the backup's schema is of a newer release, with `backup-unreadable` if it is of none. */
export function refuseUnlessKnown(file: string, header: BackupHeader, migrations: readonly Migration[]): void {
  for (const [position, { tag, hash }] of header.migrations.entries()) {
    const known = migrations[position];
    if (known === undefined) throw backupNewer(file, tag);
    if (known.tag !== tag || known.hash !== hash) {
      throw backupUnreadable(file, `it is of an unreleased build, whose ${tag} is another one`);
    }
  }
}

/** Rows are inserted together up to this many characters of JSON. */
const batchLength = 1024 ** 2;

async function insertRows(tx: Transaction, file: string): Promise<void> {
  let [table, length] = ['', 0];
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) {
      await tx.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [
        `[${batch.join(',')}]`,
      ]);
    }
    [batch, length] = [[], 0];
  };
  for await (const item of readBackup(file)) {
    if (item.kind !== 'row') continue;
    if (item.table !== table || length > batchLength) await flush();
    table = item.table;
    batch.push(item.json);
    length += item.json.length;
  }
  await flush();
}

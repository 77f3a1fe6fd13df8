import type { PGlite } from '@electric-sql/pglite';
import { join } from 'node:path';
import { counted } from '../../story/lengthText';
import type { StoreReport } from '../../story/storeReport';
import { listBackupFiles } from './backup/backupFolder';
import { verifyBackup } from './backup/readBackup';
import { checkDatabase } from './checkDatabase';
import { dataDirectoryLayout } from './dataDirectoryLayout';

/** Checks the open database and every backup of a data directory. What is wrong is in the report; nothing is repaired. */
export async function checkStore(dataDir: string, pg: PGlite): Promise<StoreReport> {
  const path = join(dataDir, dataDirectoryLayout.database);
  const { rows, tables, indexes, findings } = await checkDatabase(pg);
  const backups = await listBackupFiles(dataDir);
  const unusable: string[] = [];
  for (const backup of backups) {
    await verifyBackup(backup.path).catch((error: unknown) => {
      unusable.push(error instanceof Error ? error.message : String(error));
    });
  }
  const wrong = [...findings, ...unusable];
  if (wrong.length > 0) {
    const advice = findings.length > 0 ? ' "writersroom db restore" goes back to the newest backup.' : '';
    return { ok: false, path, message: `${wrong.join(' ')}${advice}` };
  }
  const read = `${counted(rows, 'row')} in ${counted(tables, 'table')}, ${counted(indexes, 'index', 'indexes')}`;
  const kept = backups.length === 0 ? 'There is no backup yet' : `${counted(backups.length, 'backup')} can be read`;
  return { ok: true, path, message: `The story memory is sound: ${read}. ${kept}.` };
}

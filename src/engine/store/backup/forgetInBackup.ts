import { createHash } from 'node:crypto';
import { rowLine, type BackupHeader } from './backupFormat';
import { readBackup, readBackupHeader } from './readBackup';
import { lineOf, publishBackup, type BackupOutput } from './writeBackup';

/** Which scripts of a backup. */
export type ScriptFilter = (script: BackupHeader['scripts'][number]) => boolean;

/**
 * Writes a backup anew without these scripts and puts it into the place of the old one, in one step. Returns whether
 * there was one of them in it. Fails with `backup-…` or the system's error, and the old one is then as it was.
 */
export async function forgetInBackup(file: string, isForgotten: ScriptFilter): Promise<boolean> {
  const before = await readBackupHeader(file);
  const gone = new Set(before.scripts.filter(isForgotten).map(({ id }) => id));
  if (gone.size === 0) return false;
  const header = { ...before, scripts: before.scripts.filter(({ id }) => !gone.has(id)) };
  await publishBackup(file, async (out) => {
    await out.write(lineOf(header));
    await copySections(file, out, gone);
  });
  return true;
}

/** Lines are compressed together up to this many characters. */
const chunkLength = 256 * 1024;

async function copySections(file: string, out: BackupOutput, gone: ReadonlySet<string>): Promise<void> {
  let [leftOut, sections, lines] = [false, 0, ''];
  let hash = createHash('sha256');
  let rows: Record<string, number> = {};
  for await (const item of readBackup(file)) {
    switch (item.kind) {
      case 'header':
        break;
      case 'section':
        leftOut = item.script !== null && gone.has(item.script);
        [hash, rows] = [createHash('sha256'), {}];
        if (!leftOut) lines += lineOf(item);
        break;
      case 'row': {
        if (leftOut) break;
        const line = `${rowLine(item.table, item.json)}\n`;
        hash.update(line);
        rows[item.table] = (rows[item.table] ?? 0) + 1;
        lines += line;
        if (lines.length > chunkLength) {
          await out.write(lines);
          lines = '';
        }
        break;
      }
      case 'sectionEnd':
        if (leftOut) break;
        sections++;
        lines += lineOf({ kind: 'sectionEnd', rows, sha256: hash.digest('hex') });
    }
  }
  await out.write(lines + lineOf({ kind: 'end', sections }));
}

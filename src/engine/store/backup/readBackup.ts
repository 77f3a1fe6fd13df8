import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BACKUP_REASONS } from '../../../story/storeReport';
import { backupMissing, backupNewer, backupUnreadable, errorCode } from '../storeFailure';
import { BACKUP_FORMAT, BACKUP_FORMAT_VERSION, type BackupHeader, type BackupMark } from './backupFormat';
import { backupTables } from './backupTables';

/** What stands in a backup, in order: the header, then sections with their rows. */
export type BackupItem =
  | BackupHeader
  | { readonly kind: 'section'; readonly script: string | null }
  /** `json` is the row as it was written. */
  | { readonly kind: 'row'; readonly table: string; readonly json: string }
  | { readonly kind: 'sectionEnd' };

/**
 * Reads a backup and checks it on the way: that it is one, whole, and what was written. Only who has read it to its end
 * without a failure knows that. Fails with `backup-missing`, `backup-unreadable` or `backup-newer`.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupItem> {
  let section: OpenSection | null = null;
  let [sections, ended, first] = [0, false, true];
  for await (const line of linesOf(file)) {
    if (ended) throw backupUnreadable(file, 'something follows its end');
    if (line.startsWith('[')) {
      const { table, json } = parseRow(file, line);
      if (section === null) throw backupUnreadable(file, 'a row stands outside of a section');
      section.hash.update(line).update('\n');
      section.rows[table] = (section.rows[table] ?? 0) + 1;
      yield { kind: 'row', table, json };
      continue;
    }
    const mark = parseMark(file, line);
    if (first !== (mark.kind === 'header')) throw backupUnreadable(file, 'it does not begin as a backup does');
    first = false;
    switch (mark.kind) {
      case 'header':
        yield checkedHeader(file, mark);
        break;
      case 'section':
        if (section !== null) throw backupUnreadable(file, 'a section does not end');
        section = { hash: createHash('sha256'), rows: {} };
        yield { kind: 'section', script: mark.script };
        break;
      case 'sectionEnd':
        if (section === null || !isWhole(section, mark)) throw backupUnreadable(file, 'a checksum is wrong');
        section = null;
        sections++;
        yield { kind: 'sectionEnd' };
        break;
      case 'end':
        if (section !== null || mark.sections !== sections) throw backupUnreadable(file, 'a section is missing');
        ended = true;
    }
  }
  if (!ended) throw backupUnreadable(file, 'its end is missing');
}

/** The header alone: quick, and no promise about what follows. Fails as `readBackup` does. */
export async function readBackupHeader(file: string): Promise<BackupHeader> {
  for await (const item of readBackup(file)) if (item.kind === 'header') return item;
  throw backupUnreadable(file, 'it is empty');
}

/** Reads all of it and returns the header. Fails as `readBackup` does. */
export async function verifyBackup(file: string): Promise<BackupHeader> {
  let header: BackupHeader | null = null;
  for await (const item of readBackup(file)) if (item.kind === 'header') header = item;
  if (header === null) throw backupUnreadable(file, 'it is empty');
  return header;
}

interface OpenSection {
  readonly hash: Hash;
  readonly rows: Record<string, number>;
}

function isWhole({ hash, rows }: OpenSection, mark: Extract<BackupMark, { kind: 'sectionEnd' }>): boolean {
  const tables = new Set([...Object.keys(rows), ...Object.keys(mark.rows)]);
  return hash.digest('hex') === mark.sha256 && [...tables].every((table) => rows[table] === mark.rows[table]);
}

/** A line of a text is what `\n` ends: rows may hold every other character that some take for a line end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const text = createGunzip().setEncoding('utf8');
  // A failure of the one ends the other, and the loop throws it.
  pipeline(createReadStream(file), text, () => undefined);
  let rest = '';
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw backupMissing(file);
    throw backupUnreadable(file, error instanceof Error ? error.message : String(error), error);
  }
  if (rest !== '') throw backupUnreadable(file, 'its last line is torn');
}

const tableNames = new Set(backupTables.map(({ name }) => name));

function parseRow(file: string, line: string): { table: string; json: string } {
  const [start, table] = /^\["([a-z_]+)",(?=\{)/.exec(line) ?? [];
  if (start === undefined || table === undefined || !line.endsWith('}]')) {
    throw backupUnreadable(file, 'a row is not as rows are');
  }
  if (!tableNames.has(table)) throw backupUnreadable(file, `it has rows of ${table}, which is no table of ours`);
  return { table, json: line.slice(start.length, -1) };
}

function parseMark(file: string, line: string): BackupMark {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw backupUnreadable(file, 'a line is not as it was written', error);
  }
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
  if (kind !== 'header' && kind !== 'section' && kind !== 'sectionEnd' && kind !== 'end') {
    throw backupUnreadable(file, 'it is no backup of WritersRoom');
  }
  return value as BackupMark;
}

/** The one line without a checksum: it is read before all others, so it is checked by its shape. */
function checkedHeader(file: string, header: BackupHeader): BackupHeader {
  const { format, formatVersion, reason, createdAt, migrations, scripts } = header as Partial<
    Record<keyof BackupHeader, unknown>
  >;
  if (format !== BACKUP_FORMAT || typeof formatVersion !== 'number') {
    throw backupUnreadable(file, 'it is no backup of WritersRoom');
  }
  if (formatVersion > BACKUP_FORMAT_VERSION) throw backupNewer(file, `format ${formatVersion}`);
  const whole =
    BACKUP_REASONS.some((known) => known === reason) &&
    !Number.isNaN(Date.parse(String(createdAt))) &&
    isListOf(migrations, ['tag', 'hash']) &&
    isListOf(scripts, ['id', 'uri']);
  if (!whole) throw backupUnreadable(file, 'its header is not as it was written');
  return header;
}

/** Whether it is an array of objects that have these texts. */
function isListOf(value: unknown, texts: readonly string[]): boolean {
  const isItem = (item: unknown): boolean =>
    typeof item === 'object' &&
    item !== null &&
    texts.every((name) => typeof (item as Readonly<Record<string, unknown>>)[name] === 'string');
  return Array.isArray(value) && value.every(isItem);
}

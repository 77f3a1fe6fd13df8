import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What decides whether a server can read a data directory at all. */
export interface ClusterVersion {
  /** The text of `PG_VERSION`: the major version. */
  readonly major: string;
  /** From `pg_control`; null where that file is missing or too short. PGlite may change these between its minor versions. */
  readonly control: number | null;
  readonly catalog: number | null;
}

/** The version of a PostgreSQL data directory; null if it has no `PG_VERSION` and so is none. */
export async function readClusterVersion(dbDir: string): Promise<ClusterVersion | null> {
  const major = await readIfThere(join(dbDir, 'PG_VERSION'));
  if (major === null) return null;
  const control = await readControlFile(dbDir);
  return {
    major: major.toString('latin1').trim().slice(0, 20),
    control: control?.readUInt32LE(8) ?? null,
    catalog: control?.readUInt32LE(12) ?? null,
  };
}

/**
 * `pg_control`, or null where it is missing or too short. Its head is the same in every version so far
 * (PostgreSQL, `src/include/catalog/pg_control.h`): system identifier (8 bytes), control version (4), catalog version (4),
 * state (4), padding (4), time (8), address of the last checkpoint (8).
 */
export async function readControlFile(dbDir: string): Promise<Buffer | null> {
  const control = await readIfThere(join(dbDir, 'global', 'pg_control'));
  return control !== null && control.length >= 40 ? control : null;
}

/**
 * Whether these can be the numbers of any PostgreSQL, or are what damage left: a control version is a hundred times the
 * major one that changed it, a catalog version a date and a digit (`src/include/catalog/catversion.h`).
 */
export function isPlausible({ major, control, catalog }: ClusterVersion): boolean {
  return (
    /^\d{1,2}(\.\d{1,2})?$/.test(major) &&
    (control === null || (control >= 800 && control < 10_000)) &&
    (catalog === null || /^20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d$/.test(String(catalog)))
  );
}

/** `18/1800/202506291`: for a sentence. */
export function describeClusterVersion({ major, control, catalog }: ClusterVersion): string {
  return `${major}/${control ?? '?'}/${catalog ?? '?'}`;
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR')) return null;
    throw error;
  }
}

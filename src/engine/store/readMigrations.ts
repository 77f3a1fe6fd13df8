import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One numbered change of the schema with its way back. */
export interface Migration {
  /** The file's name without `.sql`, such as `0000_story_memory`. */
  readonly tag: string;
  readonly up: string;
  readonly down: string;
  /** SHA-256 of `up`. */
  readonly hash: string;
}

/** The part of drizzle-kit's journal that is read. */
interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}

/** The migrations of a folder in drizzle-kit's order. Rejects if its journal or one of its files is missing. */
export async function readMigrations(migrationsDir: string): Promise<readonly Migration[]> {
  const journal = JSON.parse(await readText(join(migrationsDir, 'meta', '_journal.json'))) as Journal;
  return Promise.all(journal.entries.map(({ tag }) => readMigration(migrationsDir, tag)));
}

async function readMigration(migrationsDir: string, tag: string): Promise<Migration> {
  const up = await readText(join(migrationsDir, `${tag}.sql`));
  const down = await readText(join(migrationsDir, `${tag}.down.sql`));
  return { tag, up, down, hash: createHash('sha256').update(up).digest('hex') };
}

/** A checkout may have changed the line ends. */
async function readText(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
}

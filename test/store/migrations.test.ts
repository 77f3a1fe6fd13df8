import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { migrate, pendingMigrations, rollBackLastMigration } from '../../src/engine/store/migrate';
import type { Migration } from '../../src/engine/store/readMigrations';
import { readMigrations } from '../../src/engine/store/readMigrations';
import type { StoreFailure } from '../../src/engine/store/storeFailure';
import { countEveryTable, everyTable, fillEveryTable, readEveryTable } from './everyTable';
import { migrationsDir, temporaryDirectory } from './storeFixture';

describe('migrations', function () {
  this.timeout(60_000);
  let released: readonly Migration[];
  let pg: PGlite;

  before(async () => {
    released = await readMigrations(migrationsDir);
    pg = await PGlite.create({ extensions: { vector } });
  });
  after(() => pg.close());
  afterEach(() => pg.exec('DROP SCHEMA public CASCADE; DROP EXTENSION IF EXISTS vector; CREATE SCHEMA public'));

  it('go up, down and up again with data in every table', async () => {
    const tags = released.map(({ tag }) => tag);
    assert.deepEqual(await migrate(pg, released), tags);
    const schema = await describeSchema();
    await fillEveryTable(pg, 'file:///first.fountain');
    assert.deepEqual(new Set(Object.values(await countEveryTable(pg))).has(0), false, 'a table is empty');

    for (const tag of [...tags].reverse()) assert.equal(await rollBackLastMigration(pg, released), tag);
    assert.equal(await rollBackLastMigration(pg, released), null);
    assert.deepEqual(await describeSchema(), ['table schema_migrations'], 'something was left behind');

    assert.deepEqual(await migrate(pg, released), tags);
    assert.deepEqual(await describeSchema(), schema);
    await fillEveryTable(pg, 'file:///second.fountain');
  });

  it('are applied once', async () => {
    await migrate(pg, released);
    await fillEveryTable(pg, 'file:///kept.fountain');
    const before = await readEveryTable(pg);
    assert.deepEqual(await migrate(pg, released), []);
    assert.deepEqual(await readEveryTable(pg), before);
  });

  it('keep what is stored when new ones come', async () => {
    await migrate(pg, released);
    await fillEveryTable(pg, 'file:///kept.fountain');
    const before = await readEveryTable(pg);
    const next = addition(
      '9000_mood',
      'ALTER TABLE scenes ADD COLUMN mood text',
      'ALTER TABLE scenes DROP COLUMN mood',
    );
    assert.deepEqual(await migrate(pg, [...released, next]), ['9000_mood']);
    await pg.query("UPDATE scenes SET mood = 'calm'");
    assert.equal(await rollBackLastMigration(pg, [...released, next]), '9000_mood');
    assert.deepEqual(await readEveryTable(pg), before);
    assert.deepEqual(await pendingMigrations(pg, released), []);
  });

  it('leave everything as it was when one of them fails', async () => {
    await migrate(pg, released);
    await fillEveryTable(pg, 'file:///kept.fountain');
    const [schema, content] = [await describeSchema(), await readEveryTable(pg)];
    const good = addition('9000_good', 'CREATE TABLE moods (id int); DELETE FROM findings', 'DROP TABLE moods');
    const bad = addition('9001_bad', 'CREATE TABLE moons (id int); SELECT 1 / 0', 'DROP TABLE moons');
    await assert.rejects(migrate(pg, [...released, good, bad]), /division by zero/);
    assert.deepEqual(await describeSchema(), schema);
    assert.deepEqual(await readEveryTable(pg), content);
    assert.deepEqual(await pendingMigrations(pg, [...released, good, bad]), [good, bad]);
  });

  it('refuse a database of a newer release and change nothing in it', async () => {
    const next = addition(
      '9000_mood',
      'ALTER TABLE scenes ADD COLUMN mood text',
      'ALTER TABLE scenes DROP COLUMN mood',
    );
    await migrate(pg, [...released, next]);
    const schema = await describeSchema();
    const refused = (failure: StoreFailure) => {
      assert.equal(failure.code, 'store-newer');
      assert.equal(failure.retryable, false);
      assert.match(failure.message, /newer WritersRoom \(9000_mood\): update this one/);
      return true;
    };
    await assert.rejects(migrate(pg, released), refused);
    await assert.rejects(rollBackLastMigration(pg, released), refused);
    assert.deepEqual(await describeSchema(), schema);
  });

  it('refuse a database whose migrations had another text', async () => {
    const [first, ...rest] = released;
    await migrate(pg, released);
    const edited = { ...first!, hash: '0'.repeat(64) };
    await assert.rejects(migrate(pg, [edited, ...rest]), { code: 'store-other-version' });
  });

  it('make exactly what the TypeScript schema says: drizzle-kit finds nothing to add', async function () {
    const out = path.join(temporaryDirectory(), 'migrations');
    cpSync(migrationsDir, out, { recursive: true });
    const before = readdirSync(out, { recursive: true });
    const root = path.dirname(migrationsDir);
    const kit = path.join(root, 'node_modules', 'drizzle-kit', 'bin.cjs');
    const schema = './src/engine/store/schema/*.ts';
    // It puts './' before the folder, whatever that is.
    const relativeOut = path.relative(root, out);
    const args = [
      'generate',
      '--dialect',
      'postgresql',
      '--casing',
      'snake_case',
      '--schema',
      schema,
      '--out',
      relativeOut,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, [kit, ...args], { cwd: root });
    assert.match(stdout, /23 tables/);
    assert.match(stdout, /No schema changes, nothing to migrate/);
    assert.deepEqual(readdirSync(out, { recursive: true }), before);
  });

  it('have each a way back for every table they make', () => {
    const down = released.map((migration) => migration.down).join('\n');
    for (const table of everyTable) assert.match(down, new RegExp(`DROP TABLE "${table}"`));
  });

  /** Every column, constraint and index in plain words; the order is fixed. */
  async function describeSchema(): Promise<string[]> {
    const result = await pg.query<{ line: string }>(`
      SELECT 'table ' || relname AS line FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
      UNION ALL
      SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
        || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_migrations'
      UNION ALL
      SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid <> 'schema_migrations'::regclass
      UNION ALL
      SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'schema_migrations'
      UNION ALL
      SELECT 'extension ' || extname FROM pg_extension WHERE extname <> 'plpgsql'
      ORDER BY line`);
    return result.rows.map((row) => row.line);
  }
});

function addition(tag: string, up: string, down: string): Migration {
  return { tag, up, down, hash: tag.padEnd(64, '0') };
}

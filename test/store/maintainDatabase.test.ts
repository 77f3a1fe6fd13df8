import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { maintainDatabase } from '../../src/engine/store/maintainDatabase';
import { insertScene, insertScript } from './everyTable';
import { temporaryDirectory, withDatabase } from './storeFixture';

describe('keeping the database in shape', function () {
  this.timeout(120_000);

  it('keeps the log small however much is written, and does nothing when nothing is due', async () => {
    const dataDir = temporaryDirectory();
    const segments = () =>
      readdirSync(path.join(dataDir, 'db', 'pg_wal')).filter((name) => /^[0-9A-F]{24}$/.test(name)).length;
    await withDatabase(dataDir, async ({ pg }) => {
      const before = segments();
      let checkpoints = 0;
      for (let i = 0; i < 40; i++) {
        await insertScript(pg, `file:///${i}`, { title: randomBytes(750_000).toString('base64') });
        if ((await maintainDatabase(pg)).checkpointed) checkpoints++;
      }
      assert.ok(checkpoints >= 2, `${checkpoints} checkpoints`);
      assert.ok(segments() <= before + 4, `${before} segments became ${segments()}`);
      assert.deepEqual(await maintainDatabase(pg), { checkpointed: false, vacuumed: [], analyzed: [] });
    });
  });

  it('gives the room of rows that are no more to new ones', async () => {
    await withDatabase(temporaryDirectory(), async ({ pg }) => {
      const scriptId = await insertScript(pg, 'file:///rewritten');
      for (let index = 0; index < 200; index++) await insertScene(pg, scriptId, index);
      const bytes = async () =>
        (await pg.query<{ bytes: number }>("SELECT pg_relation_size('scenes')::int AS bytes")).rows[0]!.bytes;
      const vacuumed = new Set<string>();
      let half = 0;
      for (let round = 0; round < 40; round++) {
        await pg.query('UPDATE scenes SET word_count = word_count + 1, text = text || $1', ['.']);
        for (const table of (await maintainDatabase(pg)).vacuumed) vacuumed.add(table);
        if (round === 19) half = await bytes();
      }
      assert.deepEqual([...vacuumed], ['public.scenes']);
      assert.ok((await bytes()) <= half * 1.25, `${half} bytes became ${await bytes()}`);
    });
  });
});

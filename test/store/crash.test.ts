import assert from 'node:assert/strict';
import path from 'node:path';
import { insertScript } from './everyTable';
import { bundleStoreProcess, startStoreProcess } from './startStoreProcess';
import { storeAssets, temporaryDirectory, withDatabase } from './storeFixture';

describe('kill -9 in the middle of writing', function () {
  this.timeout(180_000);

  it('loses nothing that was acknowledged and leaves nothing half', async () => {
    const bundle = await bundleStoreProcess();
    const assetsDir = await storeAssets();
    const dataDir = path.join(temporaryDirectory(), 'data');
    const scriptId = await withDatabase(dataDir, ({ pg }) => insertScript(pg, 'file:///loop.fountain'));
    const acknowledged = new Set<string>();

    for (let round = 1; round <= 3; round++) {
      const writer = startStoreProcess(bundle, ['write', dataDir, assetsDir, scriptId]);
      const target = acknowledged.size + 40 + Math.floor(Math.random() * 40);
      for (let line = await writer.nextLine(); line !== undefined; line = await writer.nextLine()) {
        assert.match(line, /^[0-9a-f-]{36}$/);
        acknowledged.add(line);
        // Not at once, or it would always be just after a commit.
        if (acknowledged.size === target) setTimeout(() => writer.process.kill('SIGKILL'), Math.random() * 10);
      }
      assert.equal(await writer.ended, 'SIGKILL');

      await withDatabase(dataDir, async ({ pg }) => {
        const stored = await pg.query<{ id: string; people: number; text: number }>(`
          SELECT s.id, count(c.*)::int AS people, length(s.text) AS text
          FROM scenes s LEFT JOIN scene_characters c ON c.scene_id = s.id GROUP BY s.id`);
        const ids = new Set(stored.rows.map((row) => row.id));
        const lost = [...acknowledged].filter((id) => !ids.has(id));
        assert.deepEqual(lost, [], `round ${round} of ${acknowledged.size}`);
        assert.ok(ids.size <= acknowledged.size + 1, 'at most the one in flight is there unacknowledged');
        for (const id of ids) acknowledged.add(id);
        assert.ok(stored.rows.every((row) => row.people === 2 && row.text >= 4000));
        // The indexes know what the tables know.
        await pg.exec('SET enable_seqscan = off');
        const byIndex = await pg.query<{ n: number }>(
          'SELECT count(*)::int AS n FROM scenes WHERE script_id = $1 AND scene_index >= 0',
          [scriptId],
        );
        assert.equal(byIndex.rows[0]?.n, ids.size);
      });
    }
    assert.ok(acknowledged.size >= 120);
  });
});

import assert from 'node:assert/strict';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { storedScript } from './storedScript';

describe('A scene that left the text is remembered', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  const five = scenesOf(5);

  it('for thirty days with all that hangs on it, and no longer', async () => {
    const uri = 'file:///removed/days';
    const { scriptId } = await on.sync(uri, write(five));
    await on.analyze(scriptId);
    await on.sync(uri, write(five.slice(0, 3)));
    const removed = `SELECT s.id, c.id IS NOT NULL AS card FROM scenes s LEFT JOIN scene_summaries c ON c.scene_id = s.id
       WHERE s.script_id = $1 AND s.removed_at IS NOT NULL`;
    const kept = await on.rows<{ card: boolean }>(removed, [scriptId]);
    assert.deepEqual(
      kept.map(({ card }) => card),
      [true, true],
    );

    const age = (days: number) =>
      on.rows(
        `UPDATE scenes SET removed_at = now() - $2::int * interval '1 day' WHERE script_id = $1 AND removed_at IS NOT NULL`,
        [scriptId, days],
      );
    for (const [days, left] of [
      [29, 2],
      [31, 0],
    ] as const) {
      await age(days);
      await on.engine.closeScript(uri, false);
      await on.sync(uri, write(five.slice(0, 3)));
      assert.equal((await on.rows(removed, [scriptId])).length, left, `after ${days} days`);
    }
    const inputs = `SELECT 1 FROM artifact_inputs i WHERE i.script_id = $1 AND i.artifact_kind = 'card'
       AND NOT EXISTS (SELECT 1 FROM scene_summaries c WHERE c.id = i.artifact_id)`;
    assert.deepEqual(await on.rows(inputs, [scriptId]), [], 'what a card was made from goes with it');
  });

  it('and what comes back after that is a new scene, with a row of its own', async () => {
    const uri = 'file:///removed/late';
    const { scriptId } = await on.sync(uri, write(five));
    const last = (await on.engine.readScript(scriptId)).scenes.at(-1)?.id;
    await on.sync(uri, write(five.slice(0, 4)));
    await on.rows(`UPDATE scenes SET removed_at = now() - interval '31 days' WHERE id = $1`, [last]);
    await on.engine.closeScript(uri, false);
    await on.sync(uri, write(five));
    const ids = (await on.engine.readScript(scriptId)).scenes.map(({ id }) => id);
    assert.notEqual(ids.at(-1), last);
    const rows = await on.rows<{ id: string }>(
      'SELECT id FROM scenes WHERE script_id = $1 AND removed_at IS NULL ORDER BY scene_index',
      [scriptId],
    );
    assert.deepEqual(
      rows.map(({ id }) => id),
      ids,
    );
  });

  it('and when it comes back without the people who spoke in it, they are not in it', async () => {
    const uri = 'file:///removed/cast';
    const quiet = 'A long corridor with eleven red doors, all of them locked, and one lamp that swings.';
    const spoken = { heading: 'INT. CORRIDOR - NIGHT', paragraphs: [quiet, 'WANDA\nListen.'] };
    const silent = { heading: 'INT. CORRIDOR - NIGHT', paragraphs: [quiet, 'Silence.'] };
    const { scriptId } = await on.sync(uri, write([...five, spoken]));
    const id = (await on.engine.readScript(scriptId)).scenes.at(-1)?.id;
    await on.sync(uri, write(five));
    await on.engine.closeScript(uri, false);
    await on.sync(uri, write(five));
    await on.sync(uri, write([...five, silent]));
    assert.equal((await on.engine.readScript(scriptId)).scenes.at(-1)?.id, id, 'it is the same scene');
    const other = 'file:///removed/cast-fresh';
    await on.sync(other, write([...five, silent]));
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
  });

  it('and the line on which the first scene begins is right, though only blanks were put into the title page', async () => {
    const uri = 'file:///removed/title';
    const text = write(five, 'Title');
    await on.sync(uri, text);
    const longer = text.replace('Author: Nobody\n\n', 'Author: Nobody\n\n\n\n\n');
    assert.notEqual(longer, text);
    await on.sync(uri, longer);
    const indented = longer.replace('Author: Nobody', 'Author:\n    Nobody');
    const other = 'file:///removed/title-fresh';
    await on.sync(other, longer);
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
    await on.sync(uri, indented);
    await on.sync(other, indented);
    await on.engine.closeScript(other, true);
    await on.sync(other, indented);
    assert.deepEqual(await storedScript(on, uri), await storedScript(on, other));
  });

  it('until the script is forgotten: then nothing of it is left in any table', async () => {
    const uri = 'file:///removed/forgotten';
    const { scriptId } = await on.sync(uri, write(five));
    await on.analyze(scriptId);
    await on.sync(uri, write(five.slice(1)));
    await on.engine.closeScript(uri, true);
    const tables = await on.rows<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name IN ('script_id', 'scene_id')`,
    );
    assert.ok(tables.length > 5);
    for (const { table, column } of tables.filter((one) => one.column === 'script_id')) {
      assert.deepEqual(await on.rows(`SELECT 1 FROM ${table} WHERE ${column} = $1`, [scriptId]), [], table);
    }
    for (const { table } of tables.filter((one) => one.column === 'scene_id' && one.table !== 'privacy_marks')) {
      const orphans = `SELECT 1 FROM ${table} t WHERE NOT EXISTS (SELECT 1 FROM scenes s WHERE s.id = t.scene_id)`;
      assert.deepEqual(await on.rows(orphans), [], table);
    }
    const again = await on.sync(uri, write(five));
    assert.notEqual(again.scriptId, scriptId);
  });
});

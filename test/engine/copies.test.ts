import assert from 'node:assert/strict';
import { zeroKindCounts } from '../../src/story/artifactKind';
import { sceneAt, scenesOf, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { scriptContents } from './scriptContents';
import { createWritersHand } from './writersHand';

const NOTHING = zeroKindCounts();

describe('What was made once is copied wherever the same stands', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  const twelve = scenesOf(12);

  it('a copy of a script costs nothing and knows what the script knows', async () => {
    const text = write(twelve, 'Copies');
    const original = await on.sync('file:///copies/draft-1', text);
    const first = await on.analyze(original.scriptId);
    assert.deepEqual(first.run.reused, NOTHING);
    const { card, embedding, keyScene, outline, sheet, thread, relationship } = first.run.generated;
    for (const count of [card, embedding, keyScene, outline, sheet, thread, relationship]) assert.ok(count > 0);

    const copy = await on.sync('file:///copies/draft-2', text);
    assert.notEqual(copy.scriptId, original.scriptId);
    const second = await on.analyze(copy.scriptId);
    assert.deepEqual(second.run.generated, NOTHING);
    assert.deepEqual(second.run.reused, first.run.generated);
    assert.equal(second.script.state, 'analyzed');
    assert.deepEqual(await scriptContents(on, copy.scriptId), await scriptContents(on, original.scriptId));
    assert.deepEqual((await on.engine.readStatus(copy.scriptId)).due, []);
    for (const uri of ['file:///copies/draft-1', 'file:///copies/draft-2']) await on.engine.closeScript(uri, true);
  });

  it('a copy with one line changed makes one card, and what reads it', async () => {
    const original = await on.sync('file:///copies/line-1', write(twelve));
    const first = await on.analyze(original.scriptId);
    const copy = await on.sync('file:///copies/line-2', write(oneLineChanged(twelve)));
    const { generated, reused } = (await on.analyze(copy.scriptId)).run;
    assert.equal(generated.card, 1);
    assert.equal(generated.embedding, 1);
    assert.equal(reused.card, 11);
    assert.equal(reused.embedding, 11);
    assert.equal(generated.outline, 1);
    assert.equal(generated.sheet + reused.sheet, first.run.generated.sheet);
    assert.ok(reused.sheet > 0, 'who is not in that scene is the same');
    for (const uri of ['file:///copies/line-1', 'file:///copies/line-2']) await on.engine.closeScript(uri, true);
  });

  it('a scene that stands twice in a script has its card once', async () => {
    const uri = 'file:///copies/twice';
    const { scriptId } = await on.sync(uri, write([...twelve, twelve[3] ?? sceneAt(3)]));
    const { generated, reused } = (await on.analyze(scriptId)).run;
    assert.equal(generated.card, 12);
    assert.equal(reused.card, 1);
    assert.equal(reused.embedding, 1);
    await on.sync(uri, write([...twelve, twelve[3] ?? sceneAt(3), twelve[5] ?? sceneAt(5)]));
    const again = (await on.analyze(scriptId)).run;
    assert.equal(again.generated.card, 0);
    assert.equal(again.reused.card, 1);
    const cards = (await on.engine.readScript(scriptId)).scenes.map(({ card }) => card?.summaryText);
    assert.equal(cards[12], cards[3]);
    assert.equal(cards[13], cards[5]);
    const evidence = await on.rows<{ own: boolean }>(
      `SELECT bool_and(e->>'sceneId' = c.scene_id::text) AS own FROM scene_summaries c JOIN scenes s ON s.id = c.scene_id,
         jsonb_array_elements(c.evidence) e WHERE s.script_id = $1`,
      [scriptId],
    );
    assert.deepEqual(evidence, [{ own: true }], 'evidence names the scene its card is of');
    await on.engine.closeScript(uri, true);
  });

  it('what is to be made anew is not copied', async () => {
    const text = write(twelve);
    const original = await on.sync('file:///copies/remake-1', text);
    const first = await on.analyze(original.scriptId);
    const copy = await on.sync('file:///copies/remake-2', text);
    const { generated, reused } = (await on.analyze(copy.scriptId, { remake: true })).run;
    assert.deepEqual(reused, NOTHING);
    assert.deepEqual(generated, first.run.generated);
    for (const uri of ['file:///copies/remake-1', 'file:///copies/remake-2']) await on.engine.closeScript(uri, true);
  });

  it('what the writer changed by hand, another recipe made, or a model, is not what rules make', async () => {
    const text = write(twelve);
    const original = await on.sync('file:///copies/hand-1', text);
    const first = await on.analyze(original.scriptId);
    const scenes = (await on.engine.readScript(original.scriptId)).scenes.map(({ id }) => id);
    const card = (set: string, index: number) =>
      on.rows(`UPDATE scene_summaries SET ${set} WHERE scene_id = $1`, [scenes[index]]);
    await card(`pinned = true, summary_text = 'Mine.'`, 0);
    await card(`recipe_version = 99, summary_text = 'Later.'`, 1);
    await card(`method = 'someone/large', summary_text = 'Cleverer.'`, 2);
    await on.rows(
      `UPDATE plot_threads SET pinned = true WHERE id =
      (SELECT id FROM plot_threads WHERE script_id = $1 LIMIT 1)`,
      [original.scriptId],
    );
    const copy = await on.sync('file:///copies/hand-2', text);
    const { run, scenes: copied } = await on.analyze(copy.scriptId);
    assert.equal(run.generated.card, 3);
    assert.equal(run.reused.card, 9);
    assert.equal(run.generated.thread, first.run.generated.thread);
    const said = copied.map((scene) => scene.card?.summaryText);
    assert.ok(!said.some((one) => one === 'Mine.' || one === 'Later.' || one === 'Cleverer.'));
    assert.ok(copied.every((scene) => scene.card?.method === 'offline'));
    for (const uri of ['file:///copies/hand-1', 'file:///copies/hand-2']) await on.engine.closeScript(uri, true);
  });

  it('however the copy was edited before, it says what it would say if nothing were copied', async () => {
    const hand = createWritersHand(77);
    let text = write(scenesOf(14), 'Edited');
    const original = await on.sync('file:///copies/edited', text);
    await on.analyze(original.scriptId);
    let reusedCards = 0;
    for (let round = 1; round <= 12; round++) {
      const moves: string[] = [];
      for (let count = 0; count < 1 + (round % 3); count++) {
        const move = hand.move(text);
        moves.push(move.name);
        text = move.text;
      }
      const uri = `file:///copies/edited-${round}`;
      const copy = await on.sync(uri, text);
      const copied = await on.analyze(copy.scriptId);
      reusedCards += copied.run.reused.card;
      const withCopies = await scriptContents(on, copy.scriptId);
      await on.engine.closeScript(uri, true);
      const fresh = await on.sync(uri, text);
      const made = await on.analyze(fresh.scriptId, { remake: true });
      assert.deepEqual(made.run.reused, NOTHING);
      assert.deepEqual(withCopies, await scriptContents(on, fresh.scriptId), `round ${round}: ${moves.join(', ')}`);
      await on.engine.closeScript(uri, true);
      if (round % 4 === 0) {
        // The store has the edited drafts too.
        const kept = await on.sync(`file:///copies/kept-${round}`, text);
        await on.analyze(kept.scriptId);
      }
    }
    assert.ok(reusedCards > 60, `${reusedCards} cards were copied`);
  });
});

function oneLineChanged(scenes: readonly DraftScene[]): DraftScene[] {
  return scenes.map((scene, index) =>
    index === 4 ? { ...scene, paragraphs: [...scene.paragraphs, 'A kettle sings in the dark.'] } : scene,
  );
}

import assert from 'node:assert/strict';
import { scenesOf, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { checkStandingColumns } from './standingColumns';

/* What the system before this one got wrong, each by its name. */
describe('A memory that is never wrong about what changed', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  const edited = (scenes: readonly DraftScene[], at: number, line: string): DraftScene[] =>
    scenes.map((scene, index) => (index === at ? { ...scene, paragraphs: [...scene.paragraphs, line] } : scene));
  const behind = async (scriptId: string): Promise<string[]> =>
    (await on.engine.readStatus(scriptId)).artifacts
      .filter(({ stale }) => stale)
      .map(({ kind, subject }) => `${kind} ${subject ?? ''}`);

  it('checking for staleness cleared it', async () => {
    const uri = 'file:///ancestor/checking';
    const scenes = scenesOf(6);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId);
    await on.sync(uri, write(edited(scenes, 2, 'A violet parasol opens.')));
    const first = await on.engine.readStatus(scriptId);
    const before = await behind(scriptId);
    assert.ok(before.length > 0);
    // Every way of looking: the status, the view, a search, a question, the same text again, another opening.
    assert.deepEqual(await on.engine.readStatus(scriptId), first);
    assert.ok((await on.engine.readScript(scriptId)).scenes[2]?.behind.length === 1);
    await on.engine.search({ scriptId, query: 'parasol', limit: 3 });
    await on.engine.ask({
      scriptId,
      conversationId: null,
      message: 'Who opens the parasol?',
      currentSceneId: null,
      intentHint: null,
      budgetTier: 'standard',
      remember: false,
    });
    await on.sync(uri, write(edited(scenes, 2, 'A violet parasol opens.')));
    await on.reopen();
    await on.sync(uri, write(edited(scenes, 2, 'A violet parasol opens.')));
    const searched = before.filter((one) => !one.startsWith('embedding'));
    assert.deepEqual(await behind(scriptId), searched, 'only what searching made is current');
    await checkStandingColumns(on, scriptId);
  });

  it('counters counted saves', async () => {
    const uri = 'file:///ancestor/counters';
    const scenes = scenesOf(8);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId);
    for (let save = 1; save <= 12; save++) {
      await on.sync(uri, write(edited(scenes, 3, `Take ${'again '.repeat(save)}.`)));
    }
    const dirty = async (): Promise<number[]> =>
      (
        await on.rows<{ n: number }>('SELECT dirty_scene_count AS n FROM script_outlines WHERE script_id = $1', [
          scriptId,
        ])
      ).map(({ n }) => n);
    assert.deepEqual(await dirty(), [1], 'twelve saves of one scene are one scene');
    await on.sync(uri, write(edited(edited(scenes, 3, 'Take one.'), 5, 'Take two.')));
    assert.deepEqual(await dirty(), [2]);
    await on.sync(uri, write(scenes));
    assert.deepEqual(await dirty(), [0], 'all taken back: nothing is behind');
    assert.deepEqual(await behind(scriptId), []);
  });

  it('refreshed sheets were paid for and thrown away', async () => {
    const uri = 'file:///ancestor/sheets';
    const scenes = scenesOf(8);
    const { scriptId } = await on.sync(uri, write(scenes));
    const first = await on.analyze(scriptId);
    const name = first.characters.find(({ sheet }) => sheet !== null)?.name ?? '';
    const at = first.characters.find((one) => one.name === name)?.sceneIndices[0] ?? -1;
    await on.sync(uri, write(edited(scenes, at, `${name}\nI want the violet parasol.`)));
    const { run } = await on.analyze(scriptId);
    assert.ok(run.generated.sheet > 0);
    const stored = await on.rows<{ summary: string; version: number; want: string }>(
      'SELECT summary_text AS summary, version, want FROM character_sheets WHERE script_id = $1 AND character_name = $2',
      [scriptId, name],
    );
    assert.deepEqual([stored.length, stored[0]?.version], [1, 2], 'stored, as its next version');
    await on.reopen();
    await on.sync(uri, write(edited(scenes, at, `${name}\nI want the violet parasol.`)));
    const read = (await on.engine.readScript(scriptId)).characters.find((one) => one.name === name);
    assert.deepEqual([read?.sheet?.version, read?.sheet?.summaryText], [2, stored[0]?.summary]);
    assert.notEqual(read?.sheet?.summaryText, first.characters.find((one) => one.name === name)?.sheet?.summaryText);
    assert.deepEqual(read?.behind, []);
    assert.equal((await on.analyze(scriptId)).run.generated.sheet, 0, 'and not made again');
  });

  it('positions were identity', async () => {
    const uri = 'file:///ancestor/positions';
    const scenes = scenesOf(7);
    const { scriptId } = await on.sync(uri, write(scenes));
    const before = (await on.analyze(scriptId)).scenes;
    // The last scene goes to the front, a new one between the others: no scene stands where it stood.
    const moved = [scenes[6]!, { heading: 'EXT. MOOR - DAY', paragraphs: ['A goat.'] }, ...scenes.slice(0, 6)];
    await on.sync(uri, write(moved));
    const after = (await on.engine.readScript(scriptId)).scenes;
    const was = [6, null, 0, 1, 2, 3, 4, 5];
    for (const [at, scene] of after.entries()) {
      const old = before[was[at] ?? -1];
      assert.equal(
        scene.card?.summaryText ?? null,
        old?.card?.summaryText ?? null,
        'its own card; a new scene has none',
      );
      if (old === undefined) continue;
      assert.equal(scene.id, old.id, `scene ${at + 1} is the one it was`);
      assert.deepEqual(scene.behind, [], 'its card is current');
    }
    assert.equal(after.length, was.length);
    assert.equal((await on.analyze(scriptId)).run.generated.card, 1);
  });

  it('the state was set before the work', async () => {
    const uri = 'file:///ancestor/state';
    const { scriptId } = await on.sync(uri, write(scenesOf(120)));
    const states: string[] = [];
    const stop = new AbortController();
    const stopped = await on.analyze(scriptId, {
      signal: stop.signal,
      onProgress: ({ kind }) => {
        if (kind === 'card' && states.length === 0) states.push(kind);
        else stop.abort();
      },
    });
    const stored = async (): Promise<string | undefined> =>
      (await on.rows<{ state: string }>('SELECT state FROM scripts WHERE id = $1', [scriptId]))[0]?.state;
    assert.ok(stopped.scenes.some(({ card }) => card === null) || stopped.outline === null, 'the work is not done');
    assert.deepEqual([stopped.script.state, await stored()], ['partial', 'partial']);
    const done = await on.analyze(scriptId);
    assert.deepEqual([done.script.state, await stored()], ['analyzed', 'analyzed']);
    assert.ok(done.outline !== null && done.scenes.every(({ card }) => card !== null));
  });

  it('a parse error wiped good threads', async () => {
    const uri = 'file:///ancestor/threads';
    const scenes = scenesOf(9);
    const { scriptId } = await on.sync(uri, write(scenes));
    const good = (await on.analyze(scriptId)).threads;
    assert.ok(good.length > 0);
    const rows = (): Promise<object[]> =>
      on.rows('SELECT id, name, description, version FROM plot_threads WHERE script_id = $1 ORDER BY id', [scriptId]);
    const before = await rows();
    // A text that cannot be read as it was meant: a comment that is never closed, then nothing at all, then bytes.
    for (const broken of [
      `/*\n${write(scenes)}`,
      write(scenes).replaceAll('INT.', '[[INT.'),
      '',
      '\u0000\ufffd\u0000',
    ]) {
      await on.sync(uri, broken);
      assert.deepEqual(await rows(), before, 'what was made is there');
    }
    await on.sync(uri, write(scenes));
    assert.deepEqual((await on.engine.readScript(scriptId)).threads, good, 'and all of it is current again');
    assert.deepEqual(await behind(scriptId), []);
    // A result that the store refuses replaces nothing either.
    await on.sync(uri, write(edited(scenes, 4, 'A violet parasol opens.')));
    await on.rows('ALTER TABLE plot_threads ADD CONSTRAINT refused CHECK (version < 0) NOT VALID');
    try {
      await assert.rejects(on.analyze(scriptId, { kinds: ['card', 'thread'] }));
      assert.deepEqual(await rows(), before);
    } finally {
      await on.rows('ALTER TABLE plot_threads DROP CONSTRAINT refused');
    }
    assert.ok((await on.analyze(scriptId)).threads.length > 0);
  });
});

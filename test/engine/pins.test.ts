import assert from 'node:assert/strict';
import { Failure } from '../../src/protocol/failure';
import type { PinnableKind } from '../../src/story/scriptDecisions';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { scenesOf, write } from './draft';
import { checkStandingColumns } from './standingColumns';

const URI = 'file:///pins/draft.fountain';

describe('Pins and newer versions that wait', () => {
  let engine: EngineOnDisk;
  let scriptId: string;
  const scenes = scenesOf(6);
  const edited = write(
    scenes.map((scene, at) => (at === 1 ? { ...scene, paragraphs: [...scene.paragraphs, 'A bell rings.'] } : scene)),
  );
  before(async () => {
    engine = await startEngineOnDisk();
  });
  after(() => engine.remove());
  beforeEach(async () => {
    await engine.engine.closeScript(URI, true);
    ({ scriptId } = await engine.sync(URI, write(scenes)));
    await engine.analyze(scriptId);
  });

  const pin = (kind: PinnableKind, subject: string | null, pinned = true) =>
    engine.engine.setPin({ scriptId, kind, subject, pinned });
  const view = () => engine.engine.readScript(scriptId);
  const pinned = async (): Promise<string[]> =>
    (await engine.engine.readStatus(scriptId)).artifacts
      .filter((one) => one.pinned)
      .map(({ kind, subject }) => `${kind} ${subject ?? ''}`.trim());
  const codeOf = async (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => assert.fail('it was not refused'),
      (error: unknown) => (error instanceof Failure ? error.code : String(error)),
    );

  it('are set by label and by id, and survive a restart', async () => {
    const second = (await view()).scenes[1];
    assert.deepEqual(await pin('card', '2'), { pinned: true, kind: 'card', subject: second?.id });
    await pin('outline', null);
    assert.deepEqual(await pinned(), [`card ${second?.id ?? ''}`, 'outline']);
    await engine.engine.closeScript(URI, false);
    await engine.reopen();
    ({ scriptId } = await engine.sync(URI, write(scenes)));
    assert.deepEqual(await pinned(), [`card ${second?.id ?? ''}`, 'outline']);
    await pin('card', second?.id ?? '', false);
    assert.deepEqual(await pinned(), ['outline']);
  });

  it('stay with the one of two equal scenes that is left', async () => {
    const twice = [...scenes.slice(0, 2), scenes[1]!, ...scenes.slice(2)];
    ({ scriptId } = await engine.sync(URI, write(twice)));
    await engine.analyze(scriptId);
    const { subject } = await pin('card', '3');
    await engine.sync(URI, write(scenes));
    assert.deepEqual(await pinned(), [`card ${subject ?? ''}`]);
    assert.equal((await view()).scenes[1]?.id, subject);
  });

  it('keep a card as it is while the scene changes, and it is behind', async () => {
    await pin('card', '2');
    const before = (await view()).scenes[1]?.card;
    await engine.sync(URI, edited);
    await engine.analyze(scriptId);
    const { card, behind } = (await view()).scenes[1] ?? {};
    assert.equal(card?.summaryText, before?.summaryText);
    assert.equal(card?.version, before?.version);
    assert.deepEqual(behind, ['The scene changed.']);
  });

  it('keep the sheet of a character by any of their names', async () => {
    const name = (await view()).characters[0]?.name ?? '';
    assert.deepEqual(await pin('sheet', name.toLowerCase()), { pinned: true, kind: 'sheet', subject: name });
    assert.deepEqual(await pinned(), [`sheet ${name}`]);
  });

  it('of a sheet stay listed, and can be let go, where the character is called something else now', async () => {
    const [name = ''] = (await view()).characters.flatMap((one) => (one.sheet === null ? [] : [one.name]));
    await pin('sheet', name);
    await engine.sync(URI, write(scenes).replaceAll(name, 'JACQUES'));
    await engine.analyze(scriptId);
    assert.deepEqual(await pinned(), [`sheet ${name}`]);
    const [behind] = (await engine.engine.readStatus(scriptId)).artifacts.filter(({ stale }) => stale);
    assert.deepEqual([behind?.subject, behind?.reasons], [name, ['What it describes is no longer in the script.']]);
    assert.deepEqual((await engine.engine.readDecisions(scriptId)).waiting, []);
    assert.equal(await codeOf(pin('sheet', name)), 'subject-unknown', 'nothing new is kept of nobody');
    assert.deepEqual(await pin('sheet', name.toLowerCase(), false), { pinned: false, kind: 'sheet', subject: name });
    assert.deepEqual(await pinned(), []);
    assert.equal(
      (await engine.engine.readStatus(scriptId)).artifacts.some(({ subject }) => subject === name),
      false,
    );
    await engine.sync(URI, write(scenes));
    assert.equal(
      (await engine.engine.readStatus(scriptId)).artifacts.find(({ subject }) => subject === name)?.pinned,
      false,
      'there again, and not pinned',
    );
  });

  it('of a sheet are let go under the name they were set, merged or not', async () => {
    const [one = '', other = ''] = (await view()).characters.flatMap(({ name, sheet }) =>
      sheet === null ? [] : [name],
    );
    await pin('sheet', one);
    await engine.engine.decideAlias({ scriptId, name: one, decision: 'merge', other });
    assert.deepEqual(await pinned(), [`sheet ${one}`]);
    assert.equal((await pin('sheet', one)).subject, other, 'pinned is who they are');
    assert.equal((await pin('sheet', one, false)).subject, one);
    assert.deepEqual(await pinned(), [`sheet ${other}`]);
    assert.equal((await pin('sheet', one, false)).subject, other);
    assert.deepEqual(await pinned(), []);
    await engine.engine.decideAlias({ scriptId, name: one, decision: 'split', other });
    assert.deepEqual(await pinned(), []);
  });

  it('keep a thread, once, when the threads are looked for again', async () => {
    const { threads } = await view();
    const [thread] = threads;
    assert.ok(thread !== undefined, 'the draft has a thread');
    await pin('thread', thread.id);
    assert.deepEqual(await pinned(), [`thread ${thread.id}`]);
    await engine.analyze(scriptId, { kinds: ['thread'], remake: true });
    const after = (await view()).threads;
    assert.deepEqual(
      after.map(({ name, threadType }) => `${threadType} ${name}`).sort(),
      threads.map(({ name, threadType }) => `${threadType} ${name}`).sort(),
    );
    assert.ok(after.some(({ id }) => id === thread.id));
  });

  it('are refused with a sentence where there is nothing to keep', async () => {
    assert.equal(await codeOf(pin('card', '99')), 'subject-unknown');
    assert.equal(await codeOf(pin('sheet', 'NOBODY')), 'subject-unknown');
    assert.equal(await codeOf(pin('thread', 'none such')), 'subject-unknown');
    await engine.sync(URI, write([...scenes, { heading: 'EXT. NOWHERE - DAY', paragraphs: ['New.'] }]));
    assert.equal(await codeOf(pin('card', '7')), 'subject-unknown');
  });

  describe('of one row of a set', () => {
    const withKey = scenes.map((scene, at) =>
      at === 0 || at === 4 ? { ...scene, paragraphs: [...scene.paragraphs, 'She hides the BRASS KEY.'] } : scene,
    );
    const keyEdited = write(
      withKey.map((scene, at) => (at === 1 ? { ...scene, paragraphs: [...scene.paragraphs, 'A bell rings.'] } : scene)),
    );
    beforeEach(async () => {
      ({ scriptId } = await engine.sync(URI, write(withKey)));
      await engine.analyze(scriptId);
    });

    for (const kind of ['thread', 'relationship'] as const) {
      const rows = async (): Promise<ReadonlyMap<string, { stale: boolean; reasons: string[]; pinned: boolean }>> =>
        new Map(
          (await engine.engine.readStatus(scriptId)).artifacts.flatMap(({ subject, stale, reasons, pinned, ...one }) =>
            one.kind === kind && subject !== null ? [[subject, { stale, reasons, pinned }]] : [],
          ),
        );
      const behindRows = async (): Promise<string[]> =>
        [...(await rows())].flatMap(([id, { stale }]) => (stale ? [id] : []));
      const first = async (): Promise<string> =>
        [...(await rows()).keys()][0] ?? assert.fail(`the draft has a ${kind}`);

      it(`let one ${kind} stand by what it was made from, whatever becomes of the others`, async () => {
        const kept = await first();
        await pin(kind, kept);
        await engine.sync(URI, keyEdited);
        assert.deepEqual(
          (await behindRows()).sort(),
          [...(await rows()).keys()].sort(),
          'all were made from other words',
        );
        await checkStandingColumns(engine, scriptId);
        await engine.analyze(scriptId);
        assert.deepEqual(await behindRows(), [kept], 'the others were made again');
        const { reasons, pinned: isPinned } = (await rows()).get(kept) ?? {};
        assert.deepEqual(reasons?.slice(0, 1), ['1 of its 6 scenes changed (2).']);
        assert.equal(isPinned, true);
        await checkStandingColumns(engine, scriptId);
        await engine.engine.closeScript(URI, false);
        await engine.reopen();
        ({ scriptId } = await engine.sync(URI, keyEdited));
        assert.deepEqual(await behindRows(), [kept], 'after a restart too');
        await engine.sync(URI, write(withKey));
        await engine.analyze(scriptId, { kinds: ['card'] });
        const others = [...(await rows()).keys()].filter((id) => id !== kept);
        assert.deepEqual((await behindRows()).sort(), others.sort(), 'it alone is of the text as it was');
        await checkStandingColumns(engine, scriptId);
      });

      it(`let one ${kind} go that fell behind: it is made again with the others`, async () => {
        const kept = await first();
        await pin(kind, kept);
        await engine.sync(URI, keyEdited);
        await engine.analyze(scriptId);
        const due = async (): Promise<boolean> =>
          (await engine.engine.readStatus(scriptId)).due.some((one) => one.kind === kind);
        assert.equal(await due(), false);
        await pin(kind, kept, false);
        assert.ok((await behindRows()).includes(kept));
        assert.equal(await due(), true);
        await checkStandingColumns(engine, scriptId);
        const { run } = await engine.analyze(scriptId);
        assert.ok(run.generated[kind] > 0, 'made, and not copied from itself');
        assert.deepEqual(await behindRows(), []);
        await checkStandingColumns(engine, scriptId);
        const inputs = await engine.rows(
          'SELECT DISTINCT artifact_id FROM artifact_inputs WHERE script_id = $1 AND artifact_kind = $2',
          [scriptId, kind],
        );
        assert.deepEqual(inputs, [{ artifact_id: scriptId }], 'no row has inputs of its own any more');
      });

      it(`says of a ${kind} that is pinned and let go what it says of its set`, async () => {
        const kept = await first();
        await pin(kind, kept);
        await engine.sync(URI, keyEdited);
        await engine.analyze(scriptId);
        await pin(kind, kept, false);
        const other = [...(await rows()).keys()].find((id) => id !== kept);
        if (other === undefined) return assert.fail(`the draft has two of ${kind}`);
        await pin(kind, other);
        await checkStandingColumns(engine, scriptId);
        await pin(kind, other, false);
        await checkStandingColumns(engine, scriptId);
      });

      it(`cost nothing where one ${kind} is let go of the same text`, async () => {
        const before = await engine.engine.readStatus(scriptId);
        const kept = await first();
        await pin(kind, kept);
        await pin(kind, kept, false);
        assert.deepEqual(await engine.engine.readStatus(scriptId), before);
      });
    }
  });

  describe('a newer version that waits', () => {
    let sceneId: string;
    const newer = { kind: 'card' as const, summary: 'The newer card.' };
    beforeEach(async () => {
      sceneId = (await view()).scenes[1]?.id ?? '';
      await pin('card', sceneId);
      await engine.sync(URI, edited);
      // As a run stores it beside a pinned card: with what it was made from, which is the text as it is now.
      await engine.rows(
        `INSERT INTO artifact_candidates (script_id, artifact_kind, subject, content, method, recipe_version,
           tokens_estimate, content_hash, inputs)
         SELECT script_id, 'card', id::text, $2::jsonb, 'offline', 1, 5, repeat('a', 64), jsonb_build_array(
           jsonb_build_object('kind', 'scene', 'id', id, 'hash', hash),
           jsonb_build_object('kind', 'synopses', 'id', id, 'hash', (SELECT input_hash FROM artifact_inputs
             WHERE input_kind = 'synopses' AND input_id = $1 LIMIT 1)))
         FROM scenes WHERE id = $1::uuid`,
        [
          sceneId,
          JSON.stringify({
            action: 'A bell rings.',
            conflict: '',
            characterChanges: '',
            plotProgression: '',
            tone: '',
            summaryText: newer.summary,
            evidence: [],
          }),
        ],
      );
    });

    const waiting = async (): Promise<string[]> =>
      (await engine.engine.readDecisions(scriptId)).waiting.map(
        ({ kind, subject, summaryText }) => `${kind} ${subject ?? ''} ${summaryText}`,
      );

    it('is told, and taken with what it was made from: current, and still pinned', async () => {
      assert.deepEqual(await waiting(), [`card ${sceneId} ${newer.summary}`]);
      const before = (await view()).scenes[1]?.card?.version ?? 0;
      await engine.engine.settleWaiting({ scriptId, kind: 'card', subject: sceneId, take: true });
      const { card, behind } = (await view()).scenes[1] ?? {};
      assert.equal(card?.summaryText, newer.summary);
      assert.equal(card.version, before + 1);
      assert.deepEqual(behind, []);
      assert.deepEqual(await pinned(), [`card ${sceneId}`]);
      assert.deepEqual(await waiting(), []);
      // What was taken is stored, not only known.
      await engine.engine.closeScript(URI, false);
      await engine.reopen();
      await engine.sync(URI, edited);
      assert.deepEqual((await view()).scenes[1]?.behind, []);
    });

    it('is discarded and nothing else changes', async () => {
      const before = (await view()).scenes[1];
      await engine.engine.settleWaiting({ scriptId, kind: 'card', subject: sceneId, take: false });
      assert.deepEqual((await view()).scenes[1], before);
      assert.deepEqual(await waiting(), []);
      const again = engine.engine.settleWaiting({ scriptId, kind: 'card', subject: sceneId, take: true });
      assert.equal(await codeOf(again), 'version-missing');
    });

    it('still waits if it cannot be read', async () => {
      await engine.rows(`UPDATE artifact_candidates SET content = '{}' WHERE script_id = $1`, [scriptId]);
      const taking = engine.engine.settleWaiting({ scriptId, kind: 'card', subject: sceneId, take: true });
      assert.equal(await codeOf(taking), 'version-unreadable');
      assert.equal((await waiting()).length, 1);
    });
  });
});

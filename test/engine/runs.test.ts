import assert from 'node:assert/strict';
import type { AnalysisProgress } from '../../src/protocol/engineContract';
import { Failure } from '../../src/protocol/failure';
import { analysisResultSchema, scriptViewSchema } from '../../src/story/analysisResult';
import { ARTIFACT_KINDS, type KindCounts } from '../../src/story/artifactKind';
import { statusResultSchema } from '../../src/story/statusResult';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, wholeText, type EngineOnDisk } from './engineOnDisk';
import { checkOrder, checkStandingColumns } from './standingColumns';

describe('A run makes what is due, once', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());
  // What was made for one test would be copied by the next, whose script reads the same.
  afterEach(() => on.rows('DELETE FROM scripts'));

  it('and gives what the contract says', async () => {
    const { scriptId } = await on.sync('file:///runs/contract', write(scenesOf(4), 'Contract'));
    const result = analysisResultSchema.strict().parse(await on.analyze(scriptId));
    assert.deepEqual(Object.keys(result.run.generated).sort(), [...ARTIFACT_KINDS].sort(), 'every kind, 0 too');
    assert.deepEqual(Object.keys(result.run.reused).sort(), [...ARTIFACT_KINDS].sort());
    assert.deepEqual(result.run.usage, { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 });
    assert.equal(result.run.costUsd, 0);
    assert.equal(result.run.cancelled, false);
    assert.deepEqual(result.run.failed, []);
    const { run, ...view } = result;
    assert.deepEqual(scriptViewSchema.strict().parse(await on.engine.readScript(scriptId)), view);
    assert.equal(view.script.title, 'Contract');
    const status = statusResultSchema.strict().parse(await on.engine.readStatus(scriptId));
    assert.equal(status.hash, view.script.hash);
    for (const kind of ['card', 'embedding', 'outline'] as const) {
      const count = status.artifacts.filter((one) => one.kind === kind).length;
      assert.equal(count, run.generated[kind], `${kind}: stored as many as made`);
    }
  });

  it('while the state goes from empty to partial to analyzed, and back', async () => {
    const uri = 'file:///runs/state';
    const state = async (count: number) => (await on.sync(uri, write(scenesOf(count)))).state;
    assert.equal((await on.sync(uri, '')).state, 'empty');
    assert.equal(await state(2), 'empty');
    assert.equal(await state(3), 'partial');
    assert.equal(await state(2), 'empty', 'shorter again');
    assert.equal(await state(3), 'partial');
    const { scriptId } = await on.sync(uri, write(scenesOf(3)));
    const cards = await on.analyze(scriptId, { kinds: ['card'] });
    assert.equal(cards.script.state, 'partial', 'cards without an outline');
    assert.equal((await on.analyze(scriptId)).script.state, 'analyzed');
    assert.equal(await state(4), 'partial', 'a scene without a card');
    assert.equal((await on.analyze(scriptId)).script.state, 'analyzed');
    assert.equal(await state(3), 'analyzed', 'still a card for every scene and an outline, if behind');
    await checkState(uri, 'analyzed');
    assert.equal(await state(4), 'analyzed');
    await on.engine.closeScript(uri, false);
    assert.equal((await on.sync(uri, write(scenesOf(4)))).state, 'analyzed', 'opened again');
  });

  it('and says partial only where there is length or anything made that can be seen', async () => {
    const uri = 'file:///runs/emptied';
    const { scriptId } = await on.sync(uri, write(scenesOf(4)));
    await on.analyze(scriptId);
    const { state } = await on.sync(uri, '');
    const status = await on.engine.readStatus(scriptId);
    assert.deepEqual([status.artifacts.length, status.due.length], [0, 0]);
    assert.equal(state, 'empty', 'no scene, no page, no artifact');
    await checkState(uri, 'empty');
  });

  it('and nothing for a script without scenes', async () => {
    const { scriptId } = await on.sync('file:///runs/no-scenes', 'Only a paragraph.\n\nAnd another.\n');
    const { run, script, outline } = await on.analyze(scriptId);
    assert.deepEqual(madeIn(run.generated), ['embedding 1'], 'its words can be searched');
    assert.equal(outline, null);
    assert.notEqual(script.state, 'analyzed');
  });

  it('of the kinds and the subject asked for', async () => {
    const { scriptId, ...sync } = await on.sync('file:///runs/subject', write(scenesOf(3)));
    assert.equal(sync.scenes.all, 3);
    const [, second] = (await on.engine.readScript(scriptId)).scenes;
    assert.ok(second !== undefined);
    const one = await on.analyze(scriptId, { kinds: ['card'], subject: second.id });
    assert.deepEqual(madeIn(one.run.generated), ['card 1']);
    assert.deepEqual(
      one.scenes.map(({ card }) => card !== null),
      [false, true, false],
    );
    const again = await on.analyze(scriptId, { kinds: ['card'], subject: second.id });
    assert.deepEqual(madeIn(again.run.generated), []);
  });

  it('but no outline from cards that are not there', async () => {
    const { scriptId } = await on.sync('file:///runs/outline-only', write(scenesOf(3)));
    const { outline, outlineBehind, run } = await on.analyze(scriptId, { kinds: ['outline'] });
    assert.deepEqual(madeIn(run.generated), []);
    assert.equal(outline, null);
    assert.deepEqual(outlineBehind, []);
  });

  it('and once more when all is to be made again: the same, one version on', async () => {
    const { scriptId } = await on.sync('file:///runs/remake', write(scenesOf(3)));
    const first = await on.analyze(scriptId);
    const second = await on.analyze(scriptId, { remake: true });
    assert.deepEqual(second.run.generated, first.run.generated);
    assert.deepEqual(
      second.scenes.map(({ card }) => card?.version),
      [2, 2, 2],
    );
    assert.equal(second.outline?.version, 2);
    assert.deepEqual(
      second.scenes.map(({ card }) => card?.summaryText),
      first.scenes.map(({ card }) => card?.summaryText),
    );
  });

  it('and nothing of what reads a card that came out the same', async () => {
    const uri = 'file:///runs/cut-off';
    const before = (await on.analyze((await on.sync(uri, LONG.join('\n\n'))).scriptId)).scenes[0]?.card;
    let unchanged = 0;
    for (let at = 3; at < LONG.length - 3; at++) {
      const edited = LONG.with(at, LONG[at]!.replace('grey', 'pale'));
      const { scriptId } = await on.sync(uri, edited.join('\n\n'));
      await checkStandingColumns(on, scriptId);
      assert.ok((await on.engine.readScript(scriptId)).outlineBehind.length > 0, 'behind while the card is');
      const { scenes, outlineBehind } = await on.analyze(scriptId, { kinds: ['card'] });
      await checkStandingColumns(on, scriptId);
      if (JSON.stringify({ ...scenes[0]?.card, version: 0 }) !== JSON.stringify({ ...before, version: 0 })) continue;
      unchanged++;
      assert.deepEqual(outlineBehind, [], 'current again, untouched');
      assert.equal((await on.analyze(scriptId)).run.generated.outline, 0);
    }
    assert.ok(unchanged > 0, 'some line is in no card');
  });

  it('told as it goes: each kind counted up to its total, with the scene it is at', async () => {
    const { scriptId } = await on.sync('file:///runs/progress', write(scenesOf(120)));
    const events: AnalysisProgress[] = [];
    const { run } = await on.analyze(scriptId, { onProgress: (event) => void events.push(event) });
    for (const kind of ['card', 'embedding', 'outline'] as const) {
      const ofKind = events.filter((event) => event.kind === kind);
      assert.ok(ofKind.length > 0, kind);
      assert.equal(ofKind.at(-1)?.done, run.generated[kind]);
      assert.ok(
        ofKind.every(({ done, total }) => done <= total && total === run.generated[kind]),
        `${kind}: one total`,
      );
      assert.ok(
        ofKind.every(({ done }, at) => done > (ofKind[at - 1]?.done ?? 0)),
        `${kind}: it rises`,
      );
    }
    const cards = events.filter(({ kind }) => kind === 'card');
    assert.ok(cards.length >= 3, 'in groups of at most fifty');
    assert.match(cards[0]?.subject ?? '', /^\d+ INT\. /);
  });

  it('kept when it is cancelled: the next run makes only the rest', async () => {
    const { scriptId } = await on.sync('file:///runs/cancel', write(scenesOf(180)));
    const abort = new AbortController();
    let events = 0;
    const stopped = await on.analyze(scriptId, {
      signal: abort.signal,
      onProgress: () => {
        if (++events === 2) abort.abort();
      },
    });
    assert.equal(stopped.run.cancelled, true);
    assert.deepEqual(stopped.run.failed, [], 'cancelling is not an error');
    const { card } = stopped.run.generated;
    assert.ok(card >= 100 && card < 180, `${card} cards were made before it ended`);
    assert.equal(stopped.scenes.filter((scene) => scene.card !== null).length, card, 'and are kept');
    assert.notEqual(stopped.script.state, 'analyzed');
    await checkStandingColumns(on, scriptId);

    const rest = await on.analyze(scriptId);
    assert.equal(rest.run.cancelled, false);
    assert.equal(rest.run.generated.card, 180 - card);
    assert.equal(rest.script.state, 'analyzed');
    assert.ok(
      rest.scenes.every((scene) => scene.card?.version === 1),
      'none was made twice',
    );
  });

  it('not at all, when it was cancelled before it began', async () => {
    const { scriptId } = await on.sync('file:///runs/cancelled-before', write(scenesOf(3)));
    const { run, scenes } = await on.analyze(scriptId, { signal: AbortSignal.abort() });
    assert.equal(run.cancelled, true);
    assert.deepEqual(madeIn(run.generated), []);
    assert.equal(scenes.length, 3, 'what is there is given back');
  });

  it('although it is asked for twice at the same time', async () => {
    const { scriptId } = await on.sync('file:///runs/twice', write(scenesOf(30)));
    const [first, second] = await Promise.all([on.analyze(scriptId), on.analyze(scriptId)]);
    assert.equal(first.run.generated.card + second.run.generated.card, 30);
    assert.ok(second.scenes.every(({ card }) => card?.version === 1));
  });

  it('while the writer goes on: what was edited meanwhile is made from the new words', async () => {
    const uri = 'file:///runs/two-syncs';
    const scenes = scenesOf(160);
    const { scriptId } = await on.sync(uri, write(scenes));
    const first = scenes.with(0, { ...scenes[0]!, paragraphs: ['Nothing but a violet parasol.'] });
    const second = [...first.slice(0, 3), { heading: 'EXT. MOOR - DAY', paragraphs: ['A goat.'] }, ...first.slice(5)];
    const pending: Promise<unknown>[] = [];
    const { run } = await on.analyze(scriptId, {
      onProgress: () => {
        if (pending.length === 0) pending.push(on.sync(uri, write(first)));
        else if (pending.length === 1) pending.push(on.sync(uri, write(second)));
      },
    });
    assert.equal(pending.length, 2);
    await Promise.all(pending);
    assert.deepEqual(run.failed, []);
    await checkOrder(on, scriptId, second.length);
    await checkStandingColumns(on, scriptId);
    const rest = await on.analyze(scriptId);
    await checkStandingColumns(on, scriptId);
    assert.equal(rest.script.state, 'analyzed');
    assert.match(rest.scenes[0]?.card?.summaryText ?? '', /violet parasol/);
    assert.match(rest.scenes[3]?.card?.summaryText ?? '', /goat/i);
    assert.ok(rest.scenes.every(({ card, behind }) => card !== null && behind.length === 0));
    assert.deepEqual((await on.engine.readStatus(scriptId)).due, []);
  });

  it('without keeping anybody waiting: a sync is stored before the next group but one', async () => {
    const uri = 'file:///runs/slices';
    const scenes = scenesOf(360);
    const { scriptId } = await on.sync(uri, write(scenes));
    let events = 0;
    let stored: Promise<number> | undefined;
    await on.analyze(scriptId, {
      onProgress: () => {
        events++;
        if (events !== 2) return;
        const asked = events;
        const edited = scenes.with(359, { ...scenes[359]!, paragraphs: ['Rain.'] });
        stored = on.sync(uri, write(edited)).then(() => events - asked);
      },
    });
    assert.ok(stored !== undefined);
    const groups = await stored;
    assert.ok(groups <= 2, `${groups} groups were stored first`);
  });

  it('without keeping anybody waiting: a search is answered while cards are made', async () => {
    const uri = 'file:///runs/search';
    const { scriptId } = await on.sync(uri, write(scenesOf(200)));
    await on.analyze(scriptId, { kinds: ['embedding'] });
    await on.sync(uri, write(scenesOf(201)));
    let running = true;
    let answered: Promise<boolean> | undefined;
    const abort = new AbortController();
    await on.analyze(scriptId, {
      signal: abort.signal,
      onProgress: () => {
        answered ??= on.engine.search({ scriptId, query: 'lantern', limit: 3 }).then(() => running);
      },
    });
    running = false;
    assert.equal(await answered, true, 'it came before the run had ended');
  });

  it('until the script is closed; then it says so and stores no more', async () => {
    const uri = 'file:///runs/closed';
    const { scriptId } = await on.sync(uri, write(scenesOf(150)));
    let closing: Promise<unknown> | undefined;
    const run = on.analyze(scriptId, {
      onProgress: () => {
        closing ??= on.engine.closeScript(uri, true);
      },
    });
    await assert.rejects(run, (error: unknown) => error instanceof Failure && error.code === 'script-unknown');
    await closing;
    for (const table of ['scripts', 'scenes', 'artifact_inputs', 'script_outlines']) {
      const column = table === 'scripts' ? 'id' : 'script_id';
      const left = await on.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`, [
        scriptId,
      ]);
      assert.equal(left[0]?.n, 0, `${table}: nothing of it is left`);
    }
  });

  it('and a script that is not open is not known', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const isUnknown = (error: unknown): boolean => error instanceof Failure && error.code === 'script-unknown';
    await assert.rejects(async () => on.analyze(unknown), isUnknown);
    await assert.rejects(async () => on.engine.readScript(unknown), isUnknown);
    await assert.rejects(async () => on.engine.readStatus(unknown), isUnknown);
    await assert.rejects(async () => on.engine.search({ scriptId: unknown, query: 'x', limit: 1 }), isUnknown);
  });

  it('and a script opened again right after it was closed is open', async () => {
    const uri = 'file:///runs/reopened';
    const { scriptId } = await on.sync(uri, write(scenesOf(3)));
    const closing = on.engine.closeScript(uri, false);
    const opened = await on.engine.sync(wholeText(uri, write(scenesOf(3)), 1));
    await closing;
    assert.equal(opened.kind, 'synced');
    assert.equal((await on.engine.readScript(scriptId)).scenes.length, 3);
  });

  it('and after the engine ended in the middle, a new one makes only the rest', async () => {
    const uri = 'file:///runs/ended';
    const text = write(scenesOf(160));
    const { scriptId } = await on.sync(uri, text);
    let reopening: Promise<void> | undefined;
    const { run } = await on.analyze(scriptId, {
      onProgress: () => {
        reopening ??= on.reopen();
      },
    });
    await reopening;
    assert.equal(run.cancelled, true);
    assert.ok(run.generated.card >= 50 && run.generated.card < 160);
    assert.equal((await on.sync(uri, text)).scriptId, scriptId);
    const rest = await on.analyze(scriptId);
    assert.equal(rest.run.generated.card, 160 - run.generated.card);
  });

  async function checkState(uri: string, expected: string): Promise<void> {
    const rows = await on.rows<{ state: string }>('SELECT state FROM scripts WHERE uri = $1', [uri]);
    assert.equal(rows[0]?.state, expected, 'as stored');
  }
});

/** A scene of so many lines that not all of them can be in its card. */
const LONG = [
  'INT. WAREHOUSE - NIGHT',
  'MARTA, 50, comes in with a torch.',
  ...Array.from({ length: 14 }, (_, at) => `Shelf ${at + 1} holds grey boxes and nothing else.`),
  'MARTA\nI want the red one.',
  'She finds it, opens it, and runs.',
];

/** The kinds of which a run made anything. */
function madeIn(generated: KindCounts): string[] {
  return Object.entries(generated).flatMap(([kind, count]) => (count > 0 ? [`${kind} ${count}`] : []));
}

import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import type { ModelRequest } from '../../src/story/modelMessage';
import { PLAIN_PROMPTS, PLAIN_SHEET } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer, type ScriptedModel } from '../models/scriptedModel';
import { scenesOf, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { checkStandingColumns } from './standingColumns';

const BOTH = { cards: 'scripted/one', story: 'scripted/one' };

/** Says of every request the same thing about the same words. */
const answer = ({ turns }: ModelRequest): ScriptedAnswer => {
  const words = turns.flatMap(({ content }) => content.flatMap((block) => (block.kind === 'text' ? [block.text] : [])));
  return { text: JSON.stringify({ text: `Read: ${words.join(' ').slice(-60)}` }) };
};

function changed(scenes: readonly DraftScene[], index: number): DraftScene[] {
  return scenes.map((scene, at) =>
    at === index ? { ...scene, paragraphs: [...scene.paragraphs, 'A bell rings.'] } : scene,
  );
}

describe('What writers decide, beside what models make', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, { ...PLAIN_PROMPTS, sheet: PLAIN_SHEET });
  });
  after(() => on.remove());

  const asking = (model: ScriptedModel, kinds: NonNullable<AnalyzeParams['kinds']>) => ({
    models: BOTH,
    kinds,
    openModel: () => Promise.resolve(model),
  });
  const waiting = async (scriptId: string) => (await on.engine.readDecisions(scriptId)).waiting;
  const stale = async (scriptId: string): Promise<string[]> =>
    (await on.engine.readStatus(scriptId)).artifacts
      .filter((one) => one.stale)
      .map(({ kind, subject }) => (kind === 'sheet' ? `${kind} ${subject ?? ''}` : kind));

  it('copies what a model made into a copy of the script, and lays it beside what is pinned there', async () => {
    const scenes = scenesOf(3);
    const uri = 'file:///decided/copy';
    const model = scriptedModel(answer);
    const original = await on.sync('file:///decided/original', write(changed(scenes, 0)));
    const first = await on.analyze(original.scriptId, asking(model, ['card', 'outline']));
    const asked = model.requests.length;

    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, { kinds: ['card'] });
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    const kept = (await on.engine.readScript(scriptId)).scenes[0]?.card;
    await on.sync(uri, write(changed(scenes, 0)));
    const { run, scenes: shown } = await on.analyze(scriptId, asking(model, ['card']));
    assert.deepEqual([run.reused.card, run.generated.card, run.costUsd, model.requests.length], [2, 0, 0, asked]);
    assert.deepEqual(shown[0]?.card, kept, 'what is pinned stays');
    const texts = first.scenes.map(({ card }) => card?.summaryText);
    assert.deepEqual(
      shown.slice(1).map(({ card }) => card?.summaryText),
      texts.slice(1),
    );

    const beside = await waiting(scriptId);
    assert.deepEqual(
      beside.map(({ kind, subject, method, summaryText }) => [kind, subject, method, summaryText]),
      [['card', shown[0]?.id, 'scripted/one', texts[0]]],
    );
    await on.engine.settleWaiting({ scriptId, kind: 'card', subject: shown[0]?.id ?? '', take: true });
    const after = (await on.engine.readScript(scriptId)).scenes[0];
    assert.deepEqual([after?.card?.summaryText, after?.behind], [texts[0], []]);
    assert.deepEqual(await waiting(scriptId), []);
    const hashes = await on.rows<{ script: string; hash: string; pinned: boolean }>(
      `SELECT s.script_id AS script, c.content_hash AS hash, c.pinned FROM scene_summaries c JOIN scenes s ON s.id = c.scene_id
       WHERE s.scene_index = 0 AND s.script_id = ANY($1)`,
      [[original.scriptId, scriptId]],
    );
    assert.equal(
      new Set(hashes.map(({ hash }) => hash)).size,
      1,
      'taken, it says what the one it was copied from says',
    );
    assert.equal(hashes.find(({ script }) => script === scriptId)?.pinned, true);
    // So what reads the cards is a copy too, pinned card or not.
    const story = await on.analyze(scriptId, asking(model, ['outline']));
    assert.deepEqual([story.run.reused.outline, model.requests.length], [1, asked]);
  });

  it('does not offer again what was discarded, until the text changes or it is asked for', async () => {
    const uri = 'file:///decided/discarded';
    const scenes = scenesOf(3);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, { kinds: ['card'] });
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    await on.sync(uri, write(changed(scenes, 0)));
    await on.analyze(scriptId, { kinds: ['card'] });
    const [offered] = await waiting(scriptId);
    assert.equal(offered?.kind, 'card');
    const { kind, subject } = offered;
    await on.engine.settleWaiting({ scriptId, kind, subject, take: false });
    await on.analyze(scriptId, { kinds: ['card'], asked: false });
    await on.analyze(scriptId, { kinds: ['card'] });
    assert.deepEqual(await waiting(scriptId), []);
    await on.analyze(scriptId, { kinds: ['card'], remake: true });
    assert.equal((await waiting(scriptId)).length, 1, 'a remake makes it again');
    await on.engine.settleWaiting({ scriptId, kind, subject, take: false });
    await on.sync(uri, write(changed(changed(scenes, 0), 0)));
    await on.analyze(scriptId, { kinds: ['card'] });
    assert.equal((await waiting(scriptId)).length, 1, 'the scene says something else');
  });

  it('lets a whole set be taken that rules made beside a model’s', async () => {
    const uri = 'file:///decided/set';
    const scenes = scenesOf(3);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, asking(scriptedModel(answer), ['card', 'thread']));
    await on.sync(uri, write(changed(scenes, 1)));
    const { threads } = await on.analyze(scriptId, { kinds: ['card', 'thread'] });
    assert.match(threads[0]?.name ?? '', /^Read:/, 'rules do not replace what a model made');
    const beside = await waiting(scriptId);
    assert.deepEqual(beside.map(({ kind, method }) => `${kind} ${method}`).sort(), ['card offline', 'thread offline']);
    const offered = beside.find(({ kind }) => kind === 'thread')?.summaryText ?? '';
    assert.notEqual(offered, '');

    const changes = on.changes.length;
    await on.engine.settleWaiting({ scriptId, kind: 'thread', subject: null, take: true });
    assert.ok(on.changes.slice(changes).includes(uri), 'views are told');
    const taken = await on.engine.readScript(scriptId);
    assert.equal(taken.threads.map(({ name }) => name).join(', '), offered);
    const { artifacts } = await on.engine.readStatus(scriptId);
    assert.deepEqual(
      new Set(artifacts.filter(({ kind }) => kind === 'thread').map(({ method }) => method)),
      new Set(['offline']),
    );
    assert.deepEqual(
      (await waiting(scriptId)).map(({ kind }) => kind),
      ['card'],
    );
    await checkStandingColumns(on, scriptId);
  });

  it('shows a pin on a thread at once, in the status that is followed too', async () => {
    const { scriptId } = await on.sync('file:///decided/pinned', write(scenesOf(3)));
    const { threads } = await on.analyze(scriptId, asking(scriptedModel(answer), ['card', 'thread']));
    const known = await on.engine.follow({ scriptId, known: null });
    assert.equal(known.kind, 'whole');
    await on.engine.setPin({ scriptId, kind: 'thread', subject: threads[0]?.id ?? '', pinned: true });
    const after = await on.engine.follow({ scriptId, known: known.tag });
    assert.equal(after.kind, 'changed');
    const { artifacts } = await on.engine.readStatus(scriptId);
    assert.deepEqual(
      artifacts.filter(({ pinned }) => pinned).map(({ subject }) => subject),
      [threads[0]?.id],
    );
  });

  it('puts a model’s outline behind when a scene is marked never to be sent, in the tables too, and back', async () => {
    const { scriptId } = await on.sync('file:///decided/marked', write(scenesOf(3)));
    const { scenes } = await on.analyze(scriptId, asking(scriptedModel(answer), ['card', 'outline', 'thread']));
    assert.deepEqual(await stale(scriptId), []);
    const target = { kind: 'scene' as const, sceneId: scenes[1]?.id ?? '' };
    await on.engine.markNeverSend({ scriptId, target, on: true });
    assert.deepEqual(await stale(scriptId), ['outline', 'thread']);
    await checkStandingColumns(on, scriptId);
    const marked = on.rows<{ stale: boolean }>('SELECT is_stale AS stale FROM script_outlines WHERE script_id = $1', [
      scriptId,
    ]);
    assert.deepEqual(await marked, [{ stale: true }]);
    await on.engine.markNeverSend({ scriptId, target, on: false });
    assert.deepEqual(await stale(scriptId), []);
    await checkStandingColumns(on, scriptId);
  });

  it('puts a model’s sheet behind when names are merged; rules do not replace it, the model does', async () => {
    const uri = 'file:///decided/merged';
    const lines = (one: string, other: string) => [`${one}\nWhere is it?`, `${other}\nGone.`];
    const text = write([
      { heading: 'INT. TOWER - NIGHT', paragraphs: ['The lamp is dark.', ...lines('KEEPER', 'MARA')] },
      { heading: 'EXT. PIER - DAWN', paragraphs: ['Fog.', ...lines('MARA', 'OLD MAN')] },
    ]);
    const { scriptId } = await on.sync(uri, text);
    const model = scriptedModel(answer);
    await on.analyze(scriptId, asking(model, ['card', 'sheet']));
    assert.deepEqual(await stale(scriptId), []);
    await on.engine.decideAlias({ scriptId, name: 'OLD MAN', decision: 'merge', other: 'KEEPER' });
    assert.deepEqual((await stale(scriptId)).sort(), ['sheet KEEPER', 'sheet MARA']);
    await checkStandingColumns(on, scriptId);
    await on.analyze(scriptId, { kinds: ['card', 'sheet'] });
    assert.deepEqual((await stale(scriptId)).sort(), ['sheet KEEPER', 'sheet MARA']);
    assert.deepEqual((await waiting(scriptId)).map(({ kind, subject }) => `${kind} ${subject ?? ''}`).sort(), [
      'sheet KEEPER',
      'sheet MARA',
    ]);
    const asked = model.requests.length;
    const { run } = await on.analyze(scriptId, asking(model, ['card', 'sheet']));
    assert.deepEqual([run.generated.sheet, run.generated.card, model.requests.length - asked], [2, 0, 2]);
    assert.deepEqual([await stale(scriptId), await waiting(scriptId)], [[], []]);
  });

  it('comes back from a backup: names, pins, what waits, marks, what failed', async () => {
    const uri = 'file:///decided/backup';
    const scenes = scenesOf(3);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, asking(scriptedModel(answer), ['card', 'outline', 'thread']));
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    const [one, other] = (await on.engine.readScript(scriptId)).characters;
    await on.engine.decideAlias({ scriptId, name: one?.name ?? '', decision: 'merge', other: other?.name ?? '' });
    await on.sync(uri, write(changed(changed(scenes, 0), 1)));
    await on.analyze(scriptId, { kinds: ['card'] });
    await on.analyze(
      scriptId,
      asking(
        scriptedModel(() => ({ text: 'no JSON' })),
        ['card'],
      ),
    );
    const third = (await on.engine.readScript(scriptId)).scenes[2]?.id ?? '';
    await on.engine.markNeverSend({ scriptId, target: { kind: 'scene', sceneId: third }, on: true });
    const told = async () => {
      const { artifacts, failures } = await on.engine.readStatus(scriptId);
      return {
        artifacts: [...artifacts].sort((a, b) =>
          `${a.kind} ${a.subject ?? ''}` < `${b.kind} ${b.subject ?? ''}` ? -1 : 1,
        ),
        failures,
        decisions: await on.engine.readDecisions(scriptId),
        view: await on.engine.readScript(scriptId),
      };
    };
    const before = await told();
    assert.deepEqual(
      [before.failures.length > 0, before.decisions.waiting.length > 0, before.artifacts.some(({ pinned }) => pinned)],
      [true, true, true],
    );
    const { path } = await on.engine.backUp();
    await on.engine.closeScript(uri, false);
    await on.rows('DELETE FROM scripts');
    await on.engine.restore(path);
    await on.reopen();
    assert.equal((await on.sync(uri, write(changed(changed(scenes, 0), 1)))).scriptId, scriptId);
    assert.deepEqual(await told(), before);
    await checkStandingColumns(on, scriptId);
  });
});

describe('A memory of the release before models', function () {
  this.timeout(120_000);

  it('has everything current when this one opens it, sets included', async () => {
    const on = await startEngineOnDisk();
    try {
      const text = write(scenesOf(4));
      const { scriptId } = await on.sync('file:///earlier', text);
      const first = await on.analyze(scriptId);
      await on.engine.closeScript('file:///earlier', false);
      await on.engine.rollBack();
      await on.reopen();
      assert.equal((await on.sync('file:///earlier', text)).scriptId, scriptId);
      const { artifacts, due } = await on.engine.readStatus(scriptId);
      assert.deepEqual([due, artifacts.filter(({ stale }) => stale)], [[], []]);
      assert.deepEqual((await on.engine.readScript(scriptId)).threads, first.threads);
      await checkStandingColumns(on, scriptId);
    } finally {
      await on.remove();
    }
  });
});

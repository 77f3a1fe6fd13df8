import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import { runText } from '../../src/extension/runText';
import { zeroKindCounts } from '../../src/story/artifactKind';
import type { ModelRequest } from '../../src/story/modelMessage';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer, type ScriptedModel } from '../models/scriptedModel';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const CARDS = { cards: 'scripted/one', story: 'offline' };
const KINDS: AnalyzeParams['kinds'] = ['card'];

/** Says of every request the same thing about the same words. */
const answer = ({ turns }: ModelRequest): ScriptedAnswer => {
  const words = turns.flatMap(({ content }) => content.flatMap((block) => (block.kind === 'text' ? [block.text] : [])));
  return { text: JSON.stringify({ text: `Read: ${words.join(' ').slice(-60)}` }) };
};

function fresh(count: number): DraftScene[] {
  return Array.from({ length: count }, () => sceneAt(seed++));
}
let seed = 500;

function changed(scenes: readonly DraftScene[], index: number): DraftScene[] {
  return scenes.map((scene, at) =>
    at === index ? { ...scene, paragraphs: [...scene.paragraphs, 'A bell rings.'] } : scene,
  );
}

describe('The price of a run', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  const by = (model: ScriptedModel) => ({ openModel: () => Promise.resolve(model) });

  it('names the pinned card that a newer version is made beside, and its scene', async () => {
    const uri = 'file:///priced/pinned';
    const scenes = fresh(4);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, { kinds: KINDS });
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    await on.sync(uri, write(changed(scenes, 0)));
    const model = scriptedModel(answer);
    const asked = { scriptId, remake: false, models: CARDS, kinds: KINDS };
    const price = await on.engine.priceAnalysis(asked, by(model));
    const pinned = (await on.engine.readScript(scriptId)).scenes[0]?.id ?? '';
    assert.ok(price.sceneTexts.includes(pinned), 'its text is going to be sent');
    const { run } = await on.analyze(scriptId, { ...asked, ...by(model) });
    assert.deepEqual([price.requests, model.requests.length], [4, 4]);
    assert.deepEqual([run.generated.card, run.waiting?.card], [3, 1], 'the report tells of what waits');
    assert.match(runText({ ...run, generated: zeroKindCounts() }), /^1 newer version waits for you, for /);
  });

  it('holds back a run that nobody asked for and that would only make a newer version', async () => {
    const uri = 'file:///priced/always';
    const scenes = fresh(4);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, { kinds: KINDS });
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    await on.sync(uri, write(changed(scenes, 0)));
    await on.rows('UPDATE scripts SET always_under_usd = 0.0000001 WHERE id = $1', [scriptId]);
    const model = scriptedModel(answer);
    const { run } = await on.analyze(scriptId, { models: CARDS, kinds: KINDS, asked: false, ...by(model) });
    assert.deepEqual([model.requests.length, run.failed], [0, []], 'it costs more than is always allowed');
  });

  it('and what is due have nothing that waits for a pinned card which stays as it is', async () => {
    const uri = 'file:///priced/vain';
    const scenes = fresh(4);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId);
    await on.engine.setPin({ scriptId, kind: 'card', subject: '1', pinned: true });
    await on.sync(uri, write(changed(scenes, 0)));
    await on.analyze(scriptId);
    assert.deepEqual((await on.engine.readStatus(scriptId)).due, [], 'a run makes none of it');
    const { run } = await on.analyze(scriptId);
    assert.ok(Object.values(run.generated).every((count) => count === 0));
  });

  it('has no request for what is a copy, and one for scenes that read the same', async () => {
    const model = scriptedModel(answer);
    const scenes = fresh(3);
    const first = await on.sync('file:///priced/original', write(scenes));
    await on.analyze(first.scriptId, { models: CARDS, kinds: KINDS, ...by(model) });
    const twice = fresh(1);
    const { scriptId } = await on.sync('file:///priced/copy', write([...scenes, ...twice, ...twice]));
    const before = model.requests.length;
    const asked = { scriptId, remake: false, models: CARDS, kinds: KINDS };
    const price = await on.engine.priceAnalysis(asked, by(model));
    await on.analyze(scriptId, { ...asked, ...by(model) });
    assert.deepEqual([price.requests, model.requests.length - before], [1, 1]);
  });
});

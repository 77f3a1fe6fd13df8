import assert from 'node:assert/strict';
import { ledgerSchema } from '../../src/story/ledger';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel } from '../models/scriptedModel';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const MODELS = { cards: 'scripted/one', story: 'scripted/one' };

describe('The ledger of a script', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  const by = () => {
    const model = scriptedModel(() => ({ text: JSON.stringify({ text: 'Somebody waits.' }) }));
    return { openModel: () => Promise.resolve(model) };
  };

  it('says what was sent, why, and what it came to; what was spent today is of all scripts', async () => {
    const scenes = scenesOf(3);
    const { scriptId } = await on.sync('file:///ledger/one', write(scenes));
    assert.deepEqual((await on.engine.readLedger(scriptId)).calls, []);
    const priced = await on.engine.priceAnalysis({ scriptId, remake: false, models: MODELS, kinds: ['card'] }, by());
    assert.deepEqual([priced.sceneTexts.length, priced.sceneCards.length], [3, 0]);
    const { run } = await on.analyze(scriptId, { models: MODELS, kinds: ['card', 'outline'], ...by() });
    const ledger = await on.engine.readLedger(scriptId);
    assert.deepEqual(ledgerSchema.parse(ledger), ledger);
    const [newest] = ledger.calls;
    assert.deepEqual([newest?.purpose, newest?.scenes.length, newest?.status], ['outline', 3, 'complete']);
    assert.deepEqual(
      ledger.calls.slice(1).map(({ subject, scenes: [sent] }) => subject === `${sent?.label} ${sent?.heading}`),
      [true, true, true],
    );
    assert.equal(ledger.days.length, 1);
    assert.equal(ledger.days[0]?.calls, 4);
    assert.ok(Math.abs(ledger.days[0].costUsd - (run.costUsd ?? NaN)) < 1e-6);

    await on.sync('file:///ledger/one', write(scenes.slice(0, 2)));
    const gone = (await on.engine.readLedger(scriptId)).calls[0]?.scenes.map(({ label }) => label);
    assert.deepEqual(gone, ['1', '2', null], 'a scene that is cut is still in it');

    const other = await on.sync('file:///ledger/two', write(scenesOf(9).slice(6)));
    assert.deepEqual((await on.engine.readLedger(other.scriptId)).calls, []);
    const { todayUsd, alwaysUnderUsd } = await on.engine.readAllowance(other.scriptId);
    assert.ok(Math.abs(todayUsd - (run.costUsd ?? NaN)) < 1e-6);
    assert.equal(alwaysUnderUsd, null);
  });

  it('counts what was sent of a script that is deleted since, without telling of it', async () => {
    const { scriptId } = await on.sync('file:///ledger/forgotten', write(scenesOf(24).slice(20)));
    const other = await on.sync('file:///ledger/stays', write(scenesOf(2)));
    await on.analyze(scriptId, { models: MODELS, kinds: ['card', 'outline'], ...by() });
    const before = (await on.engine.readAllowance(other.scriptId)).todayUsd;
    const calls = await on.rows<{ id: string }>('SELECT id FROM model_calls WHERE script_id = $1', [scriptId]);
    assert.equal(calls.length, 5);
    await on.engine.closeScript('file:///ledger/forgotten', true);
    assert.equal((await on.engine.readAllowance(other.scriptId)).todayUsd, before);
    const ids = calls.map(({ id }) => id);
    const left = await on.rows<Record<string, unknown>>(
      'SELECT script_id, subject, cardinality(scene_ids) AS scenes, model FROM model_calls WHERE id = ANY($1)',
      [ids],
    );
    assert.deepEqual(
      left,
      ids.map(() => ({ script_id: null, subject: '', scenes: 0, model: 'one' })),
    );
  });

  it('keeps what may always be spent with its script', async () => {
    const uri = 'file:///ledger/always';
    const { scriptId } = await on.sync(uri, write(scenesOf(2)));
    assert.equal((await on.engine.setAlwaysUnder({ scriptId, usd: 0.05 })).alwaysUnderUsd, 0.05);
    await on.reopen();
    await on.sync(uri, write(scenesOf(2)));
    assert.equal((await on.engine.readAllowance(scriptId)).alwaysUnderUsd, 0.05);
    assert.equal((await on.engine.setAlwaysUnder({ scriptId, usd: null })).alwaysUnderUsd, null);
  });
});

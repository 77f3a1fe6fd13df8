import assert from 'node:assert/strict';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import type { ModelRequest } from '../../src/story/modelMessage';
import { until } from '../harness/until';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer, type ScriptedModel } from '../models/scriptedModel';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';
import { checkStandingColumns } from './standingColumns';

const MODELS = { cards: 'scripted/one', story: 'offline' };
const BOTH = { cards: 'scripted/one', story: 'scripted/one' };
const KINDS: AnalyzeParams['kinds'] = ['card', 'outline'];

interface Call {
  readonly status: string;
  readonly code: string | null;
  readonly cost: number | null;
  readonly reserved: number | null;
  readonly output: number;
}

/** So many scenes that no other script has: what was made of them before would be copied, and no model asked. */
function fresh(count: number): DraftScene[] {
  return Array.from({ length: count }, () => sceneAt(seed++));
}
let seed = 0;

/** Says of every request the same thing about the same words. */
const answer = ({ turns }: ModelRequest): ScriptedAnswer => {
  const words = turns.flatMap(({ content }) => content.flatMap((block) => (block.kind === 'text' ? [block.text] : [])));
  return { text: JSON.stringify({ text: `Read: ${words.join(' ').slice(0, 60)}` }) };
};

describe('A run with a model', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  const by = (model: ScriptedModel) => ({ openModel: () => Promise.resolve(model) });
  const calls = (scriptId: string): Promise<Call[]> =>
    on.rows<Call>(
      `SELECT status, failure_code AS code, cost_usd::float AS cost, reserved_usd::float AS reserved,
         output_tokens AS output FROM model_calls WHERE script_id = $1 ORDER BY created_at`,
      [scriptId],
    );

  it('makes what rules made, at its price, each call in the ledger; then nothing is due', async () => {
    const { scriptId } = await on.sync('file:///models/first', write(fresh(4)));
    await on.analyze(scriptId);
    const model = scriptedModel(answer);
    const priced = await on.engine.priceAnalysis({ scriptId, remake: false, models: BOTH, kinds: KINDS }, by(model));
    assert.equal(model.requests.length, 0, 'a price sends nothing');
    assert.deepEqual(
      priced.kinds.map(({ kind, requests }) => [kind, requests]),
      [
        ['card', 4],
        ['outline', 1],
      ],
    );
    const { run, scenes, outline } = await on.analyze(scriptId, { models: BOTH, kinds: KINDS, ...by(model) });
    assert.deepEqual([run.failed, run.generated.card, run.generated.outline], [[], 4, 1]);
    assert.ok(scenes.every(({ card }) => card?.method === 'scripted/one'));
    assert.equal(outline?.method, 'scripted/one');
    const ledger = await calls(scriptId);
    assert.deepEqual(
      ledger.map(({ status }) => status),
      Array.from({ length: 5 }, () => 'complete'),
    );
    const cost = ledger.reduce((sum, call) => sum + (call.cost ?? NaN), 0);
    assert.ok(Math.abs((run.costUsd ?? NaN) - cost) < 1e-6 && cost > 0);
    assert.ok(ledger.every(({ cost: paid, reserved }) => (paid ?? Infinity) <= (reserved ?? 0)));
    await checkStandingColumns(on, scriptId);

    const again = await on.analyze(scriptId, { models: BOTH, kinds: KINDS, ...by(model) });
    assert.deepEqual([again.run.generated.card, again.run.costUsd, model.requests.length], [0, 0, 5]);
  });

  it('is never replaced by rules: they wait beside it, once, until the model makes it again', async () => {
    const uri = 'file:///models/beside';
    const scenes = fresh(3);
    const { scriptId } = await on.sync(uri, write(scenes));
    const model = scriptedModel(answer);
    await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(model) });
    await on.sync(uri, write(scenes.with(0, { ...scenes[0]!, heading: 'EXT. ROOF - DAY' })));
    const waiting = (): Promise<object[]> =>
      on.rows('SELECT subject, method, generated_at FROM artifact_candidates WHERE script_id = $1', [scriptId]);
    const offline = await on.analyze(scriptId, { kinds: ['card'] });
    assert.equal(offline.scenes[0]?.card?.method, 'scripted/one');
    assert.notDeepEqual(offline.scenes[0].behind, [], 'it stays, and is behind');
    const first = await waiting();
    assert.equal(first.length, 1);
    await on.analyze(scriptId, { kinds: ['card'] });
    assert.deepEqual(await waiting(), first, 'not made again');
    await on.reopen();
    await on.sync(uri, write(scenes.with(0, { ...scenes[0]!, heading: 'EXT. ROOF - DAY' })));
    await on.analyze(scriptId, { kinds: ['card'] });
    assert.deepEqual(await waiting(), first, 'not by the next engine either');
    const made = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(model) });
    assert.deepEqual([made.run.generated.card, made.scenes[0]?.behind], [1, []]);
    assert.deepEqual(await waiting(), []);
  });

  it('stops before a call that might go over its limit, says so once, and leaves the rest due', async () => {
    const { scriptId } = await on.sync('file:///models/limit', write(fresh(12)));
    const model = scriptedModel(answer);
    const limits = { runUsd: 0.006, dayUsd: null };
    const { run } = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], limits, ...by(model) });
    assert.deepEqual(
      run.failed.map(({ code, subject }) => [code, subject]),
      [['model-limit-reached', null]],
    );
    assert.ok(run.generated.card > 0 && run.generated.card < 12);
    assert.ok((run.costUsd ?? Infinity) <= limits.runUsd);
    const { due, failures } = await on.engine.readStatus(scriptId);
    assert.equal(due.find(({ kind }) => kind === 'card')?.count, 12 - run.generated.card);
    assert.deepEqual(
      failures.map(({ code }) => code),
      ['model-limit-reached'],
    );
    const nothing = { runUsd: null, dayUsd: 0 };
    const before = model.requests.length;
    await on.analyze(scriptId, { models: MODELS, kinds: ['card'], limits: nothing, ...by(model) });
    assert.equal(model.requests.length, before, 'the day has a limit of its own');
    const rest = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(model) });
    assert.deepEqual(rest.run.failed, []);
    assert.deepEqual((await on.engine.readStatus(scriptId)).failures, [], 'over, once it answers');
  });

  it('lets rules make the card that a model declines, and makes what reads it; the refusal stays known', async () => {
    const scenes = fresh(3);
    const { scriptId } = await on.sync('file:///models/declined', write(scenes));
    const [line] = scenes[1]?.paragraphs ?? [];
    const declining = scriptedModel((request) =>
      JSON.stringify(request.turns).includes(String(line)) && !JSON.stringify(request.turns).includes('Read: ')
        ? { stopReason: 'refusal' }
        : answer(request),
    );
    const asked = { models: BOTH, kinds: KINDS };
    const first = await on.analyze(scriptId, { ...asked, ...by(declining) });
    assert.deepEqual(
      first.scenes.map(({ card }) => card?.method),
      ['scripted/one', 'offline', 'scripted/one'],
    );
    assert.deepEqual(
      first.run.failed.map(({ kind, subject, code }) => [kind, subject, code]),
      [['card', first.scenes[1]?.id, 'model-declined']],
    );
    assert.deepEqual([first.run.generated.card, first.outline?.method], [3, 'scripted/one']);
    const { failures } = await on.engine.readStatus(scriptId);
    assert.deepEqual(
      failures.map(({ subject, code }) => [subject, code]),
      [[first.scenes[1]?.id, 'model-declined']],
    );
    await checkStandingColumns(on, scriptId);
    // Asked again, the model is.
    const willing = scriptedModel(answer);
    const second = await on.analyze(scriptId, { ...asked, ...by(willing) });
    assert.deepEqual(
      second.scenes.map(({ card }) => card?.method),
      ['scripted/one', 'scripted/one', 'scripted/one'],
    );
    assert.deepEqual((await on.engine.readStatus(scriptId)).failures, []);
  });

  it('is stopped where a model answers nonsense again and again', async () => {
    const { scriptId } = await on.sync('file:///models/babble', write(fresh(40)));
    const model = scriptedModel(() => ({ text: 'no JSON' }));
    const { run } = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(model) });
    assert.equal(run.failed.at(-1)?.code, 'model-nonsense');
    assert.ok(model.requests.length <= 40, `${model.requests.length} calls for 40 scenes`);
  });

  it('makes all that a limit has room for one after another, though not at once', async () => {
    for (const name of ['run', 'day']) {
      const { scriptId } = await on.sync(`file:///models/room/${name}`, write(fresh(12)));
      const [today] = await on.rows<{ usd: number }>(
        'SELECT coalesce(sum(coalesce(cost_usd, reserved_usd)), 0)::float AS usd FROM model_calls',
      );
      const limits = name === 'run' ? { runUsd: 0.013, dayUsd: null } : { runUsd: null, dayUsd: today!.usd + 0.013 };
      const model = scriptedModel(answer);
      const { run } = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], limits, ...by(model) });
      assert.deepEqual([run.failed, run.generated.card], [[], 12], name);
      const reserved = (await calls(scriptId)).map((call) => call.reserved ?? 0);
      assert.ok(
        reserved.slice(0, 10).reduce((sum, usd) => sum + usd, 0) > 0.013,
        'ten at once may cost more than the limit',
      );
      assert.ok((run.costUsd ?? Infinity) <= 0.013);
    }
  });

  it('cancelled while a call waits for the end of another, ends without it', async () => {
    const { scriptId } = await on.sync('file:///models/room/cancelled', write(fresh(3)));
    const cancelling = new AbortController();
    const model = scriptedModel(() => new Promise(() => undefined));
    const limits = { runUsd: 0.005, dayUsd: null };
    const signal = cancelling.signal;
    const running = on.analyze(scriptId, { models: MODELS, kinds: ['card'], limits, signal, ...by(model) });
    await until('one call is under way', () => model.requests.length === 1);
    cancelling.abort();
    const { run } = await running;
    assert.deepEqual([run.cancelled, run.failed], [true, []]);
    assert.deepEqual(
      (await calls(scriptId)).map(({ status }) => status),
      ['stopped'],
    );
    const rows = await on.rows('SELECT origin, cost_usd FROM model_calls WHERE script_id = $1', [scriptId]);
    assert.deepEqual(
      rows,
      [{ origin: 'https://scripted.invalid', cost_usd: null }],
      'nobody knows whether it was sent',
    );
  });

  it('asks once more where the answer is nonsense; what was paid is in the ledger, and the good one stays', async () => {
    const uri = 'file:///models/nonsense';
    const scenes = fresh(2);
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(scriptedModel(answer)) });
    const edited = scenes.with(0, {
      ...scenes[0]!,
      paragraphs: [...scenes[0]!.paragraphs.slice(0, 3), 'Nothing but rain.'],
    });
    await on.sync(uri, write(edited));
    const silly = scriptedModel(() => ({ text: 'no JSON here' }));
    const { run, scenes: shown } = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(silly) });
    assert.equal(silly.requests.length, 2);
    assert.deepEqual(
      run.failed.map(({ code }) => code),
      ['model-nonsense'],
    );
    assert.match(shown[0]?.card?.summaryText ?? '', /^Read:/);
    const failed = (await calls(scriptId)).filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ code, output }) => [code, output]),
      [
        ['model-nonsense', 20],
        ['model-nonsense', 20],
      ],
    );
    assert.ok((run.costUsd ?? 0) > 0);
    const { failures } = await on.engine.readStatus(scriptId);
    assert.deepEqual(
      failures.map(({ subject, code }) => [subject, code]),
      [[shown[0]?.id, 'model-nonsense']],
    );
    await on.sync(uri, write(scenes));
    assert.deepEqual((await on.engine.readStatus(scriptId)).failures, [], 'gone with the words it was about');
    await on.sync(uri, write(edited));
    await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(scriptedModel(answer)) });
    assert.deepEqual((await on.engine.readStatus(scriptId)).failures, []);
  });

  it('waits while it is asked to, and goes on', async () => {
    const { scriptId } = await on.sync('file:///models/busy', write(fresh(3)));
    const model = scriptedModel((request, call) =>
      call < 2 ? { failure: 'model-rate-limited', retryAfterMs: 5 } : answer(request),
    );
    const { run } = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(model) });
    assert.deepEqual([run.failed, run.generated.card, model.requests.length], [[], 3, 5]);
  });

  it('ends at once where every call would fail, and tells it once', async () => {
    const { scriptId } = await on.sync('file:///models/key', write(fresh(30)));
    const model = scriptedModel(() => ({ failure: 'model-key-wrong' }));
    const { run } = await on.analyze(scriptId, { models: MODELS, kinds: ['card'], ...by(model) });
    assert.deepEqual(
      run.failed.map(({ code, subject }) => [code, subject]),
      [['model-key-wrong', null]],
    );
    assert.ok(model.requests.length <= 10, 'those that were under way, and no more');
    assert.equal((await on.engine.readStatus(scriptId)).due.find(({ kind }) => kind === 'card')?.count, 30);
  });

  it('makes nothing again of what reads a card that came out the same', async () => {
    const uri = 'file:///models/cut-off';
    const scenes = fresh(3);
    const { scriptId } = await on.sync(uri, write(scenes));
    const model = scriptedModel(() => ({ text: '{"text":"The same."}' }));
    const options = { models: BOTH, kinds: KINDS, ...by(model) };
    const first = await on.analyze(scriptId, options);
    await on.sync(
      uri,
      write(scenes.with(1, { ...scenes[1]!, paragraphs: [...scenes[1]!.paragraphs.slice(0, 3), 'Other words.'] })),
    );
    const { run, outline, outlineBehind, scenes: shown } = await on.analyze(scriptId, options);
    assert.deepEqual([run.generated.card, run.generated.outline, outlineBehind], [1, 0, []]);
    assert.deepEqual([outline?.version, shown[1]?.card?.version], [first.outline?.version, 1]);
  });

  it('keeps a thread the same row, whatever the model calls it this time', async () => {
    const uri = 'file:///models/threads';
    const { scriptId } = await on.sync(uri, write(fresh(3)));
    let name = 'The lantern';
    const model = scriptedModel((request) =>
      request.system === 'Threads.' ? { text: JSON.stringify({ text: name }) } : answer(request),
    );
    const options = { models: BOTH, kinds: ['card', 'thread'] as AnalyzeParams['kinds'], ...by(model) };
    const first = await on.analyze(scriptId, options);
    name = 'Who has the lantern';
    const second = await on.analyze(scriptId, { ...options, remake: true });
    assert.equal(second.threads[0]?.id, first.threads[0]?.id);
    assert.equal(second.threads[0]?.name, name);
  });

  it('cancelled at any call, has stored what was answered, and no call is left open', async () => {
    for (let at = 0; at < 7; at++) {
      const { scriptId } = await on.sync(`file:///models/cancel/${at}`, write(fresh(6)));
      const abort = new AbortController();
      const model = scriptedModel((request, call) => {
        if (call === at) abort.abort();
        return answer(request);
      });
      const options = { models: BOTH, kinds: KINDS, ...by(model) };
      const { run, scenes } = await on.analyze(scriptId, { ...options, signal: abort.signal });
      assert.deepEqual([run.cancelled, run.failed], [true, []]);
      const ledger = await calls(scriptId);
      assert.equal(ledger.length, model.requests.length);
      assert.ok(ledger.every(({ status }) => status === 'complete' || status === 'stopped'));
      const stored = scenes.filter(({ card }) => card !== null).length;
      const complete = ledger.filter(({ status }) => status === 'complete').length;
      assert.deepEqual([stored, run.generated.card + run.generated.outline], [run.generated.card, complete]);
      const rest = await on.analyze(scriptId, options);
      assert.deepEqual([rest.run.generated.card, rest.run.generated.outline], [6 - stored, 1 - run.generated.outline]);
    }
  });

  it('asked for by nobody, spends nothing that is not always allowed', async () => {
    const { scriptId } = await on.sync('file:///models/unasked', write(fresh(4)));
    const model = scriptedModel(answer);
    const options = { models: BOTH, kinds: ['card'] as AnalyzeParams['kinds'], asked: false, ...by(model) };
    const offline = await on.analyze(scriptId, options);
    assert.deepEqual([offline.run.generated.card, model.requests.length], [4, 0]);
    const { scriptId: other } = await on.sync('file:///models/allowed', write(fresh(4)));
    await on.rows('UPDATE scripts SET always_under_usd = 1 WHERE id = $1', [other]);
    const allowed = await on.analyze(other, options);
    assert.deepEqual([allowed.run.generated.card, model.requests.length], [4, 4]);
    const { scriptId: short } = await on.sync('file:///models/short', write(fresh(2)));
    assert.equal((await on.analyze(short, options)).run.generated.card, 0, 'of what is only begun, nothing');
  });
});

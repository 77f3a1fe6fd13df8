import assert from 'node:assert/strict';
import { retryAtOf } from '../../src/engine/pipeline/modelConduct';
import type { AnalyzeParams } from '../../src/protocol/engineContract';
import type { AnalysisResult } from '../../src/story/analysisResult';
import type { ModelRequest } from '../../src/story/modelMessage';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer } from '../models/scriptedModel';
import { sceneAt, write, type DraftScene } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

const MODELS = { cards: 'scripted/one', story: 'offline' };
const MINUTES = [1, 5, 30, 120, 720, 720];

const answer = ({ turns }: ModelRequest): ScriptedAnswer => {
  const words = turns.flatMap(({ content }) => content.flatMap((block) => (block.kind === 'text' ? [block.text] : [])));
  return { text: JSON.stringify({ text: `Read: ${words.join(' ').slice(0, 60)}` }) };
};
const noCredit = (): ScriptedAnswer => ({ failure: 'model-no-credit' });
const nonsense = (): ScriptedAnswer => ({ text: 'no JSON' });

interface Kept {
  readonly subject: string;
  readonly attempts: number;
  readonly retryAt: Date | null;
}

describe('What failed', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  let seed = 7_000;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());

  /** A script for which the writer always allows a dollar. */
  const script = async (uri: string, count: number): Promise<{ readonly scriptId: string; scenes: DraftScene[] }> => {
    const scenes = Array.from({ length: count }, () => sceneAt(seed++));
    const { scriptId } = await on.sync(uri, write(scenes));
    await on.rows('UPDATE scripts SET always_under_usd = 1 WHERE id = $1', [scriptId]);
    return { scriptId, scenes };
  };
  const run = async (
    scriptId: string,
    says: (request: ModelRequest) => ScriptedAnswer,
    options: Partial<AnalyzeParams> = {},
  ): Promise<AnalysisResult & { readonly requests: number }> => {
    const model = scriptedModel(says);
    const asked = { models: MODELS, kinds: ['card'] as AnalyzeParams['kinds'], ...options };
    const result = await on.analyze(scriptId, { ...asked, openModel: () => Promise.resolve(model) });
    return { ...result, requests: model.requests.length };
  };
  const unasked = (scriptId: string, says: (request: ModelRequest) => ScriptedAnswer) =>
    run(scriptId, says, { asked: false });
  const kept = (scriptId: string): Promise<Kept[]> =>
    on.rows<Kept>(
      `SELECT subject, attempts, retry_at AS "retryAt" FROM generation_failures WHERE script_id = $1 ORDER BY subject`,
      [scriptId],
    );
  /** The time for another attempt has come: the store says so to an engine that reads it anew. */
  const itIsTime = async (scriptId: string, uri: string, scenes: readonly DraftScene[]): Promise<void> => {
    await on.rows(`UPDATE generation_failures SET retry_at = now() - interval '1 second' WHERE script_id = $1`, [
      scriptId,
    ]);
    await on.engine.closeScript(uri, false);
    await on.sync(uri, write(scenes));
  };

  it('is tried again after 1, 5, 30, 120, 720 minutes, or as long as the model asks for; not where that cannot help', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    const minutes = (attempts: number, afterMs: number | null = null): number =>
      ((retryAtOf(attempts, true, now, afterMs)?.getTime() ?? NaN) - now.getTime()) / 60_000;
    assert.deepEqual(
      MINUTES.map((_, at) => minutes(at + 1)),
      MINUTES,
    );
    assert.deepEqual([minutes(1, 600_000), minutes(3, 600_000)], [10, 30]);
    assert.equal(retryAtOf(1, false, now), null);
  });

  it('waits, each time longer, before a run that nobody asked for tries it again; made, all is forgotten', async () => {
    const uri = 'file:///back-off/one';
    const { scriptId, scenes } = await script(uri, 3);
    await run(scriptId, answer);
    scenes[1] = { ...scenes[1]!, paragraphs: [...scenes[1]!.paragraphs, 'Somebody coughs.'] };
    await on.sync(uri, write(scenes));
    for (const [at, minutes] of MINUTES.entries()) {
      const from = Date.now();
      const tried = await unasked(scriptId, nonsense);
      const until = Date.now();
      assert.equal(tried.requests, 2, `attempt ${at + 1}, and once more for the nonsense`);
      const [failure] = await kept(scriptId);
      assert.equal(failure?.attempts, at + 1);
      const retryAt = failure.retryAt?.getTime() ?? NaN;
      assert.ok(retryAt >= from + minutes * 60_000 && retryAt <= until + minutes * 60_000, `${minutes} minutes`);
      assert.equal((await unasked(scriptId, answer)).requests, 0, 'it is not time yet');
      await itIsTime(scriptId, uri, scenes);
    }
    const made = await unasked(scriptId, answer);
    assert.deepEqual([made.requests, made.run.generated.card, made.scenes[1]?.behind], [1, 1, []]);
    assert.deepEqual(await kept(scriptId), []);
    scenes[1] = { ...scenes[1], paragraphs: [...scenes[1].paragraphs, 'Nobody answers.'] };
    await on.sync(uri, write(scenes));
    await unasked(scriptId, nonsense);
    assert.deepEqual(
      (await kept(scriptId)).map(({ attempts }) => attempts),
      [1],
    );
  });

  it('does not wait where it is asked for, nor where it reads something else', async () => {
    const uri = 'file:///back-off/asked';
    const { scriptId, scenes } = await script(uri, 3);
    await run(scriptId, answer);
    scenes[0] = { ...scenes[0]!, paragraphs: [...scenes[0]!.paragraphs, 'Somebody sneezes.'] };
    await on.sync(uri, write(scenes));
    await unasked(scriptId, nonsense);
    assert.equal((await unasked(scriptId, answer)).requests, 0);
    scenes[0] = { ...scenes[0], paragraphs: [...scenes[0].paragraphs, 'Everybody laughs.'] };
    await on.sync(uri, write(scenes));
    assert.equal((await unasked(scriptId, nonsense)).requests, 2, 'other words');
    assert.equal((await unasked(scriptId, answer)).requests, 0);
    assert.equal((await run(scriptId, answer)).requests, 1, 'asked for');
  });

  it('as a whole run, is left to rules for a while, and then asked of the model', async () => {
    const uri = 'file:///back-off/run';
    const { scriptId, scenes } = await script(uri, 4);
    assert.ok((await unasked(scriptId, noCredit)).requests > 0);
    const byRules = await unasked(scriptId, answer);
    assert.deepEqual([byRules.requests, byRules.run.generated.card], [0, 4], 'nobody waits for the model');
    assert.equal((await unasked(scriptId, answer)).requests, 0, 'it is not time yet');
    const { failures } = await on.engine.readStatus(scriptId);
    assert.deepEqual(
      failures.map(({ subject, code }) => [subject, code]),
      [[null, 'model-no-credit']],
      'told once',
    );
    await itIsTime(scriptId, uri, scenes);
    const again = await unasked(scriptId, noCredit);
    assert.ok(again.requests > 0);
    assert.ok(again.scenes.every(({ card }) => card?.method === 'offline'));
    assert.deepEqual(
      (await kept(scriptId)).filter(({ subject }) => subject.startsWith('*')).map(({ attempts }) => attempts),
      [2],
    );
    assert.equal((await unasked(scriptId, answer)).requests, 0);
    await itIsTime(scriptId, uri, scenes);
    const made = await unasked(scriptId, answer);
    assert.deepEqual([made.requests, made.run.generated.card], [4, 4]);
    assert.ok(made.scenes.every(({ card }) => card?.method === 'scripted/one'));
    assert.deepEqual(await kept(scriptId), []);
    assert.equal((await unasked(scriptId, answer)).requests, 0, 'nothing is due any more');
  });

  it('takes nothing along that rules had made before the model was to make anything', async () => {
    const uri = 'file:///back-off/before';
    const { scriptId, scenes } = await script(uri, 4);
    await run(scriptId, answer, { models: null });
    scenes[2] = { ...scenes[2]!, paragraphs: [...scenes[2]!.paragraphs, 'A door slams.'] };
    await on.sync(uri, write(scenes));
    assert.equal((await unasked(scriptId, noCredit)).requests, 1);
    await unasked(scriptId, answer);
    await itIsTime(scriptId, uri, scenes);
    const made = await unasked(scriptId, answer);
    assert.deepEqual(
      made.scenes.map(({ card }) => card?.method),
      ['offline', 'offline', 'scripted/one', 'offline'],
    );
    assert.deepEqual((await on.engine.readStatus(scriptId)).failures, []);
  });

  it('of one card that rules made in its place, is asked of the model when it is time', async () => {
    const uri = 'file:///back-off/card';
    const { scriptId, scenes } = await script(uri, 3);
    const [line] = scenes[1]?.paragraphs ?? [];
    const silly = (request: ModelRequest): ScriptedAnswer =>
      JSON.stringify(request.turns).includes(String(line)) ? nonsense() : answer(request);
    const methods = ({ scenes: shown }: AnalysisResult): unknown[] => shown.map(({ card }) => card?.method);
    assert.deepEqual(methods(await unasked(scriptId, silly)), ['scripted/one', 'offline', 'scripted/one']);
    assert.equal((await unasked(scriptId, answer)).requests, 0, 'it is not time yet');
    await itIsTime(scriptId, uri, scenes);
    const made = await unasked(scriptId, answer);
    assert.deepEqual([made.requests, methods(made)], [1, ['scripted/one', 'scripted/one', 'scripted/one']]);
    assert.deepEqual(await kept(scriptId), []);
  });
});

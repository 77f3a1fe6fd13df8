import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnalysisProgress } from '../../src/protocol/engineContract';
import { PLAIN_PROMPTS } from '../models/plainPrompts';
import { scriptedModel, type ScriptedAnswer } from '../models/scriptedModel';
import { until } from '../harness/until';
import { sceneAt, write } from './draft';
import { startEngineOnDisk, synced, wholeText, type EngineOnDisk } from './engineOnDisk';

const CARDS = { cards: 'scripted/one', story: 'offline' };

describe('A script that moves while a run with a model is on it', function () {
  this.timeout(120_000);
  let on: EngineOnDisk;
  let folder: string;
  before(async () => {
    on = await startEngineOnDisk(undefined, PLAIN_PROMPTS);
  });
  after(() => on.remove());
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'wr-moved-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  let seed = 5_000;
  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;

  /** Three scenes in a file, open, with a run on their cards whose calls all wait for `answer`. */
  const begin = async () => {
    const text = write([sceneAt(seed++), sceneAt(seed++), sceneAt(seed++)]);
    writeFileSync(path.join(folder, 'old.fountain'), text);
    const { scriptId } = await on.sync(uriOf('old.fountain'), text);
    let answer = (): void => undefined;
    const gate = new Promise<void>((resolve) => (answer = resolve));
    const model = scriptedModel(async (_, call): Promise<ScriptedAnswer> => {
      await gate;
      return { text: `{"text":"Read ${call}."}` };
    });
    const stop = new AbortController();
    const progress: AnalysisProgress[] = [];
    const analyze = () =>
      on.analyze(scriptId, {
        models: CARDS,
        kinds: ['card'],
        openModel: () => Promise.resolve(model),
        signal: stop.signal,
        onProgress: (now) => progress.push(now),
      });
    const run = analyze();
    await until('three calls are under way', () => model.requests.length === 3);
    return { scriptId, text, answer, model, stop, progress, analyze, run };
  };
  type Begun = Awaited<ReturnType<typeof begin>>;

  const moveFile = (): void => renameSync(path.join(folder, 'old.fountain'), path.join(folder, 'new.fountain'));
  const say = () => on.engine.moveScripts({ from: uriOf('old.fountain'), to: uriOf('new.fountain') });
  const close = () => on.engine.closeScript(uriOf('old.fountain'), false);
  const open = async (text: string) => synced(await on.engine.sync(wholeText(uriOf('new.fountain'), text, 1)));

  const checkAllThere = async ({ scriptId, text, model, progress, analyze, run }: Begun): Promise<void> => {
    const { run: report } = await run;
    assert.deepEqual([report.generated.card, report.failed, report.cancelled], [3, [], false]);
    assert.equal(progress.length, 3, 'progress goes on being told');
    assert.equal((await open(text)).scriptId, scriptId);
    const { scenes } = await on.engine.readScript(scriptId);
    assert.deepEqual(
      scenes.map(({ card }) => card?.method),
      ['scripted/one', 'scripted/one', 'scripted/one'],
    );
    const calls = await on.rows<{ status: string }>('SELECT status FROM model_calls WHERE script_id = $1', [scriptId]);
    assert.deepEqual(
      calls.map(({ status }) => status),
      ['complete', 'complete', 'complete'],
    );
    assert.equal((await analyze()).run.generated.card, 0);
    assert.equal(model.requests.length, 3, 'nothing is asked for twice');
    const there = await on.rows('SELECT uri FROM scripts WHERE id = $1', [scriptId]);
    assert.deepEqual(there, [{ uri: uriOf('new.fountain') }]);
  };

  const steps: Readonly<Record<string, (begun: Begun) => Promise<void>>> = {
    'moved, then closed and opened': async ({ text }) => {
      moveFile();
      await say();
      await close();
      await open(text);
    },
    'opened under its new name before it is said that it moved': async ({ text }) => {
      moveFile();
      await open(text);
      await say();
      await close();
    },
    'closed before it is said that it moved': async ({ text }) => {
      moveFile();
      await close();
      await say();
      await open(text);
    },
    'closed, and found by what it says': async ({ text }) => {
      moveFile();
      await close();
      await open(text);
    },
    'closed and opened where it was, and then moved': async ({ text }) => {
      await close();
      await on.sync(uriOf('old.fountain'), text);
      await close();
      moveFile();
      await open(text);
    },
    'moved by somebody else, and opened by nobody': async () => {
      moveFile();
      await say();
    },
  };
  for (const [name, step] of Object.entries(steps)) {
    it(`loses nothing and has nothing made twice: ${name}`, async () => {
      const begun = await begin();
      await step(begun);
      begun.answer();
      await checkAllThere(begun);
    });
  }

  it('is told what was made under its new address', async () => {
    const begun = await begin();
    moveFile();
    await say();
    await open(begun.text);
    on.changes.length = 0;
    begun.answer();
    await begun.run;
    assert.deepEqual([...new Set(on.changes)], [uriOf('new.fountain')]);
  });

  it('has its run cancelled all the same', async () => {
    const begun = await begin();
    moveFile();
    await say();
    await open(begun.text);
    begun.stop.abort();
    const { run: report } = await begun.run;
    assert.deepEqual([report.cancelled, report.generated.card], [true, 0]);
  });

  it('has a second run wait for the first under the new address', async () => {
    const begun = await begin();
    moveFile();
    await say();
    await open(begun.text);
    const second = begun.analyze();
    begun.answer();
    assert.equal((await second).run.generated.card, 0);
    await checkAllThere(begun);
  });

  it('has what is edited meanwhile made from the new words', async () => {
    const begun = await begin();
    moveFile();
    await say();
    const edited = `${begun.text}\nShe leaves.\n`;
    await open(edited);
    begun.answer();
    await begun.run;
    const { artifacts } = await on.engine.readStatus(begun.scriptId);
    assert.deepEqual(
      artifacts.filter(({ kind, stale }) => kind === 'card' && stale),
      [],
    );
    assert.equal(begun.model.requests.length, 4);
  });

  it('is let go of when the run ends and nobody has it open', async () => {
    const begun = await begin();
    moveFile();
    await say();
    begun.answer();
    await begun.run;
    await assert.rejects(on.engine.readScript(begun.scriptId), /not open/u);
  });
});

import assert from 'node:assert/strict';
import { Failure } from '../../src/protocol/failure';
import { scenesOf, write } from './draft';
import { startEngineOnDisk, type EngineOnDisk } from './engineOnDisk';

describe('A newer version that a run has made beside a pinned one', () => {
  let on: EngineOnDisk;
  before(async () => {
    on = await startEngineOnDisk();
  });
  after(() => on.remove());

  for (const kind of ['card', 'outline', 'sheet'] as const) {
    it(`can be read, and taken: ${kind}`, async () => {
      const uri = `untitled:${kind}`;
      const scenes = scenesOf(6);
      const { scriptId } = await on.sync(uri, write(scenes));
      const first = await on.analyze(scriptId);
      const sheet = first.characters.find((one) => one.sheet !== null)?.name ?? null;
      const subject = kind === 'card' ? (first.scenes[1]?.id ?? '') : kind === 'sheet' ? sheet : null;
      await on.engine.setPin({ scriptId, kind, subject, pinned: true });
      const text = write(scenes).replaceAll(/^([A-Z][a-z].*)$/gmu, '$1 A brass compass lies in the mud.');
      await on.sync(uri, text);
      await on.analyze(scriptId);
      const waiting = (await on.engine.readDecisions(scriptId)).waiting.filter((one) => one.kind === kind);
      assert.deepEqual(
        waiting.map((one) => one.subject),
        [subject],
      );
      assert.notEqual(waiting[0]?.summaryText ?? '', '');
      await on.engine.settleWaiting({ scriptId, kind, subject, take: true });
      const view = await on.engine.readScript(scriptId);
      const taken =
        kind === 'card'
          ? view.scenes[1]?.card
          : kind === 'outline'
            ? view.outline
            : view.characters.find(({ name }) => name === subject)?.sheet;
      assert.equal(taken?.summaryText, waiting[0]?.summaryText);
      // What it is made from is what the text says now: nothing is behind, and nothing waits.
      const status = await on.engine.readStatus(scriptId);
      assert.deepEqual(
        status.artifacts.filter((one) => one.kind === kind && one.subject === subject && one.stale),
        [],
      );
      assert.deepEqual(
        (await on.engine.readDecisions(scriptId)).waiting.filter((one) => one.kind === kind),
        [],
      );
    });

    it(`is not there while the text is another, and is again when that comes back: ${kind}`, async () => {
      const uri = `untitled:undone/${kind}`;
      const text = write(scenesOf(6)).replaceAll(/^([A-Z][a-z].*)$/gmu, `$1 The ${kind} of the sailor.`);
      const other = text.replaceAll(/^([A-Z][a-z].*)$/gmu, '$1 A tin whistle lies in the mud.');
      const { scriptId } = await on.sync(uri, text);
      const first = await on.analyze(scriptId);
      const sheet = first.characters.find((one) => one.sheet !== null)?.name ?? null;
      const subject = kind === 'card' ? (first.scenes[1]?.id ?? '') : kind === 'sheet' ? sheet : null;
      const waiting = async () =>
        (await on.engine.readDecisions(scriptId)).waiting.filter((one) => one.kind === kind && one.subject === subject);
      await on.engine.setPin({ scriptId, kind, subject, pinned: true });
      await on.sync(uri, other);
      await on.analyze(scriptId);
      const made = await waiting();
      assert.equal(made.length, 1);
      await on.sync(uri, text);
      assert.deepEqual(await waiting(), [], 'of other words than there are');
      for (const take of [true, false]) {
        await assert.rejects(
          on.engine.settleWaiting({ scriptId, kind, subject, take }),
          (error: unknown) => error instanceof Failure && error.code === 'version-missing',
        );
      }
      await on.analyze(scriptId);
      assert.deepEqual(await waiting(), []);
      const { artifacts } = await on.engine.readStatus(scriptId);
      assert.deepEqual(
        artifacts.filter(({ stale }) => stale),
        [],
      );
      await on.sync(uri, other);
      await on.analyze(scriptId);
      assert.deepEqual(await waiting(), made, 'the same, and made once');
      await on.engine.setPin({ scriptId, kind, subject, pinned: false });
      await on.sync(uri, text);
      assert.deepEqual(await waiting(), [], 'nor beside what is not pinned any more');
    });
  }
});

import assert from 'node:assert/strict';
import { syntheticScript } from '../bench/syntheticScript';
import { engineClients } from './engineClients';
import { synced, wholeText } from './engineOnDisk';

/** Invariant 11, by the order in which things happen and by no clock. */
describe('While three thousand scenes are analyzed', function () {
  this.timeout(300_000);
  const { newFolder, connect, cleanUp } = engineClients();
  afterEach(cleanUp);

  it('an edited scene is stored and a cancel obeyed before the next group but one', async () => {
    const engine = await connect(newFolder());
    const uri = 'file:///long';
    const text = syntheticScript({ scenes: 3_000 });
    const { scriptId } = synced(await engine.sync(wholeText(uri, text, 1)));
    const cancel = new AbortController();
    let groups = 0;
    let cancelledAfter = NaN;
    const edits: { readonly sentAfter: number; readonly storedAfter: number }[] = [];
    let version = 1;
    const edit = async (): Promise<void> => {
      const sentAfter = groups;
      const at = text.indexOf('. ', text.length / 2) + 2;
      const insert = 'Rain. '.repeat(version);
      const change = { kind: 'change', baseVersion: version, start: at, end: at, insert: 'Rain. ' } as const;
      const length = text.length + insert.length;
      const result = synced(await engine.sync({ ...wholeText(uri, '', ++version), text: { ...change, length } }));
      assert.equal(result.scenes.rewritten, 1);
      edits.push({ sentAfter, storedAfter: groups });
    };
    const editing: Promise<void>[] = [];
    const { run, scenes } = await engine.analyze(
      { scriptId, remake: false },
      {
        signal: cancel.signal,
        onProgress: () => {
          groups++;
          if (groups === 2 || groups === 5) editing.push(edit());
          if (groups === 8) {
            cancelledAfter = groups;
            cancel.abort();
          }
        },
      },
    );
    await Promise.all(editing);
    assert.ok(run.cancelled);
    assert.ok(groups - cancelledAfter <= 1, `${groups - cancelledAfter} groups were stored after the cancel`);
    assert.equal(edits.length, 2);
    for (const { sentAfter, storedAfter } of edits) {
      assert.ok(storedAfter - sentAfter <= 1, `${storedAfter - sentAfter} groups were stored before the edit was`);
    }
    assert.equal(run.generated.card, groups * 50);
    assert.ok(scenes.filter(({ card }) => card !== null).length >= run.generated.card - 1);
  });
});

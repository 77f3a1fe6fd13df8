import assert from 'node:assert/strict';
import { openedModels } from '../../src/models/openedModels';
import type { OpenedModel } from '../../src/models/openTextModel';
import { scriptedModel } from './scriptedModel';

const OPEN: OpenedModel = { kind: 'open', model: scriptedModel(() => ({ text: '' })) };

describe('Models that are opened', () => {
  /** Every opening, in order; each is held until it is ended. */
  const held = () => {
    const begun: { readonly signal: AbortSignal; readonly end: (found: OpenedModel) => void }[] = [];
    const models = openedModels((_, signal) => new Promise((resolve) => void begun.push({ signal, end: resolve })));
    return { begun, models };
  };

  it('are asked no longer what they can do once nobody waits for it, and asked anew then', async () => {
    const { begun, models } = held();
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [models.open('a/b', first.signal), models.open('a/b', second.signal)];
    first.abort();
    await assert.rejects(waiting[0] ?? assert.fail(), { name: 'AbortError' });
    assert.deepEqual([begun.length, begun[0]?.signal.aborted], [1, false], 'another still waits');
    second.abort();
    await assert.rejects(waiting[1] ?? assert.fail(), { name: 'AbortError' });
    assert.equal(begun[0]?.signal.aborted, true);
    const again = models.open('a/b', new AbortController().signal);
    begun[1]?.end(OPEN);
    assert.equal(await again, OPEN);
  });

  it('are kept while they work', async () => {
    const { begun, models } = held();
    const one = new AbortController();
    const opening = models.open('a/b', one.signal);
    begun[0]?.end(OPEN);
    await opening;
    one.abort();
    assert.equal(await models.open('a/b', new AbortController().signal), OPEN);
    assert.deepEqual([begun.length, begun[0]?.signal.aborted], [1, false]);
    models.forget();
    void models.open('a/b', new AbortController().signal);
    assert.equal(begun.length, 2);
  });
});

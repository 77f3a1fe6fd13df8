import assert from 'node:assert/strict';
import { openedModels } from '../../src/models/openedModels';
import type { OpenedModel } from '../../src/models/openTextModel';
import { scriptedModel } from './scriptedModel';

const OPEN: OpenedModel = { kind: 'open', model: scriptedModel(() => ({ text: '' })) };

const FAILED: OpenedModel = {
  kind: 'failed',
  failure: { code: 'model-unreachable', message: 'Not there.', retryable: true, retryAfterMs: null },
};

describe('Models that are opened', () => {
  /** Every opening, in order; each is held until it is ended. */
  const held = () => {
    const begun: {
      readonly signal: AbortSignal;
      readonly end: (found: OpenedModel) => void;
      readonly fail: (error: Error) => void;
    }[] = [];
    const models = openedModels((_, signal) => new Promise((end, fail) => void begun.push({ signal, end, fail })));
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

  it('are not kept where they could not be opened: the next time they are asked anew', async () => {
    const { begun, models } = held();
    const failed = models.open('a/b');
    begun[0]?.end(FAILED);
    assert.equal(await failed, FAILED);
    const broken = models.open('a/b');
    begun[1]?.fail(new Error('The line is cut.'));
    await assert.rejects(broken, { message: 'The line is cut.' });
    const again = models.open('a/b');
    begun[2]?.end(OPEN);
    assert.equal(await again, OPEN);
  });

  it('are not asked at all by who has left already', async () => {
    const { begun, models } = held();
    await assert.rejects(models.open('a/b', AbortSignal.abort()), { name: 'AbortError' });
    assert.equal(begun.length, 0);
  });

  it('that were forgotten take nothing with them when they end', async () => {
    const { begun, models } = held();
    const old = models.open('a/b');
    models.forget();
    const anew = models.open('a/b');
    begun[0]?.end(FAILED);
    assert.equal(await old, FAILED);
    const beside = models.open('a/b');
    assert.equal(begun.length, 2, 'the newer opening is still the one');
    begun[1]?.end(OPEN);
    assert.deepEqual(await Promise.all([anew, beside]), [OPEN, OPEN]);
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

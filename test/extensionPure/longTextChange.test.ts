import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textChange } from '../../src/extension/textChange';

describe('The change of a long text', () => {
  it('is as small as that of a short one, wherever it is', () => {
    const text = fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 1_000 }))
      .map(([line, times]) => line.repeat(times));
    const insert = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(text, insert, fc.nat(), fc.nat(), (before, typed, from, length) => {
        const start = from % (before.length + 1);
        const end = Math.min(before.length, start + (length % 9_000));
        const after = before.slice(0, start) + typed + before.slice(end);
        const change = textChange(before, after);
        if (change === null) {
          assert.equal(after, before);
          return;
        }
        assert.equal(before.slice(0, change.start) + change.insert + before.slice(change.end), after);
        assert.ok(change.insert.length <= typed.length + 4 && change.end - change.start <= end - start + 4);
      }),
      { numRuns: 500 },
    );
  });
});

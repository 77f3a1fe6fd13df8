import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fusedRanking } from '../../src/engine/chat/fusedRanking';

const ranking = fc.uniqueArray(fc.constantFrom(...Array.from('abcdefghij')));

describe('Two rankings as one', () => {
  it('begins with what both put first, and leaves out nothing that either has', () => {
    fc.assert(
      fc.property(ranking, ranking, (first, second) => {
        const fused = fusedRanking(first, second);
        assert.deepEqual([...fused].sort(), [...new Set([...first, ...second])].sort());
        if (first.length > 0 && first[0] === second[0]) assert.equal(fused[0], first[0]);
      }),
    );
  });

  it('keeps the first as it is where the second says nothing or the same', () => {
    fc.assert(
      fc.property(ranking, (first) => {
        assert.deepEqual(fusedRanking(first, []), first);
        assert.deepEqual(fusedRanking([], first), first);
        assert.deepEqual(fusedRanking(first, first), first);
      }),
    );
  });

  it('lets in early what only the second puts first', () => {
    assert.deepEqual(fusedRanking(Array.from('abcdefgh'), ['x', 'y']).slice(0, 5), Array.from('abcdx'));
  });
});

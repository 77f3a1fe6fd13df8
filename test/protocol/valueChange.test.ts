import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeBetween, fieldsTouched, withChange } from '../../src/protocol/valueChange';

/** Values in which much is named alike, so that lists have items in common. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 1, '', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('id', 'name', 'line', 'hash', '__proto__', 'items'), tie('value'), { maxKeys: 4 }),
    fc.jsonValue({ maxDepth: 2 }),
  ),
}));

const asSent = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('What differs between two values', () => {
  it('makes the second of the first, also after it was sent', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (one, other) => {
        const [before, after] = [asSent(one), asSent(other)];
        const change = changeBetween(before, after);
        if (change === null) assert.deepEqual(after, before);
        else assert.deepEqual(withChange(before, asSent(change)), after);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is nothing between equal ones', () => {
    fc.assert(fc.property(anyValue, (one) => assert.equal(changeBetween(asSent(one), asSent(one)), null)));
  });

  it('leaves what it does not name as the same objects', () => {
    const before = {
      scenes: [
        { id: 'a', line: 1 },
        { id: 'b', line: 5 },
      ],
      outline: { acts: [] },
    };
    const after = {
      scenes: [
        { id: 'a', line: 1 },
        { id: 'c', line: 3 },
        { id: 'b', line: 7 },
      ],
      outline: { acts: [] },
    };
    const change = changeBetween(before, after) ?? assert.fail('they differ');
    assert.deepEqual(change, {
      fields: {
        scenes: { head: 1, tail: 1, items: [{ id: 'c', line: 3 }], at: [[2, { fields: { line: { is: 7 } } }]] },
      },
    });
    const made = withChange(before, change);
    assert.equal(made.outline, before.outline);
    assert.equal(made.scenes[0], before.scenes[0]);
  });

  it('names the fields it touches', () => {
    const before = { scenes: [{ id: 'a', hash: '1', behind: [] as string[] }], hash: '1' };
    const hashes = changeBetween(before, { scenes: [{ id: 'a', hash: '2', behind: [] }], hash: '2' });
    assert.deepEqual(hashes === null ? [] : [...fieldsTouched(hashes)], ['hash']);
    const more = changeBetween(before, { scenes: [{ id: 'a', hash: '2', behind: ['It changed.'] }], hash: '2' });
    assert.deepEqual(more === null ? [] : [...fieldsTouched(more)], ['hash', 'behind']);
    const fewer = changeBetween({ scenes: ['a', 'b'] }, { scenes: ['a'] });
    assert.deepEqual(fewer === null ? [] : [...fieldsTouched(fewer)], ['scenes']);
  });
});

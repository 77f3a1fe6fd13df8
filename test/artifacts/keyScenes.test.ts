import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findKeyScenes, type SceneExtent } from '../../src/engine/artifacts/keyScenes';

function extents(eighths: readonly number[]): SceneExtent[] {
  return eighths.map((length, index) => ({ id: `id-${index}`, label: `${index + 1}`, eighths: length }));
}

function keysOf(eighths: readonly number[]): (readonly [number, string | null])[] {
  return findKeyScenes(extents(eighths)).flatMap(({ isKey, reason }, index) =>
    isKey ? [[index, reason] as const] : [],
  );
}

describe('Key scenes by rules', () => {
  it('are the long ones, with the reason in words', () => {
    assert.deepEqual(keysOf([4, 26, 3, 2, 8, 3, 4, 3, 12, 2]), [
      [1, 'Longest scene (3 2/8 pages), in the second quarter.'],
      [8, 'Second-longest scene (1 4/8 pages), in the last quarter.'],
    ]);
  });

  it('are the later ones where the length is the same', () => {
    assert.deepEqual(
      keysOf([8, 8, 2, 2, 2, 2, 2, 2, 8, 8]).map(([index]) => index),
      [8, 9],
    );
  });

  it('are none where no scene stands out, and none in a handful of scenes', () => {
    assert.deepEqual(keysOf([4, 4, 4, 4, 4, 4, 4, 4]), []);
    assert.deepEqual(keysOf([1, 2, 9]), []);
    assert.deepEqual(keysOf([]), []);
  });

  it('are at most a fifth, one verdict a scene in script order, the same every time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 300 }), (lengths) => {
        const scenes = extents(lengths);
        const verdicts = findKeyScenes(scenes);
        assert.deepEqual(
          verdicts.map(({ id }) => id),
          scenes.map(({ id }) => id),
        );
        assert.ok(verdicts.filter(({ isKey }) => isKey).length <= lengths.length * 0.2);
        assert.ok(verdicts.every(({ isKey, reason }) => isKey === (reason !== null)));
        assert.deepEqual(findKeyScenes(scenes), verdicts);
      }),
    );
  });

  it('give no rank that nobody would count to', () => {
    const reasons = keysOf(Array.from({ length: 80 }, (_, index) => 100 - index)).map(([, reason]) => reason);
    assert.equal(reasons.length, 16);
    assert.ok(reasons.some((reason) => reason?.startsWith('Fifth-longest')));
    assert.ok(reasons.every((reason) => !/\d(?:st|nd|rd|th)-longest/u.test(reason ?? '')));
    assert.ok(
      reasons.includes('Long scene (11 7/8 pages; half of all are 7 4/8 pages at most), in the first quarter.'),
    );
  });
});

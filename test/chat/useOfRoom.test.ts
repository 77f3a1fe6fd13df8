import assert from 'node:assert/strict';
import fc from 'fast-check';
import { useOfRoom, type SentAs, type WaysToSend } from '../../src/engine/chat/useOfRoom';

describe('Use of the room for scenes', () => {
  it('sends the best scene first, in full where that is cheap', () => {
    const scenes = [
      { whole: 60, lines: null },
      { whole: 70, lines: 50 },
    ];
    assert.deepEqual(useOfRoom(scenes, 60), ['whole', null]);
    assert.deepEqual(useOfRoom(scenes, 130), ['whole', 'whole']);
  });

  it('sends the lines of several scenes before a long one in full', () => {
    const long = { whole: 900, lines: 60 };
    assert.deepEqual(useOfRoom([long, long, long], 180), ['lines', 'lines', 'lines']);
    assert.deepEqual(useOfRoom([long, long, long], 1_100), ['whole', 'lines', 'lines']);
  });

  it('leaves the room of what does not fit to what stands behind it', () => {
    const scenes = [
      { whole: 500, lines: null },
      { whole: 40, lines: null },
    ];
    assert.deepEqual(useOfRoom(scenes, 100), [null, 'whole']);
  });

  it('takes half of the answers to stand in the lines that match', () => {
    // From three fifths on, the lines of the first and all of the second would promise more.
    const dense = { whole: 100, lines: 60 };
    assert.deepEqual(useOfRoom([dense, { whole: 40, lines: null }], 100), ['whole', null]);
    // Below a third, the second would promise more than those few lines.
    const sparse = { whole: 400, lines: 50 };
    assert.deepEqual(useOfRoom([sparse, { whole: 50, lines: null }], 50), ['lines', null]);
  });

  it('takes the best scene to be three times as likely as the next, and that less than twice as likely as the third', () => {
    const next = { whole: 100, lines: null };
    const [nearer, farther] = [2.5, 3.5].map((times) => ({ whole: 100 * times, lines: null }));
    assert.ok(nearer && farther);
    assert.deepEqual(useOfRoom([nearer, next], 250), ['whole', null]);
    assert.deepEqual(useOfRoom([farther, next], 350), [null, 'whole']);
    const small = { whole: 1, lines: null };
    assert.deepEqual(useOfRoom([small, { whole: 150, lines: null }, next], 151), ['whole', 'whole', null]);
    assert.deepEqual(useOfRoom([small, { whole: 190, lines: null }, next], 191), ['whole', null, 'whole']);
  });

  it('keeps to the room, and leaves out none that would still fit', () => {
    const scene: fc.Arbitrary<WaysToSend> = fc
      .tuple(fc.integer({ min: 1, max: 400 }), fc.option(fc.integer({ min: 1, max: 120 })))
      .map(([whole, lines]) => ({ whole, lines: lines === null || lines >= whole ? null : lines }));
    fc.assert(
      fc.property(fc.array(scene, { maxLength: 30 }), fc.integer({ min: 0, max: 2_000 }), (scenes, room) => {
        const ways = useOfRoom(scenes, room);
        const left = room - scenes.reduce((sum, one, at) => sum + costOf(one, ways[at] ?? null), 0);
        assert.ok(left >= 0, 'no more than there is');
        for (const [at, { whole, lines }] of scenes.entries()) {
          if (ways[at] === null) assert.ok((lines ?? whole) > left, `scene ${at} would fit`);
          if (ways[at] === 'lines') assert.ok(whole - (lines ?? 0) > left, `the rest of scene ${at} would fit`);
        }
      }),
    );
  });
});

function costOf({ whole, lines }: WaysToSend, way: SentAs): number {
  if (way === null) return 0;
  return way === 'whole' ? whole : (lines ?? whole);
}

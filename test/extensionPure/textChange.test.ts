import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textChange } from '../../src/extension/textChange';

/** Any text, much alike its neighbour: what an edit of a screenplay looks like. */
const piece = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', 'é', '🎬', '🎭', '\ud83c', '\udfac'), { maxLength: 12 });
const text = piece.map((parts) => parts.join(''));

function apply(before: string, change: ReturnType<typeof textChange>): string {
  return change === null ? before : before.slice(0, change.start) + change.insert + before.slice(change.end);
}

describe('The change that is sent to the engine', () => {
  const check = (before: string, after: string, expected: ReturnType<typeof textChange>): void =>
    assert.deepEqual(textChange(before, after), expected);

  it('is nothing for an equal text', () => check('INT. PIER', 'INT. PIER', null));
  it('is one letter for one letter typed', () => check('She wats.', 'She waits.', { start: 6, end: 6, insert: 'i' }));
  it('is a cut where words went', () => check('one two three', 'one three', { start: 5, end: 9, insert: '' }));
  it('is all of it from nothing and to nothing', () => {
    check('', 'FADE IN:', { start: 0, end: 0, insert: 'FADE IN:' });
    check('FADE IN:', '', { start: 0, end: 8, insert: '' });
  });
  it('does not count a repeated letter twice', () => check('aaa', 'aa', { start: 2, end: 3, insert: '' }));
  it('never cuts a pair in two', () => {
    check('🎬', '🎭', { start: 0, end: 2, insert: '🎭' });
    check('x\u{1F3AC}y', 'x\u{1F7AC}y', { start: 1, end: 3, insert: '\u{1F7AC}' });
  });

  it('makes the new text out of the old one, whatever they are', () => {
    fc.assert(
      fc.property(text, text, text, text, (head, old, fresh, tail) => {
        const before = head + old + tail;
        const after = head + fresh + tail;
        assert.equal(apply(before, textChange(before, after)), after);
      }),
    );
  });

  it('inserts only whole characters where both texts are whole', () => {
    const whole = text.map((value) => value.replace(/\p{Surrogate}/gu, '?'));
    fc.assert(
      fc.property(whole, whole, (before, after) => {
        assert.doesNotMatch(textChange(before, after)?.insert ?? '', /\p{Surrogate}/u);
      }),
    );
  });

  it('is no longer than what was replaced', () => {
    fc.assert(
      fc.property(text, text, text, text, (head, old, fresh, tail) => {
        const change = textChange(head + old + tail, head + fresh + tail);
        if (change === null) return;
        // One unit more at most on each side, where a pair would be cut in two.
        assert.ok(change.end - change.start <= old.length + 2);
        assert.ok(change.insert.length <= fresh.length + 2);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyHunks, proposalHunks, withLineEndsOf } from '../../src/story/proposalHunks';

describe('The hunks of a proposal', () => {
  const before = 'INT. HUT - NIGHT\n\nRain.\n\nMARA\nHand me the key.\n\nShe waits.\n';
  const after = 'INT. HUT - NIGHT\n\nRain on tin.\n\nMARA\nHand me the key.\n\nShe waits.\nNobody comes.\n';

  it('are one for each stretch of lines', () => {
    assert.deepEqual(proposalHunks(before, after), [
      { startLine: 2, endLine: 3, removed: ['Rain.\n'], added: ['Rain on tin.\n'] },
      { startLine: 8, endLine: 8, removed: [], added: ['Nobody comes.\n'] },
    ]);
  });

  it('go in one by one, and say which lines they are', () => {
    const [first, second] = proposalHunks(before, after);
    assert.ok(first && second);
    assert.deepEqual(applyHunks(before, [first]), {
      text: before.replace('Rain.', 'Rain on tin.'),
      lines: [{ start: 2, end: 3 }],
    });
    assert.deepEqual(applyHunks(before, [second]).lines, [{ start: 8, end: 9 }]);
  });

  it('keep the line ends of the file', () => {
    const dos = before.replaceAll('\n', '\r\n');
    assert.equal(applyHunks(dos, proposalHunks(dos, after)).text, after.replaceAll('\n', '\r\n'));
  });

  const line = fc.constantFrom('', 'a', 'b', 'MARA', 'Rain.', ' ', '\ufeff', '\u2028');
  const text = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', 'end'))
    .map(([lines, end, last]) => lines.map((one) => one + end).join('') + last);

  it('are all of the proposal together, nothing of it without, and each is what it says', () => {
    fc.assert(
      fc.property(text, text, (old, proposed) => {
        const hunks = proposalHunks(old, proposed);
        assert.equal(applyHunks(old, hunks).text, withLineEndsOf(old, proposed));
        assert.equal(applyHunks(old, []).text, old);
        for (const hunk of hunks) {
          const { text: now, lines } = applyHunks(old, [hunk]);
          const [range] = lines;
          const all = now.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/gu) ?? [];
          if (range !== undefined && hunk.startLine < hunks.length) {
            assert.deepEqual(all.slice(range.start, range.end).join(''), hunk.added.join(''));
          }
        }
      }),
    );
  });
});

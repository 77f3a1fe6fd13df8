import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCue } from '../../src/screenplay/names';
import { readPlainCue } from '../../src/screenplay/plainCue';

describe('The short way to read a cue', () => {
  const part = fc.constantFrom(
    ...[
      'ADA',
      'BEA',
      'R2-D2',
      'O\u2019NEIL',
      "O'NEIL",
      'MRS.',
      '#2',
      'A&B',
      'A/B',
      'A, B',
      'HELP!',
      'WHO?',
      'NOTE: 5 < 6',
      ' ',
      '  ',
      '\t',
      '(V.O.)',
      '(v.o.)',
    ],
    ...[
      "(CONT'D)",
      '(CONT\u2019D)',
      '(O.S.)',
      '(YOUNG)',
      '(',
      ')',
      '()',
      '^',
      '@',
      '*',
      '_',
      '\\',
      '\u201cX\u201d',
      'É',
      '張',
      '\u00a0',
    ],
  );

  it('never says anything else than the whole rules', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const plain = readPlainCue(text);
        if (plain !== null) assert.deepEqual(plain, readCue(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('serves for the cues that nearly all are', () => {
    for (const cue of [
      'ADA',
      'ADA (V.O.)',
      "OLD MR. HALE (O.S.) (CONT'D)",
      'GUARD #2',
      'ADA (V.O.)(CONT\u2019D)',
      'JO\u2019S MUM',
      "ADA  (CONT'D)",
      'WHO?',
    ])
      assert.notEqual(readPlainCue(cue), null, cue);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { asFdx, hasNotesInDual, saidBy, scriptOf, throughFdx } from './fdxScript';

const line = fc.constantFrom(
  '',
  '',
  '',
  '',
  '  ',
  'INT. HALL - DAY',
  'Int. hall - day',
  'EXT. SEA - NIGHT #12#',
  '.THE VOID',
  '.38 pistol',
  'INT. ROOM #5 - DAY #7A# [[n]]',
  'ADA',
  'BEA ^',
  'ADA (V.O.)',
  '@McCLANE',
  '@',
  'Hello there.',
  'He waits. *Now*',
  '**bold** and *it**both***',
  '(softly)',
  '~La la',
  '> CUT TO BLACK',
  '>THE END<',
  'CUT TO:',
  '===',
  '= A synopsis',
  '# Act',
  '>Act<',
  '## Sequence',
  '[[note]]',
  '[[open',
  'close]]',
  'a [[b]] c *d [[e]]*',
  '/* x */',
  '!INT. FORCED',
  '!',
  '!!loud',
  '  indented action',
  'Title: Rain',
  '\tTab',
  '_under_ **bold**',
  'ИВАН',
  '@张三',
  '\\*literal\\* a_b a/*b',
  'OMITTED',
  '.OMITTED #4#',
  '& <tag> "q"',
);
const page = fc
  .array(fc.tuple(line, fc.constantFrom('\n', '\n', '\n', '\r\n')), { maxLength: 30 })
  .map((lines) => lines.map(([text, end]) => text + end).join(''));

describe('A script that goes through Final Draft and comes back', () => {
  it('says what it said', () => {
    fc.assert(
      fc.property(page, (source) => {
        const before = parseScreenplay(source);
        const after = parseScreenplay(throughFdx(source));
        const placesNotes = !hasNotesInDual(before);
        assert.deepEqual(saidBy(after, placesNotes), saidBy(before, placesNotes));
      }),
      { numRuns: 400 },
    );
  });

  it('is the same the second time', () => {
    fc.assert(
      fc.property(page, (source) => {
        const once = throughFdx(source);
        assert.equal(throughFdx(once), once);
        assert.equal(asFdx(scriptOf(asFdx(once)).text), asFdx(once));
      }),
      { numRuns: 200 },
    );
  });
});

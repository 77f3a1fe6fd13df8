import assert from 'node:assert/strict';
import { placeEdits, type PassageEdit } from '../../src/engine/chat/tools/editPlaces';

const HEAD = 'INT. LAMP ROOM - NIGHT\n\nMARA\n';

describe('Where a proposed edit goes', () => {
  const edited = (line: string, ...edits: readonly PassageEdit[]): string => {
    const source = `${HEAD}${line}\n`;
    const placed = placeEdits(source, edits);
    if (typeof placed === 'string') return placed;
    const text = [...placed]
      .reverse()
      .reduce((sum, one) => sum.slice(0, one.start) + one.text + sum.slice(one.end), source);
    assert.ok(text.startsWith(HEAD));
    return text.slice(HEAD.length).trimEnd();
  };
  const check = (line: string, old: string, by: string, expected: string): void =>
    assert.equal(edited(line, { old, new: by }), expected, `${line}: ${old} → ${by}`);

  it('replaces emphasised words exactly as they are given', () => {
    check('Say *father* again.', '*father* again', '*mother* again', 'Say *mother* again.');
    check('Say *father* again.', 'Say *father*', 'Say *mother*', 'Say *mother* again.');
    check('Say *father* again.', '*father*', '*mother*', 'Say *mother* again.');
    check('Say **father** again.', '**father**', 'mother', 'Say mother again.');
    check('Say _**father**_ again.', '_**father**_ again', '_**mother**_ twice', 'Say _**mother**_ twice.');
  });

  it('keeps the emphasis of words that are given without their marks', () => {
    check('Say *father* again.', 'father', 'mother', 'Say *mother* again.');
    check('Say *father* again.', 'father', '*mother*', 'Say *mother* again.');
    check('Say *father* again.', 'Say father again.', 'Say it.', 'Say it.');
  });

  it('takes a mark along whose other one stands within the words', () => {
    check('Say *father* again.', 'father again', 'mother twice', 'Say mother twice.');
    check('Say *father* again.', 'Say father', 'Call *mother*', 'Call *mother* again.');
  });

  it('refuses what would leave emphasis open, and says what to give', () => {
    const refusal = 'Edit 1: emphasis begins or ends in the middle of these words. Give the whole emphasised passage.';
    check('Do not **ever touch** the lamp.', 'touch the lamp', 'go near it', refusal);
    check('Do not **ever touch** the lamp.', 'Do not ever', 'Never', refusal);
    check('Do not **ever touch** the lamp.', 'Do not ever touch', 'Never *once* touch', 'Never *once* touch the lamp.');
  });

  it('does not see what a note or a cut says, nor touch it', () => {
    check(
      'The key. [[the lamp goes out]] The lamp goes out.',
      'The lamp goes out',
      'It burns',
      ['The key. [[the lamp goes out]] It burns.'].join(),
    );
    check(
      'The key. [[a secret]]',
      'a secret',
      'x',
      'Edit 1: these words do not stand in the scene. Give them exactly as they stand.',
    );
    check(
      'The [[old]] key.',
      'The [[old]] key',
      'x',
      'Edit 1: a note or a cut stands within these words. Leave it out of the edit.',
    );
    check('The key, the key.', 'the key', 'x', 'The key, x.');
    check(
      'The key and the key and the key.',
      'the key',
      'x',
      'Edit 1: these words stand in the scene more than once. Give more of what is around them.',
    );
  });

  it('puts several in, whatever their order, but not over each other', () => {
    const [one, two] = [
      { old: 'again', new: 'twice' },
      { old: '*father*', new: '*mother*' },
    ];
    assert.equal(edited('Say *father* again.', one, two), 'Say *mother* twice.');
    assert.equal(
      edited('Say *father* again.', one, { old: 'father again', new: 'x' }),
      'Two edits overlap. Give them as one.',
    );
  });
});

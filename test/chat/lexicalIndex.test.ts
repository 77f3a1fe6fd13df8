import assert from 'node:assert/strict';
import { buildLexicalIndex } from '../../src/engine/chat/lexicalIndex';
import { queryTerms } from '../../src/engine/chat/searchTerms';
import { LAMP_SCRIPT, searchable } from './lampScript';

const scenes = searchable(LAMP_SCRIPT);

function found(index: ReturnType<typeof buildLexicalIndex>, words: string): string[] {
  return index.rank(queryTerms(words).map(({ term }) => ({ term, weight: 1 }))).map(({ sceneId }) => sceneId);
}

describe('the word index of a script', () => {
  it('finds scenes by what is said, done, and where', () => {
    const index = buildLexicalIndex(scenes);
    assert.equal(found(index, 'the green notebook between them').length, 2);
    assert.deepEqual(found(index, 'soot'), ['s3']);
    assert.deepEqual(found(index, 'twelve').sort(), ['s1', 's4']);
    assert.equal(found(index, 'cafe')[0], 's2');
    assert.deepEqual(found(index, 'submarine'), []);
  });

  it('does not find what is only in a note or cut', () => {
    const noted = searchable('INT. ROOM - DAY\n\nA chair. [[ask about the walrus]]\n\n/* the octopus */\n');
    const index = buildLexicalIndex(noted);
    assert.deepEqual(found(index, 'walrus'), []);
    assert.deepEqual(found(index, 'octopus'), []);
    assert.deepEqual(found(index, 'chair'), ['s0']);
  });

  it('is the same whether built at once or scene by scene, over and over', () => {
    const whole = buildLexicalIndex(scenes);
    const grown = buildLexicalIndex([]);
    for (let round = 0; round < 40; round++) {
      for (const scene of scenes)
        grown.put({ ...scene, source: round % 2 === 0 ? 'INT. VOID - DAY\n\nzebra\n' : scene.source });
    }
    assert.equal(grown.size, whole.size);
    for (const words of ['lamp', 'the last of the oil', 'zebra', 'telescope Mara', 'harbour']) {
      const terms = queryTerms(words).map(({ term }) => ({ term, weight: 1 }));
      assert.deepEqual(grown.rank(terms), whole.rank(terms), words);
    }
  });

  it('forgets a scene that is taken out', () => {
    const index = buildLexicalIndex(scenes);
    index.remove('s3');
    index.remove('never there');
    assert.deepEqual(found(index, 'soot'), []);
    assert.equal(index.scenesWith('soot'), 0);
    assert.deepEqual(index.lines('s3'), []);
    assert.equal(index.size, scenes.length - 1);
  });

  it('scores between 0 and 1, and a rare word above a common one', () => {
    const index = buildLexicalIndex(scenes);
    for (const { score } of index.rank([
      { term: 'lamp', weight: 1 },
      { term: 'soot', weight: 1 },
    ])) {
      assert.ok(score > 0 && score < 1);
    }
    assert.ok(index.rarity('soot') > index.rarity('lamp'));
  });

  it('knows the word that was meant', () => {
    const index = buildLexicalIndex(scenes);
    assert.equal(index.nearest('telesocpe'), index.nearest('telescope'));
    assert.equal(index.nearest('harbuor'), 'harbour');
    assert.equal(index.nearest('helicopter'), null);
    assert.equal(index.nearest('x'.repeat(100_000)), null);
  });
});

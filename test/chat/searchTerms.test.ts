import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isStopWord, queryTerms, searchTerms } from '../../src/engine/chat/searchTerms';

function terms(text: string): string[] {
  return searchTerms(text).map(({ term }) => term);
}

describe('the words of scenes and questions', () => {
  it('meet in one form: number, tense, owner, case, accents', () => {
    for (const [a, b] of [
      ['lamps', 'Lamp'],
      ['burning', 'burned'],
      ['gave', 'gives'],
      ['Mara’s', 'MARA'],
      ["boats'", 'boat'],
      ['making', 'make'],
      ['carries', 'carried'],
      ['running', 'runs'],
      ['knives', 'knife'],
      ['café', 'CAFE'],
      ['Ελλάς', 'ΕΛΛΑΣ'],
      ['don’t', "don't"],
    ] as const) {
      assert.deepEqual(terms(a), terms(b), `${a} / ${b}`);
    }
  });

  it('leave apart what is apart', () => {
    for (const [a, b] of [
      ['bring', 'bran'],
      ['ring', 'r'],
      ['glass', 'gla'],
      ['king', 'k'],
      ['red', 'r'],
    ] as const) {
      assert.notDeepEqual(terms(a), terms(b), `${a} / ${b}`);
    }
  });

  it('are cut in scripts without blanks, whole in others', () => {
    assert.ok(terms('東京で会う').length > 1);
    assert.deepEqual(terms('விளக்கு எரிகிறது'), ['விளக்கு', 'எரிகிறது']);
    assert.deepEqual(terms('Привет, мир'), ['привет', 'мир']);
    assert.deepEqual(terms('שָׁלוֹם עולם'), ['שלום', 'עולם']);
  });

  it('say where they stand, letter for letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { word, offset } of searchTerms(text, { characters: true })) {
          assert.equal(text.slice(offset, offset + word.length), word);
        }
      }),
    );
  });

  it('of a question are those that say what to look for', () => {
    assert.deepEqual(
      queryTerms('Where does the keeper burn the chairs?').map(({ word }) => word),
      ['keeper', 'burn', 'chairs'],
    );
    assert.ok(isStopWord('Where’s'));
    assert.deepEqual(queryTerms('what is it?'), []);
  });
});

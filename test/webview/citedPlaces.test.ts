import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCitedPlaces } from '../../src/extension/chat/citedPlaces';
import { createDocumentText } from '../../src/extension/chat/documentText';
import { cited, scenesOf } from './said';

const script = `Title: Lighthouse

FADE IN:

EXT. PIER - DAWN

Mara waits.

INT. LIGHTHOUSE - NIGHT

MARA
It was *dark* when I got there. [[check]] I swear.

She looks away -- and “smiles”.

EXT. PIER - DAWN

Mara waits.
`;

const lineOf = (text: string, words: string, from = 0): number =>
  text.slice(0, text.indexOf(words, from)).split('\n').length;

describe('A citation, in the document as it is now', () => {
  /** @param stored the text as it was when the scenes were stored */
  const places = (text: string, stored = text) => findCitedPlaces(createDocumentText(text), scenesOf(stored));
  const selected = (
    text: string,
    citation: Parameters<ReturnType<typeof places>['placeOf']>[0],
    stored = text,
  ): string => {
    const { start, end } = places(text, stored).placeOf(citation);
    return text.slice(start, end);
  };

  it('selects its quote, as it stands in the script', () => {
    assert.equal(selected(script, cited('2', 11, { quote: 'It was dark' })), 'It was *dark');
    assert.equal(selected(script, cited('2', 11, { quote: 'there. I swear.' })), 'there. [[check]] I swear.');
    assert.equal(selected(script, cited('2', 13, { quote: 'away -- and "smiles"' })), 'away -- and “smiles”');
  });
  it('selects the quote in its own scene where the same words stand in others', () => {
    const first = places(script).placeOf(cited('1', 7, { quote: 'Mara waits.' }));
    const last = places(script).placeOf(cited('3', 17, { quote: 'Mara waits.' }));
    assert.equal(first.start, script.indexOf('Mara waits.'));
    assert.equal(last.start, script.lastIndexOf('Mara waits.'));
  });
  it('finds the quote after lines came and went above it, also before they are stored', () => {
    const grown = script.replace('FADE IN:\n', `FADE IN:\n\nOne line more.\n\n`);
    assert.equal(selected(grown, cited('2', 11, { quote: 'It was dark' })), 'It was *dark');
    assert.equal(selected(grown, cited('2', 11, { quote: 'It was dark' }), script), 'It was *dark');
    const last = places(grown, script).placeOf(cited('3', 17, { quote: 'Mara waits.' }));
    assert.equal(last.start, grown.lastIndexOf('Mara waits.'));
  });
  it('selects the words elsewhere where they left their scene, the nearest ones', () => {
    const cut = script.replace('Mara waits.\n\nINT', 'INT');
    assert.equal(places(cut).placeOf(cited('1', 7, { quote: 'Mara waits.' })).start, cut.indexOf('Mara waits.'));
  });
  it('selects the line where it cites no words, and the heading where that line is not the scene’s any more', () => {
    assert.equal(selected(script, cited('2', 11)), 'MARA');
    assert.equal(selected(script, cited('2', 900)), 'INT. LIGHTHOUSE - NIGHT');
    assert.equal(
      selected(script, cited('2', 900, { quote: 'Words that never stood there.' })),
      'INT. LIGHTHOUSE - NIGHT',
    );
  });
  it('goes to the line where the scene is gone', () => {
    assert.equal(selected(script, cited('9', 5)), 'EXT. PIER - DAWN');
    assert.equal(selected(script, cited('9', 900)), '');
  });

  it('says its line, label and heading of now', () => {
    const grown = script.replace('EXT. PIER', 'EXT. SEA\n\nWaves.\n\nEXT. PIER');
    const scenes = scenesOf(grown).map((scene) => ({ ...scene, id: `scene ${scene.index}` }));
    const now = findCitedPlaces(createDocumentText(grown), scenes).citationNow(
      cited('2', 11, { quote: 'It was dark', heading: 'INT. OLD' }),
    );
    assert.deepEqual(
      [now.label, now.index, now.heading, now.line, now.verified],
      ['3', 2, 'INT. LIGHTHOUSE - NIGHT', lineOf(grown, 'It was'), true],
    );
  });
  it('is proven only while its words stand in its scene, case and all', () => {
    const now = (quote: string, text = script): boolean => places(text).citationNow(cited('2', 11, { quote })).verified;
    assert.equal(now('It was dark when I got there.'), true);
    assert.equal(now('it was dark when I got there.'), false);
    assert.equal(now('Mara waits.'), false);
    assert.equal(now('It was dark', script.replace('*dark*', 'black')), false);
  });
  it('is compared as the engine compares: unseen characters do not count, parts of words are no words', () => {
    const text =
      'INT. A - DAY\n\nMARA\n\u200fאני לא אמרתי\u200f לך את זה.\n\nShe ze\u00adro wi\u200bdth waits - here.\n\nHe goes.\n';
    const now = (quote: string): boolean =>
      findCitedPlaces(createDocumentText(text), scenesOf(text)).citationNow(cited('1', 4, { quote, verified: false }))
        .verified;
    for (const quote of ['אני לא אמרתי לך', 'zero width waits', 'waits—here']) assert.equal(now(quote), true, quote);
    for (const quote of ['width waits—her', 'here. He goes']) assert.equal(now(quote), false, quote);
  });
  it('is proven again when the words come back', () => {
    const quote = 'It was dark when I got there.';
    assert.equal(places(script).citationNow(cited('2', 1, { quote, verified: false })).verified, true);
  });
  it('is not proven when its scene is gone', () =>
    assert.equal(places(script).citationNow(cited('9', 5)).verified, false));
  it('may be of what stands before the first scene', () => {
    const before = cited('', 3, { sceneId: 'passage', index: null, heading: '' });
    assert.equal(places(script).citationNow({ ...before, quote: 'FADE IN:' }).verified, true);
    assert.equal(places(script).citationNow({ ...before, quote: 'Mara waits.' }).verified, false);
    assert.equal(places('Just words.').citationNow({ ...before, quote: 'Just words.' }).line, 1);
  });
  it('stays in its line where it cites no words, as long as that is in its scene', () => {
    assert.equal(places(script).citationNow(cited('2', 11)).line, 11);
    assert.equal(places(script).citationNow(cited('2', 2)).line, lineOf(script, 'INT.'));
  });

  it('counts lines as the editor does, however they end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = createDocumentText(['one', 'two', 'three'].join(end));
      assert.deepEqual([text.lines, text.lineStart(2), text.lineOf(text.lineStart(3))], [3, 3 + end.length, 3]);
    }
  });
  it('gives a place inside of the document, whatever it cites', () => {
    const words = fc.array(fc.constantFrom('INT. A', 'a', '*', '_', '[[', ']]', '\n', '\r\n', '“', '🎬', '!', '> '), {
      maxLength: 30,
    });
    const text = words.map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 40 }), (page, quote, line) => {
        const { start, end } = places(page).placeOf(cited('1', line, { quote }));
        assert.ok(0 <= start && start <= end && end <= page.length);
        const now = places(page).citationNow(cited('1', line, { quote }));
        assert.ok(now.line >= 1);
      }),
    );
  });
  it('finds any words of a line where they stand', () => {
    const word = fc.constantFrom('she', 'waits', 'for', '*him*', '“now”', 'É', '🎬');
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1 }), { minLength: 1 }), fc.nat(), (lines, pick) => {
        const rows = lines.map((line) => line.join(' '));
        const page = `INT. ROOM\n\n${rows.join('\n')}\n`;
        const row = rows[pick % rows.length] ?? '';
        const { start, end } = places(page).placeOf(cited('1', 1, { quote: row }));
        // The same words on two lines are the same words.
        const plain = (text: string): string => text.replaceAll('*', '').replace(/\s+/g, ' ');
        assert.equal(plain(page.slice(start, end)), plain(row));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildLexicalIndex } from '../../src/engine/chat/lexicalIndex';
import { searchScenes, type SceneHit, type SceneSearch } from '../../src/engine/chat/searchScenes';
import type { SearchableScene } from '../../src/engine/chat/searchableScene';
import { cosineSimilarity } from '../../src/models/embedder';
import { hashedFeatures } from '../../src/models/hashedFeatures';
import { LAMP_SCRIPT, searchable } from './lampScript';

const scenes = searchable(LAMP_SCRIPT);
const index = buildLexicalIndex(scenes);
const vectors = scenes.map(({ id, source }) => ({ id, vector: hashedFeatures(source) }));

function search(query: string, extra: Partial<SceneSearch> = {}): SceneHit[] {
  const asked = hashedFeatures(query.slice(0, 2000));
  const vectorRanking = vectors.map(({ id, vector }) => ({ sceneId: id, similarity: cosineSimilarity(asked, vector) }));
  return searchScenes({ query, limit: 10, index, scenes, vectorRanking, ...extra });
}

function searchIn(given: readonly SearchableScene[], query: string): SceneHit[] {
  return searchScenes({ query, limit: 10, index: buildLexicalIndex(given), scenes: given, vectorRanking: [] });
}

function ids(hits: readonly SceneHit[]): string[] {
  return hits.map(({ sceneId }) => sceneId);
}

/** Where the quote stands, checked the way a writer would: by looking at the line. */
function assertQuoted(given: readonly SearchableScene[], hits: readonly SceneHit[]): void {
  for (const { sceneId, quote, lineOffset } of hits) {
    if (quote === null) continue;
    const line = given.find(({ id }) => id === sceneId)!.source.split(/\r\n|\r|\n/)[lineOffset] ?? '';
    assert.ok(unmarked(line).includes(unmarked(quote)), `${JSON.stringify(quote)} in ${JSON.stringify(line)}`);
  }
}

function unmarked(line: string): string {
  return line
    .replace(/[*_\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('finding scenes', () => {
  it('finds the scene and the line that says it', () => {
    const [best] = search('What do they burn when the oil runs out?');
    assert.equal(best?.sceneId, 's0');
    assert.equal(search('Who counts the boats?')[0]?.sceneId, 's1');
    assert.equal(search('soot')[0]?.quote, 'Mara scrapes soot from the lamp. Two chairs are missing from the table.');
  });

  it('says why, in words', () => {
    const [hit] = search('telescope Mara');
    assert.equal(hit?.sceneId, 's4');
    assert.match(hit.why, /action: .*telescope/);
    assert.match(hit.why, /cast: MARA/);
  });

  it('quotes the script letter for letter, on its line, without emphasis marks', () => {
    const hits = search('twelve boats lamp notebook oil');
    assert.ok(hits.length >= 4);
    assertQuoted(scenes, hits);
    assert.ok(search('there should be twelve').some(({ quote }) => quote === 'Eleven. There should be twelve.'));
  });

  it('finds nothing where nothing matches, rather than the least bad scene', () => {
    for (const query of ['', '   ', '?!', 'submarine zebra', 'what is it?', '🦓', 'scene 99', '"lamp of oil"']) {
      assert.deepEqual(search(query), [], query);
    }
    assert.deepEqual(search('lamp', { limit: 0 }), []);
    assert.deepEqual(search('lamp', { limit: NaN }), []);
    assert.deepEqual(searchIn([], 'lamp'), []);
  });

  it('takes a character as a filter', () => {
    assert.deepEqual(ids(search('Vance')).sort(), ['s1', 's2']);
    assert.ok(!ids(search('mara lamp')).includes('s1'));
    // Mentioned, not speaking: the aunt in the café is not called Mara there.
    assert.ok(ids(search('Tomas and the Inspector')).every((id) => id === 's2'));
  });

  it('takes a place and a time of day as filters', () => {
    assert.deepEqual(ids(search('Mara in the lamp room')).sort(), ['s0', 's3']);
    assert.deepEqual(ids(search('scenes at night on the harbour wall')).sort(), ['s1', 's4']);
    assert.deepEqual(ids(search('night scenes')), ['s0', 's1', 's4'], 'CONTINUOUS is still night');
    assert.deepEqual(ids(search('in the morning')), ['s2']);
    assert.deepEqual(ids(search('exterior night scenes')), ['s1', 's4']);
  });

  it('takes a place that no heading has as words', () => {
    assert.equal(search('Who keeps a telescope in a yellow raincoat?')[0]?.sceneId, 's1');
  });

  it('takes an act and a scene number as filters', () => {
    const acts = scenes.map((scene, i) => ({ ...scene, act: i < 2 ? 1 : i < 4 ? 2 : 3 }));
    assert.deepEqual(ids(searchIn(acts, 'lamp in act two')).sort(), ['s2', 's3']);
    assert.deepEqual(ids(searchIn(acts, 'the third act')), ['s4']);
    assert.deepEqual(ids(search('scene 3')), ['s2']);
    assert.deepEqual(ids(search('lamp in scene 4')), ['s3']);
  });

  it('honours printed numbers over counted ones', () => {
    const printed = searchable('INT. A #2#\n\nGoat.\n\nINT. B #A7#\n\nGoat.\n\nINT. C\n\nGoat.\n');
    assert.deepEqual(ids(searchIn(printed, 'scene 2')), ['s0']);
    assert.deepEqual(ids(searchIn(printed, 'goat in scene a7')), ['s1']);
  });

  it('puts first or last in order when asked', () => {
    assert.equal(search('the first time we see the telescope')[0]?.sceneId, 's1');
    assert.equal(search('the last scene with the telescope')[0]?.sceneId, 's4');
    assert.equal(search('first scene with Tomas')[0]?.sceneId, 's0');
    assert.equal(search('last appearance of Tomas')[0]?.sceneId, 's3');
  });

  it('honours before and after', () => {
    assert.deepEqual(ids(search('Tomas and the lamp after the coffee')), ['s3']);
    assert.ok(!ids(search('lamp before the coffee')).includes('s3'));
  });

  it('prefers the part of the script that is asked for', () => {
    const text = Array.from({ length: 20 }, (_, i) => `INT. ROOM ${i} - DAY\n\nA goat looks at a door.\n`).join('\n');
    const goats = searchable(text);
    const late = searchIn(goats, 'the goat near the end of the film')[0]?.index ?? 0;
    const early = searchIn(goats, 'the goat at the beginning of the film')[0]?.index ?? 20;
    assert.ok(late >= 17 && early <= 2, `${early} ${late}`);
  });

  it('wants quoted words as they stand', () => {
    assert.deepEqual(ids(search('"burn the chairs"')), ['s0']);
    assert.deepEqual(ids(search('“it never went out”')), ['s3']);
    assert.deepEqual(ids(search('"should be twelve"')), ['s1'], 'emphasis marks do not break a quote');
    assert.deepEqual(ids(search('"chairs the burn"')), []);
  });

  it('understands slips in words, and says so', () => {
    const [hit] = search('telesocpe');
    assert.match(hit?.why ?? '', /telescope \(for telesocpe\)/);
  });

  it('does not take a verb for a character', () => {
    const will = searchable(
      'INT. BAR - DAY\n\nA goat will sing.\n\nINT. HALL - DAY\n\nWill waits.\n\nWILL\nI will sing.\n',
    );
    assert.deepEqual(ids(searchIn(will, 'Will the goat sing?'))[0], 's0');
    assert.deepEqual(ids(searchIn(will, 'scenes with Will')), ['s1']);
  });

  it('works in any script', () => {
    const many = searchable(
      '.客厅 - 夜\n\n@王梅\n灯灭了。\n\n.ΛΙΜΑΝΙ - ΝΥΧΤΑ\n\n@ΜΑΡΘΑ\nΤο φως έσβησε.\n\n.مقهى - ليل\n\n@سلمى\nانطفأ المصباح.\n\n.அறை - இரவு\n\n@மீனா\nவிளக்கு அணைந்தது.\n',
    );
    assert.deepEqual(ids(searchIn(many, '王梅')), ['s0']);
    assert.deepEqual(ids(searchIn(many, '灯')), ['s0']);
    assert.deepEqual(ids(searchIn(many, 'φως')), ['s1']);
    assert.deepEqual(ids(searchIn(many, 'المصباح')), ['s2']);
    assert.deepEqual(ids(searchIn(many, 'விளக்கு')), ['s3']);
  });

  it('gives the same hits every time', () => {
    assert.deepEqual(search('lamp boats night'), search('lamp boats night'));
  });

  it('lives through any question', () => {
    const hostile = [
      'lamp '.repeat(40_000),
      'x'.repeat(200_000),
      '('.repeat(5_000),
      '"'.repeat(5_000),
      '.*+?^${}()|[]\\ lamp',
      'scene (((((',
      'before the '.repeat(5_000),
      '\u202e lamp \u202c \u0000 \ud800',
      '👩‍🚀 lamp 👨‍👩‍👧‍👦',
    ];
    for (const query of hostile) assertQuoted(scenes, search(query));
    assert.ok(search('.*+?^${}()|[]\\ lamp').length > 0);
    assert.ok(search('\u202e lamp \u202c').length > 0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'binary' }), (query, body) => {
        const given = searchable(`INT. ROOM - DAY\n\n${body}\n\nMARA\n${body}\n`);
        const hits = searchIn(given, query);
        assert.ok(hits.every(({ score }) => Number.isFinite(score) && score >= 0));
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cosineSimilarity } from '../../src/models/embedder';
import {
  HASHED_FEATURES_DIMENSIONS,
  HASHED_FEATURES_MODEL,
  hashedFeatures,
  hashedFeaturesEmbedder,
} from '../../src/models/hashedFeatures';

function near(a: string, b: string): number {
  return cosineSimilarity(hashedFeatures(a), hashedFeatures(b));
}

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

describe('hashed features: vectors without a download', () => {
  it('names its space', () => {
    assert.equal(HASHED_FEATURES_MODEL, 'hashed-features-v1');
    assert.equal(hashedFeaturesEmbedder.provider, 'offline');
    assert.equal(hashedFeaturesEmbedder.dimensions, 1024);
  });

  it('keeps the vectors of version 1: a stored vector stays comparable with a new one', () => {
    const vector = hashedFeatures('Mara lights the brass lamp.');
    const strongest = [...vector.entries()].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]) || a[0] - b[0]).slice(0, 4);
    assert.deepEqual(
      strongest.map(([dimension, value]) => [dimension, Number(value.toFixed(4))]),
      STRONGEST,
    );
  });

  it('gives every text a vector of unit length, or zero where there are no words', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.lorem()), (text) => {
        const vector = hashedFeatures(text);
        assert.equal(vector.length, HASHED_FEATURES_DIMENSIONS);
        const length = norm(vector);
        assert.ok(length === 0 || Math.abs(length - 1) < 1e-4, `length ${length}`);
        assert.ok([...vector].every((value) => Number.isFinite(value)));
      }),
    );
  });

  it('never compares into NaN: nothing is near an empty text', () => {
    assert.equal(near('', 'lamp'), 0);
    assert.equal(near('', ''), 0);
    assert.equal(near(' \n — ?! ', '🕯️'), 0);
  });

  it('is the same for the same words, whatever the case, the composition or the apostrophe', () => {
    assert.ok(near('MARA’S CAFÉ', "mara's cafe\u0301") > 0.9999);
  });

  it('puts a scene nearer to a question about it than to one about something else', () => {
    const scene = 'Mara trims the wick of the brass lamp while the storm breaks the glass.';
    assert.ok(near(scene, 'Who trims the lamp?') > 2 * near(scene, 'Who drives the tractor?'));
  });

  it('sees other forms and slips of a word', () => {
    assert.ok(near('flashlight', 'flashlights') > 0.2);
    assert.ok(near('lighthouse', 'lighthuose') > near('lighthouse', 'restaurant') + 0.05);
  });

  it('counts words that every text has for little', () => {
    assert.ok(near('the one that is with the lamp', 'the one that is with the goat') < 0.2);
  });

  it('reads scripts without blanks by characters, and scripts with vowel signs by words', () => {
    assert.ok(near('東京タワーで会う', '東京で') > 0.3);
    assert.ok(near('விளக்கு எரிகிறது', 'விளக்கு') > 0.4);
    assert.ok(near('กล่องดนตรี', 'ดนตรี') > 0.3);
  });

  it('embeds many as it embeds one', async () => {
    const texts = ['A lamp.', '', 'A lamp.', 'Twelve boats'];
    const vectors = await hashedFeaturesEmbedder.embed(texts);
    assert.deepEqual(vectors, texts.map(hashedFeatures));
  });

  it('stops when it is told to', async () => {
    await assert.rejects(hashedFeaturesEmbedder.embed(['a'], AbortSignal.abort()), { name: 'AbortError' });
  });

  it('refuses to compare vectors of two spaces', () => {
    assert.throws(() => cosineSimilarity(new Float32Array(3), new Float32Array(4)), RangeError);
  });
});

const STRONGEST = [
  [75, -0.3497],
  [499, -0.3497],
  [524, 0.3497],
  [659, -0.3497],
];

import assert from 'node:assert/strict';
import { withQuotes, type GoldQuestion } from './goldQuestion';

const gold = (more: Partial<GoldQuestion>): GoldQuestion => ({
  ...{ question: 'Who?', sceneIndices: [1], answerable: true, kind: 'who', answer: 'She.', quote: null, searches: [] },
  ...more,
});
const scenes = ['INT. A\n\nOne.\n', 'INT. B\r\n\r\n  Two, and three.\r\n'];

describe('The words of a gold question', () => {
  it('are looked up where the file says they stand: a whole line, or a part of it', () => {
    const quotes = withQuotes(
      [gold({ quoteAt: [1, 3] }), gold({ quoteAt: [1, 3, 7, 10] }), gold({ quote: 'One.' }), gold({})],
      scenes,
    ).map(({ quote }) => quote);
    assert.deepEqual(quotes, ['Two, and three.', 'and', 'One.', null]);
  });

  it('must stand there', () => {
    for (const quoteAt of [
      [0, 2],
      [0, 9],
      [7, 1],
    ] as const)
      assert.throws(() => withQuotes([gold({ quoteAt: [...quoteAt] })], scenes), /Nothing stands at/);
  });
});

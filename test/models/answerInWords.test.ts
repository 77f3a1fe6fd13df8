import assert from 'node:assert/strict';
import fc from 'fast-check';
import { markerReader, type MarkedPart } from '../../src/models/citationMarkers';
import { jsonInAnswer } from '../../src/models/jsonInWords';
import type { SentResult } from '../../src/models/sentRequest';

const results: readonly SentResult[] = [
  {
    source: 'scene:1',
    title: '1',
    texts: [
      { text: 'one', block: 0 },
      { text: 'two', block: 2 },
    ],
  },
  { source: 'scene:2', title: '2', texts: [{ text: 'three', block: 0 }] },
];

/** The answer as words with `<source:block>` where it cites. */
function shown(parts: readonly MarkedPart[]): string {
  return parts
    .map((part) => (part.kind === 'text' ? part.text : `<${part.citation.source}:${part.citation.startBlock}>`))
    .join('');
}

function read(...pieces: readonly string[]): string {
  const reader = markerReader(results);
  return shown([...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]);
}

describe('Citations by marker', () => {
  for (const [answer, expected] of [
    ['She lit it [S1].', 'She lit it<scene:1:0>.'],
    ['She lit it [S1][S3]. No [S1, S2]', 'She lit it<scene:1:0><scene:2:0>. No<scene:1:0><scene:1:2>'],
    [
      'All of it [S1-S3] and [S1–3].',
      'All of it<scene:1:0><scene:1:2><scene:2:0> and<scene:1:0><scene:1:2><scene:2:0>.',
    ],
    ['None [S4], [S0], [S1-S99999], [Sx] [s1] [12]', 'None [S4], [S0], [S1-S99999], [Sx] [s1] [12]'],
    ['Open [S1', 'Open [S1'],
    ['Backwards [S3-S1], [S2-1]', 'Backwards<scene:1:0><scene:1:2><scene:2:0>,<scene:1:0><scene:1:2>'],
    ['【S1】 [ S2 ] [S1 and S3] [S1 S2]', '<scene:1:0><scene:1:2><scene:1:0><scene:2:0><scene:1:0><scene:1:2>'],
    ['As [S1](http://x.y) or [S2](#two) (so)', 'As<scene:1:0> or<scene:1:2> (so)'],
  ] as const) {
    it(answer, () => assert.equal(read(answer), expected));
  }

  it('reads the same in whatever pieces it comes, and shows no half of a marker', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'She ',
        '[',
        'S',
        '1',
        '2',
        ']',
        ',',
        ' ',
        '-',
        '[S1]',
        '[S2, S3]',
        'lit it.',
        '(x',
        ')',
        ' and ',
        '【',
      ),
    );
    fc.assert(fc.property(pieces, (some) => assert.equal(read(...some), read(some.join('')))));
  });

  it('is linear', () => {
    const answer = '[S1 '.repeat(50_000);
    assert.equal(read(...answer.match(/.{1,4000}/gs)!), answer);
  });
});

describe('JSON in an answer', () => {
  for (const [answer, expected] of [
    ['{"a": 1}', '{"a": 1}'],
    [' [1, 2]\n', '[1, 2]'],
    ['Sure!\n```json\n{"a": "}"}\n```\nBye {x}', '{"a": "}"}'],
    ['It is {x}, so {"a": {"b": "\\"}"}} it is', '{"a": {"b": "\\"}"}}'],
    ['no', null],
    ['{"a": 1', null],
    ['{'.repeat(100_000), null],
  ] as const) {
    it(answer.slice(0, 40), () => assert.equal(jsonInAnswer(answer), expected));
  }

  const card = { type: 'object', required: ['action', 'tone'] };
  for (const [answer, expected] of [
    ['As scene [1] says: {"action": "a", "tone": "b"} {done}', '{"action": "a", "tone": "b"}'],
    ['[{"action": "a", "tone": "b"}]', '{"action": "a", "tone": "b"}'],
    ['{"card": {"action": "a", "tone": "b"}}', '{"action": "a", "tone": "b"}'],
    ['{"action": "a", "tone": "b"}{"action": "a", "tone": "c"}', '{"action": "a", "tone": "b"}'],
    ['Thus [] and {"action": "a"}', '[]'],
  ] as const) {
    it(`of a schema: ${answer}`, () => assert.equal(jsonInAnswer(answer, card), expected));
  }
});

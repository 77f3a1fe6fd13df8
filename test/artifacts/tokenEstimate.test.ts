import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Tiktoken } from 'js-tiktoken/lite';
import cl100k from 'js-tiktoken/ranks/cl100k_base';
import { createTokenCounter } from '../../src/models/tokenEstimate';

describe('The token estimate', () => {
  const count = createTokenCounter();
  const reference = new Tiktoken(cl100k);

  it('is the count of cl100k_base on a page', () => {
    const page = [
      'INT. BOATHOUSE - NIGHT',
      '',
      "Rain. ODA (60s) doesn't look up from the engine.",
      '',
      'TOVE (O.S.)',
      "(low)\nYou said you'd be done by 10:30…  It's  gone eleven!",
      '',
      'हरि दरवाज़ा खोलता है। 三人は黙っている。 Ça va? <|endoftext|>',
      '\t\t  \n\n   trailing   ',
    ].join('\n');
    assert.equal(count(page), reference.encode(page, [], []).length);
  });

  it('is the count of cl100k_base on any short text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        assert.equal(count(text), reference.encode(text, [], []).length);
      }),
    );
  });

  it('is nothing for nothing, and the same every time', () => {
    assert.equal(count(''), 0);
    assert.equal(count('The lamp is out.'), count('The lamp is out.'));
    assert.equal(createTokenCounter()('The lamp is out.'), count('The lamp is out.'));
  });

  it('grows with the text and not with its square: unbroken runs of 20,000', () => {
    for (const one of ['a', 'é', '字', '7', ' ', '\n', '!', '́', '🜁']) {
      const tokens = count(one.repeat(20_000));
      assert.ok(tokens > 0 && tokens <= 4 * 20_000, `${one}: ${tokens}`);
    }
  });
});

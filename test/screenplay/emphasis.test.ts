import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText, readEmphasis } from '../../src/screenplay/emphasis';

/** Runs as `{styles:text}`, plain text bare: `a {b:bold} c`; styles by first letter. */
function shown(text: string): string | null {
  const runs = readEmphasis(text);
  if (!runs) return null;
  return runs
    .map(({ text: part, styles }) =>
      styles.length === 0 ? part : `{${styles.map((style) => style.charAt(0)).join('')}:${part}}`,
    )
    .join('');
}

function check(rule: string, text: string, expected: string | null): void {
  it(rule, () => assert.equal(shown(text), expected));
}

describe('Emphasis (fountain.io/syntax, Emphasis)', () => {
  check('plain text has no runs', 'He waits.', null);
  check('italics', '*italics*', '{i:italics}');
  check('bold', '**bold**', '{b:bold}');
  check('bold italics', '***both***', '{bi:both}');
  check('underline', '_underline_', '{u:underline}');
  check('inside a line', 'He *really* waits.', 'He {i:really} waits.');
  check(
    'nested: the example',
    "_Flint's hand FINDS the *Harbour Bell 7* rope_.",
    "{u:Flint's hand FINDS the }{iu:Harbour Bell 7}{u: rope}.",
  );
  check('bold in underline', '_**SLATE & FLINT**_', '{bu:SLATE & FLINT}');
  check('italic in bold', '**very *very* very**', '{b:very }{bi:very}{b: very}');
  check('bold in italic', '*very **very** very*', '{i:very }{bi:very}{i: very}');
  check('bold italic that ends as italic', '***very** much*', '{bi:very}{i: much}');
  check('underline across a word', 'un_frigging_believable', 'un{u:frigging}believable');
  check('overlapping underline and italic', '_one *two_ three*', '{u:one }{iu:two}{i: three}');
  check('escapes: the example', 'Flint stamps the lid: **\\*4120\\***', 'Flint stamps the lid: {b:*4120*}');
  check('an escape alone', '2 \\* 3', '2 * 3');
  check('an escaped underscore', 'Barrier\\_15', 'Barrier_15');
  check('an escaped backslash', 'C:\\\\*temp*', 'C:\\{i:temp}');
  check('a backslash before a letter stays', 'C:\\temp', null);
  check('blanks left of both marks: the example', 'She marked *14 and then *30, and then went out.', null);
  check(
    'a mark behind a word closes: the example',
    'She marked *14 and then 30*, and then went out.',
    'She marked {i:14 and then 30}, and then went out.',
  );
  check(
    'an escaped mark does not: the example',
    'She marked *14 and then 30\\*, and then went out.',
    'She marked *14 and then 30*, and then went out.',
  );
  check('nothing is carried over a line end: the example', 'share a *look.\n\nThis is BAD.*', null);
  check('each line for itself', '*one*\n*two', '{i:one}\n*two');
  check('a row of stars is text', '* * *', null);
  check('a rule of stars is text', '*****', null);
  check('a line to fill in is text', 'Name: ________ Date: ________', null);
  check('an opening mark alone is text', '*alone', null);
  check('a closing mark alone is text', 'alone*', null);
  check('more marks than needed stay', '***one*', '**{i:one}');
  check('blanks inside the marks', '* one *', null);
  check('multiplication closes up', '2*3*4', '2{i:3}4');

  it('runs join to the plain text, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('*', '**', '_', '\\', ' ', 'a', 'b', '\n'), { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const runs = readEmphasis(text);
        if (!runs) return;
        assert.equal(runs.map((run) => run.text).join(''), plainText(text));
        assert.ok(runs.every((run) => run.text !== ''));
        // Only marks and escapes go, and they go in order.
        let at = 0;
        for (const char of plainText(text)) {
          while (text.charAt(at) !== char) {
            assert.match(text.charAt(at), /[*_\\]/);
            at++;
          }
          at++;
        }
      }),
      { numRuns: 500 },
    );
  });
});

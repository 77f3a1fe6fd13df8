import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeOffline } from '../../src/engine/artifacts/offlineTask';
import { readScript, type SceneReading } from '../../src/screenplay/scriptReading';

/*
 * A card and a vector are made of a scene's words and synopses as they read. Where hashes say that those are the same, what is
 * made of them is the same: else something would be called current that is not.
 */

const PARTS = [
  ...['ANNA', 'ANNA', 'JOHN ^', '@mary', '(softly)', 'I never loved him.', 'He dies tonight.', 'Mary hides the LAMP.'],
  ...[
    'Give [[n]] me it.',
    '[[n]] ANNA',
    'ANNA [[n]]',
    '===',
    '> CUT TO:',
    '>x<',
    'CUT TO:',
    '~la la',
    '!ANNA',
    '**b**',
  ],
  ...['', '', ' ', '  '],
] as const;
const parts = fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 6 });

/** Lines that are no words of a scene, wherever they stand; where they do may decide how the words read. */
const aside = fc.constantFrom(
  '[[a note]]',
  '[[a\nb]]',
  '/* cut */',
  '/*\nANNA\n*/',
  '= She lies.',
  '# Two',
  '',
  '  ',
  '\t  ',
  '   ',
);
const place = fc.nat(6);

function withAside(lines: readonly string[], aside: string, at: number): string {
  return `INT. A - DAY\n\n${lines.toSpliced(at % (lines.length + 1), 0, aside).join('\n')}\n`;
}

describe('Scenes of one hash', () => {
  it('read alike: their cards and vectors are the same', () => {
    let alike = 0;
    fc.assert(
      fc.property(parts, aside, place, place, fc.constantFrom('', ' ', '  '), (lines, one, at, other, blanks) => {
        const before = onlyScene(withAside(lines, one, at));
        const after = onlyScene(withAside(lines, one, other).replaceAll('\n', `${blanks}\n`));
        if (before === null || after === null) return;
        if (before.hash !== after.hash || before.synopsesHash !== after.synopsesHash) return;
        alike++;
        assert.equal(saidOf(after), saidOf(before));
      }),
      { numRuns: 4000 },
    );
    assert.ok(alike > 500, 'many of them have one hash');
  });

  const speech = 'INT. KITCHEN - DAY\n\nANNA\nI never loved him.\n';
  const differ = (what: string, one: string, other: string): void => {
    it(`are not ${what}`, () => assert.notEqual(hashOf(speech + one), hashOf(speech + other)));
  };
  differ('a speech that goes on and one that two spaces carry no more', '  \nHe dies.\n', '\nHe dies.\n');
  differ('a speech and one that a note on its own line cuts in two', '[[why?]]\nHe dies.\n', 'He dies.\n');
  differ('a speech and one that a synopsis ends', '= She lies.\nHe dies.\n', 'He dies.\n');
  differ('a speech and one that a section ends', '# Two\nHe dies.\n', 'He dies.\n');
  differ('a transition and what blanks behind it make action', '\nCUT TO:\n\nRain.\n', '\nCUT TO: \n\nRain.\n');

  const same = (what: string, one: string, other: string): void => {
    it(`are ${what}`, () => assert.equal(hashOf(speech + one), hashOf(speech + other)));
  };
  same('a speech and one with blanks behind its lines', 'He dies.\n', 'He dies.   \n');
  same('two paragraphs and two with two spaces on the line between', '\nRain.\n\nMore.\n', '\nRain.\n  \nMore.\n');
  same('a speech and one with a note within a line', 'He dies.\n', 'He [[when?]] dies.\n');
  same('two paragraphs and two with a note between', '\nRain.\n\nMore.\n', '\nRain.\n\n[[wet]]\n\nMore.\n');
  same('two paragraphs and two with a synopsis between', '\nRain.\n\nMore.\n', '\nRain.\n\n= Wet.\n\nMore.\n');
  same('line ends of both kinds', '\nRain.\n\nMore.\n', '\r\nRain.\r\n\r\nMore.\r\n');
});

function onlyScene(text: string): SceneReading | null {
  const { scenes } = readScript(text);
  return scenes.length === 1 ? (scenes[0] ?? null) : null;
}

function hashOf(text: string): string {
  return readScript(text).scenes[0]?.hash ?? '';
}

function saidOf({ source, eighths }: SceneReading): string {
  const task = { subject: '1', scene: { id: '1', source, eighths } };
  const card = makeOffline({ kind: 'card', ...task }, (text) => text.length);
  const vector = makeOffline({ kind: 'embedding', ...task }, (text) => text.length);
  assert.ok(card.kind === 'card' && vector.kind === 'embedding');
  return JSON.stringify([card, [...vector.vector]]);
}

import { readEmphasis } from '../../src/screenplay/emphasis';
import { fingerprintScene } from '../../src/screenplay/fingerprint';
import { castOf, readCue } from '../../src/screenplay/names';
import { paginate } from '../../src/screenplay/pages';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { readSceneHeading } from '../../src/screenplay/sceneFacts';
import { checkLinear as checkTime } from './checkLinear';
import { readDocument } from '../../src/screenplay/screenplayDocument';
import { updateScreenplay } from '../../src/screenplay/updateScreenplay';

function checkLinear(
  rule: string,
  make: (n: number) => string,
  n: number,
  run: (text: string) => unknown = readAll,
): void {
  checkTime(rule, make, n, run);
}

function parse(text: string): unknown {
  return parseScreenplay(text);
}

/** All that is done to a text when it is opened. */
function readAll(text: string): void {
  const screenplay = parseScreenplay(text);
  paginate(screenplay);
  const { scenes, preamble, elements } = screenplay;
  for (const block of preamble ? [preamble, ...scenes] : scenes) fingerprintScene(screenplay, block, text);
  castOf(elements, new Set(['ADA', 'BEA', 'A']));
}

const BYTES = Array.from({ length: 256 }, (_, i) => i);

describe('Time grows with the text, whatever the text', () => {
  const chars = Array.from('aA*_[]/#=()^.~@>\\é日ก:- \t');
  for (const char of chars) checkLinear(`20,000 of ${JSON.stringify(char)} in a line`, (n) => char.repeat(n), 20_000);
  checkLinear('100,000 notes that are not closed', (n) => '[['.repeat(n), 100_000);
  checkLinear('notes that are not closed, a word each', (n) => 'a [[b '.repeat(n), 10_000);
  checkLinear('notes that are not closed, a paragraph each', (n) => '[[b\n\n'.repeat(n), 5_000);
  checkLinear('notes that only a boneyard would close', (n) => '[[ /* ]] */ '.repeat(n), 5_000);
  checkLinear('closings without notes', (n) => ']]'.repeat(n), 100_000);
  checkLinear('boneyards that are not closed', (n) => '/* a\n'.repeat(n), 5_000);
  checkLinear('boneyards that are closed', (n) => '/* a */\n'.repeat(n), 5_000);
  checkLinear('notes on one line', (n) => '[[a]] b '.repeat(n), 5_000);
  checkLinear('notes alone on one line', (n) => '[[a]]'.repeat(n), 10_000);
  checkLinear(
    'notes and boneyards alone on one line, of two lines each',
    (n) => '[[a\nb]] /* c\nd */'.repeat(n),
    5_000,
  );
  checkLinear('a line for each note of a paragraph', (n) => '[[a]] b\n'.repeat(n), 5_000);
  checkLinear('notes alone below a cue', (n) => `ADA\n${'[[a]]\n'.repeat(n)}Hello.`, 5_000);
  checkLinear('cues below each other, notes between', (n) => 'ADA\n[[a]]\n\n'.repeat(n), 5_000);
  checkLinear('20,000 headings', (n) => 'INT. HALL - DAY\n\n'.repeat(n), 20_000, parse);
  checkLinear('2,000 headings, all that is done with them', (n) => 'INT. HALL - DAY\n\n'.repeat(n), 2_000);
  checkLinear('headings with synopses', (n) => '= a\n\nINT. HALL - DAY\n\n'.repeat(n), 2_000);
  checkLinear(
    'sections in sections',
    (n) => Array.from({ length: n }, (_, i) => '#'.repeat((i % 50) + 1)).join('\n'),
    2_000,
  );
  checkLinear('4,000 blank lines', (n) => '\n'.repeat(n), 4_000);
  checkLinear('lines of two spaces in a speech', (n) => `ADA\nHello.\n${'  \n'.repeat(n)}Bye.`, 5_000);
  checkLinear('a line of 5 MB', (n) => 'word '.repeat(n), 1_000_000, parse);
  checkLinear('a paragraph of many lines', (n) => 'He waits.\n'.repeat(n), 5_000);
  checkLinear('a speech of many lines', (n) => `ADA\n${'Hello.\n'.repeat(n)}`, 5_000);
  checkLinear('speeches at once', (n) => 'ADA ^\nHello.\n\n'.repeat(n), 2_000);
  checkLinear('100,000 cues', (n) => 'ADA\nHello.\n\n'.repeat(n), 100_000, parse);
  checkLinear('every byte value', (n) => String.fromCharCode(...BYTES).repeat(n), 500);
  checkLinear('lone surrogates', (n) => '\ud800\udc00\udc00\ud800'.repeat(n), 10_000);
  checkLinear('a title page that never ends', (n) => 'Title: a\n'.repeat(n), 5_000);
  checkLinear('a title page of values', (n) => `Title:\n${'\ta\n'.repeat(n)}`, 5_000);
  checkLinear('a word of many pages', (n) => 'a'.repeat(n), 50_000);
  checkLinear('sentences over many pages', (n) => 'He waits. '.repeat(n), 5_000);
});

describe('Time grows with the line', () => {
  const emphasis = (text: string): unknown => readEmphasis(text);
  checkLinear('stars and words', (n) => '*a '.repeat(n), 5_000, emphasis);
  checkLinear('words and stars', (n) => 'a* '.repeat(n), 5_000, emphasis);
  checkLinear('stars on both sides', (n) => '*a*'.repeat(n), 5_000, emphasis);
  checkLinear('rows of stars that do not fit', (n) => '**a *b ***c '.repeat(n), 2_000, emphasis);
  checkLinear('rows that open and close', (n) => 'a**b*c***d'.repeat(n), 2_000, emphasis);
  checkLinear('stars nested deep', (n) => `${'*a '.repeat(n)}${' a*'.repeat(n)}`, 2_000, emphasis);
  checkLinear('underlines', (n) => '_a _b_ c'.repeat(n), 2_000, emphasis);
  checkLinear('escapes', (n) => '\\*'.repeat(n), 5_000, emphasis);
  const cue = (text: string): unknown => readCue(text);
  checkLinear('a cue of parentheses', (n) => `ADA ${'('.repeat(n)}`, 20_000, cue);
  checkLinear('a cue of extensions', (n) => `ADA ${'(V.O.) '.repeat(n)}`, 2_000, cue);
  checkLinear('a cue of carets', (n) => `A ${'^'.repeat(n)} A ^\nHello.`, 20_000, parse);
  checkLinear('a note of blanks', (n) => `[[a${' '.repeat(n)}b\nc${' '.repeat(n)}d]]`, 20_000, parse);
  checkLinear('a note of boneyards', (n) => `[[${'/* */'.repeat(n)}]]`, 10_000, parse);
  checkLinear('a cue of blanks', (n) => `ADA${' '.repeat(n)}^`, 20_000, cue);
  const heading = (text: string): unknown => readSceneHeading(text);
  checkLinear('a heading of dashes', (n) => `INT. ${'-'.repeat(n)}`, 20_000, heading);
  checkLinear('a heading of mixed dashes', (n) => `INT. ${'-–'.repeat(n)}`, 20_000, heading);
  checkLinear('a heading of parts', (n) => `INT. ${'A - '.repeat(n)}`, 5_000, heading);
  checkLinear('a heading of blanks', (n) => `INT. ${' '.repeat(n)}A`, 20_000, heading);
});

/** Reading a text to be edited, then a mark typed and taken back at its start, middle and end. */
function editEverywhere(text: string): void {
  const whole = readDocument(text);
  for (const at of [0, text.length >> 1, text.length]) {
    for (const insert of ['/*', '*/', '[[', '\n\n', 'INT. A\n\n']) {
      const { document } = updateScreenplay(whole, { start: at, end: at, insert });
      updateScreenplay(document, { start: at, end: at + insert.length, insert: '' });
    }
  }
}

describe('An edit takes no more than time by the text, whatever the text', () => {
  const edits = (rule: string, make: (n: number) => string, n: number): void =>
    checkLinear(rule, make, n, editEverywhere);
  for (const char of Array.from('A*_[]/#=(^.~@>\u65e5')) {
    edits(`20,000 of ${JSON.stringify(char)} in a line`, (n) => char.repeat(n), 20_000);
  }
  edits('100,000 notes that are not closed', (n) => '[['.repeat(n), 100_000);
  edits('notes that are not closed, a paragraph each', (n) => '[[b\n\n'.repeat(n), 5_000);
  edits('boneyards that are not closed', (n) => '/* a\n\n'.repeat(n), 5_000);
  edits('boneyards that are not closed, a scene each', (n) => 'INT. A\n\n/* a\n\n'.repeat(n), 2_000);
  edits('boneyards that come open one after another', (n) => 'INT. A\n\n/*/ /*/\n\n'.repeat(n), 2_000);
  edits('ends of boneyards, a scene each', (n) => 'INT. A\n\n*/ a\n\n'.repeat(n), 2_000);
  edits('20,000 headings', (n) => 'INT. HALL - DAY\n\n'.repeat(n), 20_000);
  edits('headings without a blank line', (n) => 'INT. HALL - DAY\n'.repeat(n), 5_000);
  edits('synopses under headings', (n) => 'INT. A\n\n= a\n\n'.repeat(n), 5_000);
  edits('sections, none with a scene', (n) => '# Act\n\n'.repeat(n), 5_000);
  edits('4,000 blank lines', (n) => '\n'.repeat(n), 4_000);
  edits('a line of 1 MB', (n) => 'word '.repeat(n), 200_000);
  edits('10,000 cues', (n) => 'ADA\nHello.\n\n'.repeat(n), 10_000);
  edits('every byte value', (n) => String.fromCharCode(...BYTES).repeat(n), 100);
  edits('lone surrogates', (n) => '\ud800\udc00\udc00\ud800'.repeat(n), 10_000);
  edits('a title page that never ends', (n) => 'Title: a\n'.repeat(n), 5_000);
});

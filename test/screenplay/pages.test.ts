import assert from 'node:assert/strict';
import { A4, US_LETTER, type PageFormat } from '../../src/screenplay/pageFormat';
import { paginate } from '../../src/screenplay/pages';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { wrapLines } from '../../src/screenplay/wrapLines';

const pagesOf = (source: string, format?: PageFormat) => paginate(parseScreenplay(source), format);
/** Action of so many printed lines, each a line and a sentence of its own. */
const lines = (count: number): string => Array.from({ length: count }, (_, i) => `Line ${i + 1}.`).join('\n');
/** Action of so many printed lines that is one sentence. */
const sentence = (count: number): string =>
  `${Array.from({ length: count }, (_, i) => `line ${i + 1}`).join('\n')} ends.`;
/** `count` paragraphs of one line: two lines each, but the first on a page. */
const paragraphs = (count: number): string => 'Rain.\n\n'.repeat(count);

/** The pages that the scenes of a screenplay begin on. */
function check(rule: string, source: string, expected: readonly number[], format?: PageFormat): void {
  it(rule, () =>
    assert.deepEqual(
      pagesOf(source, format).scenes.map(({ page }) => page),
      expected,
    ),
  );
}

/** How many pages a screenplay takes and how much of each is printed. */
function checkUsed(rule: string, source: string, expected: readonly number[], format?: PageFormat): void {
  it(rule, () =>
    assert.deepEqual(
      pagesOf(source, format).layout.pages.map(({ used }) => used),
      expected,
    ),
  );
}

describe('Pages (54 lines, as Final Draft counts)', () => {
  it('nothing is no page', () => {
    const { pages, eighths, runningTimeMinutes, scenes, pageStarts } = pagesOf('');
    assert.deepEqual(
      { pages, eighths, runningTimeMinutes, scenes, pageStarts },
      {
        pages: 0,
        eighths: 0,
        runningTimeMinutes: 0,
        scenes: [],
        pageStarts: [],
      },
    );
  });
  it('a word is a page and an eighth', () => {
    const { pages, eighths, runningTimeMinutes } = pagesOf('Rain.');
    assert.deepEqual([pages, eighths, runningTimeMinutes], [1, 1, 1 / 8]);
  });
  it('the title page does not count', () => {
    assert.equal(pagesOf('Title: Rain\nAuthor: Ada\n\nRain.').pages, 1);
    assert.equal(pagesOf('Title: Rain\n\n').pages, 0);
  });
  it('sections, synopses, notes and boneyard are not printed', () => {
    assert.equal(pagesOf('# Act\n\n= Syn\n\n[[note]]\n\n/* old */\n').pages, 0);
  });
  checkUsed('54 lines are a page', lines(54), [54]);
  checkUsed('the 55th begins another, with a line to keep it company', lines(55), [53, 2]);
  checkUsed('a blank line parts paragraphs, none at the top of a page', paragraphs(28), [53, 1]);
  checkUsed('a heading has two above it', 'Rain.\n\nINT. A\n\nOne.', [6]);
  checkUsed('none at the top of a page', 'INT. A\n\nOne.', [3]);
  it('a page says which element it begins with', () => {
    assert.deepEqual(pagesOf(paragraphs(60)).pageStarts, [0, 27, 54]);
    assert.deepEqual(pagesOf(lines(60)).pageStarts, [0, 0]);
  });
  checkUsed('A4 has 58 lines', lines(60), [58, 2], A4);
});

describe('Page breaks the writer makes', () => {
  checkUsed('=== begins a new page', 'Rain.\n\n===\n\nSnow.', [1, 1]);
  checkUsed('none before the first line', '===\n\nSnow.', [1]);
  checkUsed('none behind the last', 'Rain.\n\n===\n', [1]);
  checkUsed('two are one', 'Rain.\n\n===\n\n===\n\nSnow.', [1, 1]);
  check('a heading may stand before it', 'INT. A\n\n===\n\nOne.', [1]);
});

describe('What stays with a heading', () => {
  check('a heading is not the last line of a page', `${lines(51)}\n\nINT. A\n\nOne.`, [2]);
  check('it is where its first line fits', `${lines(49)}\n\nINT. A\n\nOne.`, [1]);
  check('another heading may follow on the next page', `${lines(51)}\n\nINT. A\n\nINT. B\n\nOne.`, [1, 2]);
  check('the paragraph that opens a scene is not broken', `${lines(46)}\n\nINT. A\n\n${lines(5)}`, [2]);
  check('it is by the rule of two lines', `${lines(46)}\n\nINT. A\n\n${lines(5)}`, [1], {
    ...US_LETTER,
    withHeading: 'first lines',
  });
  check('further action keeps a line with it', `${lines(47)}\n\nINT. A\n\n${lines(3)}\n\n${lines(4)}`, [2]);
  check('a line is enough', `${lines(45)}\n\nINT. A\n\n${lines(3)}\n\n${lines(4)}`, [1]);
  checkUsed('and it may stand alone', `${lines(45)}\n\nINT. A\n\n${lines(3)}\n\n${lines(4)}`, [54, 3]);
  check('a speech need not', `${lines(47)}\n\nINT. A\n\n${lines(3)}\n\nADA\nHello.`, [1]);
  check('nor another scene', `${lines(47)}\n\nINT. A\n\n${lines(3)}\n\nINT. B\n\nTwo.`, [1, 2]);
  check('a cue keeps a line of speech with it', `${lines(49)}\n\nINT. A\n\nADA\nHello.`, [2]);
});

describe('What stays with a cue', () => {
  checkUsed('a cue is not the last line of a page', `${lines(52)}\n\nADA\nHello.`, [52, 2]);
  checkUsed('it is where its speech fits', `${lines(51)}\n\nADA\nHello.`, [54]);
  checkUsed('nor is a parenthetical', `${lines(51)}\n\nADA\n(low)\nHello.`, [51, 3]);
  checkUsed(
    'a page may end before a parenthetical, with two lines of speech above',
    `${lines(50)}\n\nADA\n${'a'.repeat(30)} ${'b'.repeat(30)}\n(low)\nHello.`,
    [54, 2],
  );
  checkUsed('not with one', `${lines(51)}\n\nADA\nHello.\n(low)\nHello.`, [51, 4]);
});

describe('Action goes on behind a sentence', () => {
  checkUsed('two lines stay', `${lines(51)}\n\n${lines(4)}`, [54, 2]);
  checkUsed('not one', `${lines(52)}\n\n${lines(4)}`, [52, 4]);
  checkUsed('two go over', `${lines(50)}\n\n${lines(5)}`, [54, 2]);
  checkUsed('not one', `${lines(50)}\n\n${lines(4)}`, [53, 2]);
  checkUsed(
    'marks that close belong to the sentence',
    `${lines(51)}\n\n${Array(4).fill('(He says “No.”)').join('\n')}`,
    [54, 2],
  );
  checkUsed('three lines are not broken', `${lines(51)}\n\n${lines(3)}`, [51, 3]);
  checkUsed('a paragraph without a sentence end goes over whole', `${lines(40)}\n\n${sentence(20)}`, [40, 20]);
  checkUsed(
    'inside a line too: the rest is set anew',
    `${lines(51)}\n\n${'a'.repeat(61)} b. ${'c'.repeat(61)} d`,
    [54, 2],
  );
  checkUsed('by another format one line may stay', `${lines(52)}\n\n${lines(4)}`, [54, 3], {
    ...US_LETTER,
    leastAbove: 1,
  });
  checkUsed('or go over', `${lines(50)}\n\n${lines(4)}`, [54, 1], { ...US_LETTER, leastBelow: 1 });
});

describe('Speeches go on behind a sentence', () => {
  const speech = (count: number): string => `ADA\n${lines(count)}`;
  checkUsed('two lines stay below the cue', `${lines(50)}\n\n${speech(4)}`, [54, 2]);
  checkUsed('one does where three go over', `${lines(51)}\n\n${speech(4)}`, [54, 3]);
  checkUsed('not where two do', `${lines(51)}\n\n${speech(3)}`, [51, 4]);
  check('not below a heading', `${lines(48)}\n\nINT. A\n\n${speech(9)}`, [2]);
  check('but two do', `${lines(47)}\n\nINT. A\n\n${speech(9)}`, [1]);
  checkUsed('a parenthetical counts', `${lines(50)}\n\nADA\n(low)\n${lines(3)}`, [54, 2]);
  checkUsed('(MORE) and (CONT’D) take no line', `${lines(46)}\n\n${speech(10)}`, [54, 4]);
  checkUsed('by another format they do', `${lines(46)}\n\n${speech(10)}`, [53, 6], {
    ...US_LETTER,
    moreLines: 1,
    continuedLines: 1,
  });
  checkUsed('without lone lines', `${lines(51)}\n\n${speech(4)}`, [51, 5], { ...US_LETTER, belowLoneLine: Infinity });
});

describe('Transitions', () => {
  checkUsed('a page does not begin with one', `${lines(50)}\n\nRain.\n\nSnow.\n\nCUT TO:`, [52, 3]);
  checkUsed('a page may end with one', `${lines(50)}\n\nRain.\n\nCUT TO:\n\nINT. A\n\nOne.`, [54, 3]);
  checkUsed('by another format it may', `${lines(50)}\n\nRain.\n\nSnow.\n\nCUT TO:`, [54, 1], {
    ...US_LETTER,
    transitionMayLead: true,
  });
});

describe('Speeches at once', () => {
  const speech = (cue: string, count: number): string => `${cue}\n${lines(count)}\n\n`;
  checkUsed('stand side by side, as high as the higher', `${speech('ADA', 4)}${speech('BEA ^', 6)}`, [7]);
  checkUsed('are not broken', `${lines(50)}\n\n${speech('ADA', 4)}${speech('BEA ^', 6)}`, [50, 7]);
  checkUsed('but where they are higher than a page', `${speech('ADA', 60)}${speech('BEA ^', 6)}`, [54, 7]);
});

describe('What no page can hold', () => {
  checkUsed('a paragraph without sentence ends fills its pages', sentence(120), [54, 54, 12]);
  checkUsed('one with some breaks behind them', `${sentence(50)} ${sentence(50)}`, [50, 50]);
  checkUsed('but not where that leaves half of it empty', `Rain.\n${sentence(60)}`, [54, 7]);
  checkUsed('so is what a heading would keep whole', `INT. A\n\n${sentence(40)} ${sentence(40)}`, [42, 40]);
  it('a speech is printed on all it needs', () => {
    const { pages } = pagesOf(`ADA\n${'A sentence of seven words is this. '.repeat(200)}`);
    assert.equal(pages, 4);
  });
  check('a heading is on the page it begins on', `INT. ${'A'.repeat(61 * 60)}\n\nOne.`, [1]);
  it('cues without speech follow each other', () => {
    assert.equal(pagesOf('ADA\n[[a]]\n\n'.repeat(60)).pages, 3);
  });
});

describe('Eighths, as Final Draft counts the length of a scene', () => {
  const eighthsOf = (source: string) => pagesOf(source).scenes.map(({ eighths }) => eighths);
  const checkEighths = (rule: string, source: string, expected: readonly number[]): void => {
    it(rule, () => assert.deepEqual(eighthsOf(source), expected));
  };
  checkEighths('an eighth at least', 'INT. A\n\nOne.', [1]);
  checkEighths('a full page is eight', `INT. A\n\n${lines(52)}`, [8]);
  checkEighths('six lines are one', `INT. A\n\n${lines(4)}`, [1]);
  checkEighths('seven lines are two', `INT. A\n\n${lines(5)}`, [2]);
  checkEighths('the blank lines above a heading belong to its scene', `Rain.\n\nINT. A\n\n${lines(3)}`, [2]);
  checkEighths('but at the top of a page', `${lines(54)}\n\nINT. A\n\n${lines(3)}`, [1]);
  checkEighths('what a page leaves empty belongs to none', `INT. A\n\n${sentence(30)}\n\n${sentence(30)}`, [10]);
  checkEighths('a heading alone', 'INT. A\n\nINT. B\n\nINT. C', [1, 1, 1]);
  it('a full page is a minute', () => {
    const { eighths, runningTimeMinutes } = pagesOf(lines(54));
    assert.deepEqual([eighths, runningTimeMinutes], [8, 1]);
  });
  it('a script is as long as its pages, the last as far as it is printed', () => {
    assert.equal(pagesOf(`Rain.\n\n===\n\n${lines(27)}`).eighths, 12);
  });
});

describe('Lines of a column', () => {
  const checkLines = (rule: string, text: string, width: number, count: number): void => {
    it(rule, () => assert.equal(wrapLines(text, width), count));
  };
  checkLines('an empty text is a line', '', 10, 1);
  checkLines('what fits', '1234567890', 10, 1);
  checkLines('a word that does not fit begins a line', '12345 7890 2', 10, 2);
  checkLines('a blank at the end of a line takes none', '1234567890 12', 10, 2);
  checkLines('nor do two', '1234567890  12', 10, 2);
  checkLines('two blanks behind a sentence are two', '1234.  789 12', 10, 2);
  checkLines('a line break is one', 'a\nb\nc', 10, 3);
  checkLines('behind a hyphen', '123456-890123', 10, 2);
  checkLines('behind a dash', '123456—890123', 10, 2);
  checkLines('not inside two hyphens', '1234567 0--123456789', 10, 3);
  checkLines('a tab is four blanks', '12345\t012', 10, 2);
  checkLines('a word too long is cut', '1234567890123456789012345', 10, 3);
  checkLines('wide letters take two columns', '张三走进房间', 10, 2);
  checkLines('combining marks take none', 'e\u0301'.repeat(10), 10, 1);
  it('the parenthesis that opens a parenthetical hangs', () => {
    assert.deepEqual(
      [24, 25].map((count) => pagesOf(`ADA\n(${'a'.repeat(count)} b)\nHi.`).layout.pages[0]?.used),
      [4, 4],
    );
    assert.equal(pagesOf(`ADA\n(${'a'.repeat(24)})\nHi.`).layout.pages[0]?.used, 3);
  });
  it('a transition has 16 columns, dialogue 35, a heading and action 61', () => {
    const used = (source: string) => pagesOf(source).layout.pages[0]?.used;
    assert.deepEqual([used(`> ${'A'.repeat(16)}`), used(`> ${'A'.repeat(17)}`)], [1, 2]);
    assert.deepEqual([used(`ADA\n${'a'.repeat(35)}`), used(`ADA\n${'a'.repeat(36)}`)], [2, 3]);
    assert.deepEqual([used('a'.repeat(61)), used('a'.repeat(62))], [1, 2]);
    assert.deepEqual([used(`.${'A'.repeat(61)}`), used(`.${'A'.repeat(62)}`)], [1, 2]);
  });
  it('an empty paragraph inside a speech is a line, at its end none', () => {
    const element = (type: 'character' | 'dialogue' | 'action', text: string) => ({
      type,
      text,
      startOffset: 0,
      endOffset: 0,
      line: 1,
    });
    const used = (...texts: string[]): number | undefined =>
      paginate({
        elements: [
          element('character', 'ADA'),
          ...texts.map((text) => element('dialogue', text)),
          element('action', 'Rain.'),
        ],
      }).layout.pages[0]?.used;
    assert.deepEqual([used('Hi.', '', 'Bye.'), used('Hi.', ''), used('Hi.')], [6, 4, 4]);
  });
});

import assert from 'node:assert/strict';
import { paginate } from '../../src/screenplay/pages';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { wrapLines } from '../../src/screenplay/wrapLines';

const pagesOf = (source: string) => paginate(parseScreenplay(source));
/** Action of so many printed lines, each a line of its own. */
const lines = (count: number): string => Array.from({ length: count }, (_, i) => `Line ${i + 1}.`).join('\n');
/** `count` paragraphs of one line: two lines each, but the first on a page. */
const paragraphs = (count: number): string => 'Rain.\n\n'.repeat(count);

describe('Pages (54 lines, as Final Draft counts)', () => {
  it('nothing is no page', () => {
    assert.deepEqual(pagesOf(''), { pages: 0, eighths: 0, runningTimeMinutes: 0, scenes: [] });
  });
  it('a word is a page and an eighth', () => {
    assert.deepEqual(pagesOf('Rain.'), { pages: 1, eighths: 1, runningTimeMinutes: 1 / 8, scenes: [] });
  });
  it('the title page does not count', () => {
    assert.equal(pagesOf('Title: Rain\nAuthor: Ada\n\nRain.').pages, 1);
    assert.equal(pagesOf('Title: Rain\n\n').pages, 0);
  });
  it('sections, synopses, notes and boneyard are not printed', () => {
    assert.equal(pagesOf('# Act\n\n= Syn\n\n[[note]]\n\n/* old */\n').pages, 0);
  });
  it('54 lines are a page, the 55th begins another', () => {
    assert.equal(pagesOf(lines(54)).pages, 1);
    assert.equal(pagesOf(lines(55)).pages, 2);
  });
  it('a full page is eight eighths and a minute', () => {
    const { eighths, runningTimeMinutes } = pagesOf(lines(54));
    assert.deepEqual([eighths, runningTimeMinutes], [8, 1]);
  });
  it('a blank line parts paragraphs, none at the top of a page', () => {
    assert.equal(pagesOf(paragraphs(27)).pages, 1);
    assert.equal(pagesOf(paragraphs(28)).pages, 2);
  });
  it('=== begins a new page', () => {
    assert.equal(pagesOf('Rain.\n\n===\n\nSnow.').pages, 2);
    assert.equal(pagesOf('===\n\nSnow.').pages, 1);
    assert.equal(pagesOf('Rain.\n\n===\n').pages, 1);
  });
  it('a heading is not left alone at the foot of a page', () => {
    // 49 lines, two blank, the heading would be line 52, a blank, two lines: it fits just so.
    const fits = `${lines(49)}\n\nINT. A\n\nOne.`;
    assert.deepEqual(pagesOf(fits).scenes, [{ page: 1, eighths: 1 }]);
    const falls = `${lines(51)}\n\nINT. A\n\nOne.`;
    assert.deepEqual(pagesOf(falls).scenes, [{ page: 2, eighths: 1 }]);
  });
  it('a cue is not left alone at the foot of a page', () => {
    assert.equal(pagesOf(`${lines(51)}\n\nADA\nHello.`).pages, 1);
    assert.equal(pagesOf(`${lines(52)}\n\nADA\nHello.`).pages, 2);
  });
  it('speeches at once stand side by side', () => {
    const speech = (cue: string): string => `${cue}\n${'word '.repeat(60)}\n\n`;
    const both = pagesOf(`${lines(25)}\n\n${speech('ADA')}${speech('BEA ^')}`);
    const after = pagesOf(`${lines(25)}\n\n${speech('ADA')}${speech('BEA')}`);
    assert.ok(both.eighths < after.eighths);
  });
  it('scenes have the page they begin on and at least an eighth', () => {
    const { scenes, pages } = pagesOf(`INT. A\n\n${lines(51)}\n\nINT. B\n\nOne.\n\nINT. C\n\nTwo.`);
    assert.equal(pages, 2);
    assert.deepEqual(scenes, [
      { page: 1, eighths: 8 },
      { page: 2, eighths: 1 },
      { page: 2, eighths: 1 },
    ]);
  });
  it('a speech longer than a page is printed on all it needs', () => {
    const { pages } = pagesOf(`ADA\n${'A sentence of seven words is this. '.repeat(200)}`);
    assert.ok(pages >= 3 && pages <= 6);
  });
});

describe('Lines of a column', () => {
  const check = (rule: string, text: string, width: number, count: number): void => {
    it(rule, () => assert.equal(wrapLines(text, width), count));
  };
  check('an empty text is a line', '', 10, 1);
  check('what fits', '1234567890', 10, 1);
  check('a word that does not fit begins a line', '12345 7890 2', 10, 2);
  check('a blank at the end of a line takes none', '1234567890 12', 10, 2);
  check('a line break is one', 'a\nb\nc', 10, 3);
  check('behind a hyphen', '123456-890123', 10, 2);
  check('a word too long is cut', '1234567890123456789012345', 10, 3);
  check('wide letters take two columns', '张三走进房间', 10, 2);
  check('combining marks take none', 'e\u0301'.repeat(10), 10, 1);
});

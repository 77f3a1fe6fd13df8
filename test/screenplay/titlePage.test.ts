import assert from 'node:assert/strict';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { checkInvariants } from './check';

function check(rule: string, source: string, expected: Record<string, string[]>, firstText: string | null): void {
  it(rule, () => {
    const screenplay = parseScreenplay(source);
    assert.deepEqual(Object.fromEntries(screenplay.titlePage.map(({ key, values }) => [key, values])), expected);
    assert.equal(screenplay.elements[0]?.text ?? null, firstText);
    checkInvariants(source, screenplay);
  });
}

describe('Title page (fountain.io/syntax, Title Page)', () => {
  check(
    'values beside and below their keys',
    'Title:\n    _**SLATE & FLINT**_\n    _**LOW WATER**_\nCredit: Written by\nDraft date: 2/3/2026\nContact:\n\tQuay House\n\t12 Slip Lane\n\nEXT. POOL - DAY\n\n',
    {
      Title: ['_**SLATE & FLINT**_', '_**LOW WATER**_'],
      Credit: ['Written by'],
      'Draft date': ['2/3/2026'],
      Contact: ['Quay House', '12 Slip Lane'],
    },
    'EXT. POOL - DAY',
  );
  check('one key is enough', 'Draft date: 6/23/2012\n\nRain.', { 'Draft date': ['6/23/2012'] }, 'Rain.');
  check('a known key in any case', 'TITLE: THE FLOOD\n\nRain.', { TITLE: ['THE FLOOD'] }, 'Rain.');
  check(
    'unknown keys are kept',
    'Title: The Flood\nWGA number: 12345\n\nRain.',
    { Title: ['The Flood'], 'WGA number': ['12345'] },
    'Rain.',
  );
  check('an unknown key alone', 'Working name: The Flood\n\nRain.', { 'Working name': ['The Flood'] }, 'Rain.');
  check('a key without a value', 'Title:\nAuthor: Ada\n\nRain.', { Title: [], Author: ['Ada'] }, 'Rain.');
  check('a colon in a value', 'Title: Alien: Rain\n\nRain.', { Title: ['Alien: Rain'] }, 'Rain.');
  check(
    'an address below a key is no key',
    'Title: Rain\nContact:\n    http://example.org\n\nRain.',
    { Title: ['Rain'], Contact: ['http://example.org'] },
    'Rain.',
  );
  check(
    'a gap of two blanks inside a value',
    'Title:\n\tRain\n  \n\t"Part One"\nAuthor: Ada\n\nRain.',
    { Title: ['Rain', '"Part One"'], Author: ['Ada'] },
    'Rain.',
  );
  check('CR LF', 'Title: Rain\r\nAuthor: Ada\r\n\r\nRain.', { Title: ['Rain'], Author: ['Ada'] }, 'Rain.');
  check('a byte-order mark before it', '\uFEFFTitle: Rain\n\nRain.', { Title: ['Rain'] }, 'Rain.');
  check('blank lines before it', '\n\nTitle: Rain\n\nRain.', { Title: ['Rain'] }, 'Rain.');
  check('only a title page', 'Title: Rain', { Title: ['Rain'] }, null);
  check(
    'a heading right behind it ends it',
    'Title: Rain\nINT. HALL - DAY\n\nRain.',
    { Title: ['Rain'] },
    'INT. HALL - DAY',
  );
  check('a page break right behind it ends it', 'Title: Rain\n===\n\nRain.', { Title: ['Rain'] }, '');
  check('FADE IN: is none', 'FADE IN:\n\nINT. HALL - DAY\n\n', {}, 'FADE IN:');
  check('a title on the screen is none', 'SUPER: London, 1944\n\nRain.', {}, 'SUPER: London, 1944');
  check('a heading with a colon is none', 'INT. HALL: DAY\n\nRain.', {}, 'INT. HALL: DAY');
  check('a forced heading with a colon is none', '.HALL: DAY\n\nRain.', {}, 'HALL: DAY');
  check('a transition is none', 'CUT TO:\n\nRain.', {}, 'CUT TO:');
  check('a speech is none', 'ADA\nListen: no.\n\nRain.', {}, 'ADA');
  check('text before it makes it text', 'Rain.\n\nTitle: Rain', {}, 'Rain.');
  check('no title page at all', 'INT. HALL - DAY\n\nRain.', {}, 'INT. HALL - DAY');

  it('is never looked for in a part of a script', () => {
    const { titlePage, elements } = parseScreenplay('Title: Rain\n\nRain.', { titlePage: false });
    assert.deepEqual(titlePage, []);
    assert.equal(elements[0]?.text, 'Title: Rain');
  });
});

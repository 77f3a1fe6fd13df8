import assert from 'node:assert/strict';
import { parseScreenplay } from '../../src/screenplay/parseScreenplay';
import { sceneLabels } from '../../src/screenplay/sceneLabels';
import type { SceneBlock } from '../../src/screenplay/screenplay';
import { checkInvariants } from './check';

function blocksOf(source: string): readonly SceneBlock[] {
  const screenplay = parseScreenplay(source);
  checkInvariants(source, screenplay);
  return screenplay.preamble ? [screenplay.preamble, ...screenplay.scenes] : screenplay.scenes;
}

/** The slices of a text, joined marks shown, first lines only. */
function check(rule: string, source: string, expected: readonly string[]): void {
  it(rule, () => {
    assert.deepEqual(
      blocksOf(source).map(({ startOffset, endOffset }) => source.slice(startOffset, endOffset)),
      expected,
    );
  });
}

describe('Scenes', () => {
  check('each from its heading to the next', 'INT. A\n\nOne.\n\nINT. B\n\nTwo.', [
    'INT. A\n\nOne.\n\n',
    'INT. B\n\nTwo.',
  ]);
  check('text before the first heading is a passage', 'FADE IN:\n\nINT. A\n\nOne.', ['FADE IN:\n\n', 'INT. A\n\nOne.']);
  check('a script without headings is one passage', 'ADA\nHello.\n', ['ADA\nHello.\n']);
  check('blank lines before the first heading go with it', '\n\nINT. A\n\nOne.', ['\n\nINT. A\n\nOne.']);
  check('the title page belongs to none', 'Title: Rain\n\nINT. A\n\n', ['\nINT. A\n\n']);
  check('a blank script has none', '\n\n \n', []);
  check('a section belongs to the scene that follows', 'INT. A\n\nOne.\n\n# Two\n\nINT. B\n\n', [
    'INT. A\n\nOne.\n\n',
    '# Two\n\nINT. B\n\n',
  ]);
  check('section, synopsis and note before a heading', 'INT. A\n\nOne.\n\n# Two\n= Syn.\n\n[[note]]\nINT. B\n\n', [
    'INT. A\n\nOne.\n\n',
    '# Two\n= Syn.\n\n[[note]]\nINT. B\n\n',
  ]);
  check('a note right under a paragraph stays with it', 'INT. A\n\nOne.\n[[note]]\n\nINT. B\n\n', [
    'INT. A\n\nOne.\n[[note]]\n\n',
    'INT. B\n\n',
  ]);
  check('a synopsis right behind a heading belongs to that heading', 'INT. A\n\n= One.\n\nINT. B\n\n= Two.\n', [
    'INT. A\n\n= One.\n\n',
    'INT. B\n\n= Two.\n',
  ]);
  check('but a section behind it belongs to the next', 'INT. A\n\n= One.\n\n# Two\n= Syn.\n\nINT. B\n', [
    'INT. A\n\n= One.\n\n',
    '# Two\n= Syn.\n\nINT. B\n',
  ]);
  check('a page break between section and heading changes nothing', 'INT. A\n\nOne.\n\n# Two\n\n===\n\nINT. B\n', [
    'INT. A\n\nOne.\n\n',
    '# Two\n\n===\n\nINT. B\n',
  ]);
  check('a page break alone stays with the scene before', 'INT. A\n\nOne.\n\n===\n\nINT. B\n', [
    'INT. A\n\nOne.\n\n===\n\n',
    'INT. B\n',
  ]);
  check('sections behind the last scene belong to it', 'INT. A\n\nOne.\n\n# Two\n\n= Later.\n', [
    'INT. A\n\nOne.\n\n# Two\n\n= Later.\n',
  ]);
  check('headings in the boneyard do not count', 'INT. A\n\n/*\n\nINT. X\n\n*/\n\nOne.', [
    'INT. A\n\n/*\n\nINT. X\n\n*/\n\nOne.',
  ]);
  check('sections before the first heading belong to it', '# One\n\n= Syn.\n\nINT. A\n', [
    '# One\n\n= Syn.\n\nINT. A\n',
  ]);

  it('have heading, number and lines', () => {
    const source = 'Title: Rain\n\nFADE IN:\n\n# One\n\n.THE **VOID** [[deep]] #4A#\n\nDark.\nDarker.\n\n\n';
    const [passage, scene] = blocksOf(source);
    assert.deepEqual(
      [passage?.kind, passage?.heading, passage?.number, passage?.startLine, passage?.endLine],
      ['passage', '', null, 3, 3],
    );
    assert.deepEqual(
      [scene?.kind, scene?.heading, scene?.number, scene?.startLine, scene?.endLine],
      ['scene', 'THE VOID', '4A', 7, 10],
    );
    assert.equal(source.slice(scene?.headingOffset).slice(0, 12), '.THE **VOID*');
  });

  it('know the sections in force and their synopses', () => {
    const source = [
      '# Act One',
      '',
      '## Sea',
      '',
      '= Salt.',
      '',
      'INT. A',
      '',
      '= More salt.',
      '',
      'One.',
      '',
      'INT. B',
      '',
      'Two.',
      '',
      '## Land',
      '',
      'INT. C',
      '',
      'Three.',
      '',
      '# Act Two',
      '',
      'INT. D',
      '',
      'Four.',
      '',
    ].join('\n');
    const paths = blocksOf(source).map(({ sectionPath, synopses }) => [
      sectionPath.map(({ title }) => title).join(' / '),
      ...synopses,
    ]);
    assert.deepEqual(paths, [
      ['Act One / Sea', 'Salt.', 'More salt.'],
      ['Act One / Sea'],
      ['Act One / Land'],
      ['Act Two'],
    ]);
  });

  it('leave a section when one of its own level or higher begins', () => {
    const [scene] = blocksOf('### Deep\n\n## Middle\n\n### Deep again\n\nINT. A\n\nOne.');
    assert.deepEqual(scene?.sectionPath, [
      { level: 2, title: 'Middle' },
      { level: 3, title: 'Deep again' },
    ]);
  });
});

describe('Scene labels', () => {
  const check = (rule: string, numbers: readonly (string | null)[], labels: readonly string[]): void => {
    it(rule, () => assert.deepEqual(sceneLabels(numbers.map((number) => ({ number }))), labels));
  };
  check('ordinals from 1 without numbers', [null, null, null], ['1', '2', '3']);
  check('the printed number where there is one', ['4', '4A', '5'], ['4', '4A', '5']);
  check('a number that occurs twice gives way to the ordinal', ['7', '7', '8'], ['1', '2', '8']);
  check('an ordinal that a printed number equals stands in parentheses', ['2', null, '3'], ['2', '(2)', '3']);
  check('an ordinal that a repeated number equals too', ['1', '1', '9'], ['(1)', '2', '9']);
  check('no scenes, no labels', [], []);
  check('a number that looks like such an ordinal', ['2', null, '(2)'], ['2', '((2))', '(2)']);
});

import { check } from './check';

describe('Action (fountain.io/syntax, Action, Line Breaks, Indenting)', () => {
  check('lines of a paragraph are one element', "And then there's a long beat.\nLonger than is funny.\n\nThey look.", [
    ['action', "And then there's a long beat.\nLonger than is funny."],
    ['action', 'They look.'],
  ]);
  check('tabs are four spaces', '\tA sign:\tSTOP\n\nRain.', [
    ['action', '    A sign:    STOP'],
    ['action', 'Rain.'],
  ]);
  check('leading spaces stay', '          Scott --\n\n          Jacob Billups\n          Palace Hotel', [
    ['action', '          Scott --'],
    ['action', '          Jacob Billups\n          Palace Hotel'],
  ]);
  check('trailing blanks go', 'Rain.   \nSnow.\t\n\n', [['action', 'Rain.\nSnow.']]);
  check('! goes, also inside a paragraph', 'He waits.\n!BANG\nSmoke.', [['action', 'He waits.\nBANG\nSmoke.']]);
  check('! keeps a transition action', '!CUT TO:\n\nRain.', [
    ['action', 'CUT TO:'],
    ['action', 'Rain.'],
  ]);
  check('punctuation stays as typed', 'Wait -- "no"... \'yes\' --- (c)', [
    ['action', 'Wait -- "no"... \'yes\' --- (c)'],
  ]);
  check('many blank lines are still one gap', 'One.\n\n\n\n\nTwo.', [
    ['action', 'One.'],
    ['action', 'Two.', { line: 6 }],
  ]);
  check('a text of blank lines has no elements', '\n  \n\t\n', []);
  check('an empty text has no elements', '', []);
});

describe('Transitions (fountain.io/syntax, Transition)', () => {
  check('capitals that end in TO:', 'Rain.\n\nCUT TO:\n\nSnow.', [
    ['action', 'Rain.'],
    ['transition', 'CUT TO:'],
    ['action', 'Snow.'],
  ]);
  check('indented', '                CUT TO:\n\nSnow.', [
    ['transition', 'CUT TO:'],
    ['action', 'Snow.'],
  ]);
  check('any capitals before TO:', 'SMASH CUT ÉLAN TO:\n\n', [['transition', 'SMASH CUT ÉLAN TO:']]);
  check('at the very end', 'Rain.\n\nDISSOLVE TO:', [
    ['action', 'Rain.'],
    ['transition', 'DISSOLVE TO:'],
  ]);
  check('a blank behind the colon makes it action', 'Rain.\n\nCUT TO: \n\nSnow.', [
    ['action', 'Rain.'],
    ['action', 'CUT TO:'],
    ['action', 'Snow.'],
  ]);
  check('lower case makes it action', 'Cut TO:\n\nSnow.', [
    ['action', 'Cut TO:'],
    ['action', 'Snow.'],
  ]);
  check('it needs a blank line before', 'Rain.\nCUT TO:\n\nSnow.', [
    ['action', 'Rain.\nCUT TO:'],
    ['action', 'Snow.'],
  ]);
  check('it needs a blank line after', 'CUT TO:\nSnow falls.', [
    ['character', 'CUT TO:'],
    ['dialogue', 'Snow falls.'],
  ]);
  check('FADE OUT. is none', 'FADE OUT.\n\nSnow.', [
    ['action', 'FADE OUT.'],
    ['action', 'Snow.'],
  ]);
  check('> forces one', '> Burn to White.\n\nSnow.', [
    ['transition', 'Burn to White.'],
    ['action', 'Snow.'],
  ]);
  check('> without a blank', '>FADE OUT.\n\n', [['transition', 'FADE OUT.']]);
  check('> alone is text', '>\n\nSnow.', [
    ['action', '>'],
    ['action', 'Snow.'],
  ]);
  check('a note behind it does not spoil it', 'CUT TO: [[or dissolve?]]\n\nSnow.', [
    ['transition', 'CUT TO:'],
    ['action', 'Snow.'],
  ]);
});

describe('Centered text (fountain.io/syntax, Centered Text)', () => {
  check('between > and <', '>THE END<', [['centered', 'THE END']]);
  check('blanks inside go', '> THE END <', [['centered', 'THE END']]);
  check('blanks outside go', '   > THE END <  ', [['centered', 'THE END']]);
  check('lines are one element', '>One<\n>Two<\n\n>Three<', [
    ['centered', 'One\nTwo'],
    ['centered', 'Three'],
  ]);
  check('with emphasis', '>**End of Act One**<', [
    ['centered', '**End of Act One**', { runs: [{ text: 'End of Act One', styles: ['bold'] }] }],
  ]);
});

describe('Page breaks (fountain.io/syntax, Page Breaks)', () => {
  check('three equals signs', 'Rain.\n\n===\n\nSnow.', [
    ['action', 'Rain.'],
    ['page_break', ''],
    ['action', 'Snow.'],
  ]);
  check('more than three, with blanks behind', '======  \n\nSnow.', [
    ['page_break', ''],
    ['action', 'Snow.'],
  ]);
  check('two are none', '==\n\nSnow.', [
    ['synopsis', '='],
    ['action', 'Snow.'],
  ]);
  check('other text on the line makes none', '=== ACT TWO\n\nSnow.', [
    ['synopsis', '== ACT TWO'],
    ['action', 'Snow.'],
  ]);
});

describe('Sections and synopses (fountain.io/syntax, Sections, Synopses)', () => {
  check('as many # as levels', '# Act\n\n## Sequence\n\n### Scene\n\n#### Beat', [
    ['section', 'Act', { level: 1 }],
    ['section', 'Sequence', { level: 2 }],
    ['section', 'Scene', { level: 3 }],
    ['section', 'Beat', { level: 4 }],
  ]);
  check('without a blank', '#Act', [['section', 'Act', { level: 1 }]]);
  check('right under text', 'Rain.\n# Act\nSnow.', [
    ['action', 'Rain.'],
    ['section', 'Act'],
    ['action', 'Snow.'],
  ]);
  check('a synopsis', '= Set up the characters.\n\nRain.', [
    ['synopsis', 'Set up the characters.'],
    ['action', 'Rain.'],
  ]);
  check('two synopses are two', '= One.\n= Two.', [
    ['synopsis', 'One.'],
    ['synopsis', 'Two.'],
  ]);
  check('a synopsis right under text', 'Rain.\n= Wet.\nSnow.', [
    ['action', 'Rain.'],
    ['synopsis', 'Wet.'],
    ['action', 'Snow.'],
  ]);
});

describe('Line ends', () => {
  for (const [name, end] of [
    ['CR LF', '\r\n'],
    ['CR', '\r'],
    ['LF', '\n'],
  ] as const) {
    check(name, ['INT. HALL - DAY', '', 'One.', 'Two.', '', 'ADA', '(low)', 'Yes.', 'No.'].join(end), [
      ['scene_heading', 'INT. HALL - DAY', { line: 1 }],
      ['action', 'One.\nTwo.', { line: 3 }],
      ['character', 'ADA', { line: 6 }],
      ['parenthetical', '(low)', { line: 7 }],
      ['dialogue', 'Yes.\nNo.', { line: 8 }],
    ]);
  }
  check('a byte-order mark that was left in', '\uFEFFINT. HALL - DAY\n\nOne.', [
    ['scene_heading', 'INT. HALL - DAY'],
    ['action', 'One.'],
  ]);
  check('a byte-order mark before action', '\uFEFFOne.', [['action', 'One.']]);
});

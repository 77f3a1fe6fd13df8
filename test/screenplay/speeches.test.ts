import { check } from './check';

describe('Characters (fountain.io/syntax, Character)', () => {
  const spoken = (cue: string, name = cue, extensions: readonly string[] = []) =>
    [
      ['character', cue, { name, extensions }],
      ['dialogue', 'Hello.'],
    ] as const;

  check('capitals, a blank line before, none after', "STEEL\nThe man's a myth!", [
    ['character', 'STEEL', { name: 'STEEL', extensions: [] }],
    ['dialogue', "The man's a myth!"],
  ]);
  check('a blank line after makes it action', 'STEEL\n\nHello.', [
    ['action', 'STEEL'],
    ['action', 'Hello.'],
  ]);
  check('no blank line before makes it action', 'Rain.\nSTEEL\nHello.', [['action', 'Rain.\nSTEEL\nHello.']]);
  check('at the very end it is action', 'Rain.\n\nSTEEL', [
    ['action', 'Rain.'],
    ['action', 'STEEL'],
  ]);
  check('a lower-case letter makes it action', 'McCLANE\nHello.', [['action', 'McCLANE\nHello.']]);
  check('at least one letter: R2D2', 'R2D2\nHello.', spoken('R2D2'));
  check('at least one letter: not 23', '23\nHello.', [['action', '23\nHello.']]);
  check('accents are capitals too', 'ÉLODIE\nHello.', spoken('ÉLODIE'));
  check('accents in lower case are not', 'éLODIE\nHello.', [['action', 'éLODIE\nHello.']]);
  check('Cyrillic', 'ИВАН\nHello.', spoken('ИВАН'));
  check('Greek', 'ΑΘΗΝΑ\nHello.', spoken('ΑΘΗΝΑ'));
  check('the sharp s stays', 'FRAU GROß\nHello.', spoken('FRAU GROß'));
  check('scripts without capitals need the mark', '张三\nHello.', [['action', '张三\nHello.']]);
  check('scripts without capitals, with the mark', '@张三\nHello.', spoken('张三'));
  check('Tamil with the mark', '@தபால்காரர்\nHello.', spoken('தபால்காரர்'));
  check('an extension', 'MOM (O. S.)\nHello.', spoken('MOM (O. S.)', 'MOM', ['O. S.']));
  check(
    'an extension in lower case',
    'HANS (on the radio)\nHello.',
    spoken('HANS (on the radio)', 'HANS', ['on the radio']),
  );
  check('two extensions', "ADA (V.O.)(CONT'D)\nHello.", spoken("ADA (V.O.)(CONT'D)", 'ADA', ['V.O.', "CONT'D"]));
  check('an extension that is not closed', 'ADA (V.O.\nHello.', spoken('ADA (V.O.', 'ADA', ['V.O.']));
  check('a curly apostrophe in an extension', 'ADA (CONT’D)\nHello.', spoken('ADA (CONT’D)', 'ADA', ["CONT'D"]));
  check('who someone is stays in the name', 'SAM (YOUNG)\nHello.', spoken('SAM (YOUNG)', 'SAM (YOUNG)'));
  check('a line in parentheses is no cue', '(SHOUTING)\nHello.', [['action', '(SHOUTING)\nHello.']]);
  check('indented', '\t\tSTEEL\n\tHello.', spoken('STEEL'));
  check('blanks behind do not matter', 'STEEL  \nHello.', spoken('STEEL'));
  check('capitals with a full stop are a cue, as the specification warns', 'SCANNING THE AISLES...\nWhere is he?', [
    ['character', 'SCANNING THE AISLES...'],
    ['dialogue', 'Where is he?'],
  ]);
  check('an exclamation mark keeps them action', '!SCANNING THE AISLES...\nWhere is he?', [
    ['action', 'SCANNING THE AISLES...\nWhere is he?'],
  ]);
  check('a section right under it: nobody speaks', 'STEEL\n# Two', [
    ['action', 'STEEL'],
    ['section', 'Two'],
  ]);
  check('forced action right under it: nobody speaks', 'STEEL\n!He runs.', [['action', 'STEEL\nHe runs.']]);
  check(
    'a known name alone is a problem',
    'STEEL\nHello.\n\nSTEEL\n\nHello again.',
    [
      ['character', 'STEEL'],
      ['dialogue', 'Hello.'],
      ['action', 'STEEL'],
      ['action', 'Hello again.'],
    ],
    ['cue-without-speech'],
  );

  describe('forced by @', () => {
    check('keeps its case', '@McCLANE\nYippie ki-yay!', [
      ['character', 'McCLANE', { name: 'McCLANE' }],
      ['dialogue', 'Yippie ki-yay!'],
    ]);
    check(
      'without a speech it is a cue, and a problem',
      '@McCLANE\n\nHe runs.',
      [
        ['character', 'McCLANE'],
        ['action', 'He runs.'],
      ],
      ['cue-without-speech'],
    );
    check('ends the speech before it', 'ADA\nHello.\n@McCLANE\nHi.', [
      ['character', 'ADA'],
      ['dialogue', 'Hello.'],
      ['character', 'McCLANE'],
      ['dialogue', 'Hi.'],
    ]);
    check('alone it is text', '@\nHello.', [['action', '@\nHello.']]);
    check('with an extension', '@ada (on the radio)\nHello.', spoken('ada (on the radio)', 'ada', ['on the radio']));
  });
});

describe('Dialogue and parentheticals (fountain.io/syntax, Dialogue, Parenthetical, Line Breaks)', () => {
  check('lines of a speech are one element', 'DEALER\nTen.\nFour.\nHit or stand sir?', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.\nFour.\nHit or stand sir?'],
  ]);
  check('a blank line ends it', 'DEALER\nTen.\n\nHe waits.', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.'],
    ['action', 'He waits.'],
  ]);
  check('a line of two spaces carries it on', 'DEALER\nTen.\n  \nHit or stand sir?', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.\n\nHit or stand sir?'],
  ]);
  check('two such lines too', 'DEALER\nTen.\n  \n  \nHit?', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.\n\n\nHit?'],
  ]);
  check('a line of one space does not', 'DEALER\nTen.\n \nHe waits.', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.'],
    ['action', 'He waits.'],
  ]);
  check('a heading behind such a line is one', 'DEALER\nTen.\n  \nINT. HALL - DAY\n\nDark.', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.'],
    ['scene_heading', 'INT. HALL - DAY'],
    ['action', 'Dark.'],
  ]);
  check('two spaces at the end of a speech are nothing', 'DEALER\nTen.\n  \n\nHe waits.', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.'],
    ['action', 'He waits.'],
  ]);
  check('two spaces in action are a blank line', 'One.\n  \nTwo.', [
    ['action', 'One.'],
    ['action', 'Two.'],
  ]);
  check('capitals inside a speech are spoken', 'DEALER\nTen.\nSTOP\nFour.', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.\nSTOP\nFour.'],
  ]);
  check('indentation goes', 'DEALER\n\tTen.\n\t  Four.', [
    ['character', 'DEALER'],
    ['dialogue', 'Ten.\nFour.'],
  ]);
  check('a parenthetical after the cue', 'STEEL\n(starting the engine)\nSo much for retirement!', [
    ['character', 'STEEL'],
    ['parenthetical', '(starting the engine)'],
    ['dialogue', 'So much for retirement!'],
  ]);
  check('a parenthetical between two lines', 'STEEL\nNo.\n(pause)\nYes.', [
    ['character', 'STEEL'],
    ['dialogue', 'No.'],
    ['parenthetical', '(pause)'],
    ['dialogue', 'Yes.'],
  ]);
  check('a parenthetical at the end', 'STEEL\nNo.\n(pause)', [
    ['character', 'STEEL'],
    ['dialogue', 'No.'],
    ['parenthetical', '(pause)'],
  ]);
  check('words around parentheses are spoken', 'STEEL\n(No) and (yes)', [
    ['character', 'STEEL'],
    ['dialogue', '(No) and (yes)'],
  ]);
  check('parentheses outside a speech are action', '(pause)\n\nRain.', [
    ['action', '(pause)'],
    ['action', 'Rain.'],
  ]);
  check(
    'a heading inside a speech is spoken, and a problem',
    'ADA\nI wrote\nINT. HOUSE - DAY',
    [
      ['character', 'ADA'],
      ['dialogue', 'I wrote\nINT. HOUSE - DAY'],
    ],
    ['heading-no-blank-before'],
  );
  check('an exclamation mark ends the speech', 'ADA\nHello.\n!She leaves.', [
    ['character', 'ADA'],
    ['dialogue', 'Hello.'],
    ['action', 'She leaves.'],
  ]);
});

describe('Dual dialogue (fountain.io/syntax, Dual Dialogue)', () => {
  check(
    'the caret sets the second beside the first',
    'BRICK\nScrew retirement.\n\nSTEEL ^\n(grins)\nScrew retirement.',
    [
      ['character', 'BRICK', { dual: 'left' }],
      ['dialogue', 'Screw retirement.', { dual: 'left' }],
      ['character', 'STEEL', { dual: 'right', name: 'STEEL' }],
      ['parenthetical', '(grins)', { dual: 'right' }],
      ['dialogue', 'Screw retirement.', { dual: 'right' }],
    ],
  );
  check('any blanks before the caret', 'BRICK\nNo.\n\nSTEEL (O.S.)     ^\nNo.', [
    ['character', 'BRICK', { dual: 'left' }],
    ['dialogue', 'No.', { dual: 'left' }],
    ['character', 'STEEL (O.S.)', { dual: 'right', name: 'STEEL', extensions: ['O.S.'] }],
    ['dialogue', 'No.', { dual: 'right' }],
  ]);
  check('no blank before the caret', 'BRICK\nNo.\n\nSTEEL^\nNo.', [
    ['character', 'BRICK', { dual: 'left' }],
    ['dialogue', 'No.'],
    ['character', 'STEEL', { dual: 'right' }],
    ['dialogue', 'No.'],
  ]);
  check(
    'a caret without an earlier cue',
    'STEEL ^\nNo.',
    [
      ['character', 'STEEL', { dual: undefined }],
      ['dialogue', 'No.', { dual: undefined }],
    ],
    ['dual-without-partner'],
  );
  check(
    'a caret behind action',
    'BRICK\nNo.\n\nHe waits.\n\nSTEEL ^\nNo.',
    [
      ['character', 'BRICK', { dual: undefined }],
      ['dialogue', 'No.'],
      ['action', 'He waits.'],
      ['character', 'STEEL', { dual: undefined }],
      ['dialogue', 'No.'],
    ],
    ['dual-without-partner'],
  );
  check(
    'two carets: the third stands alone',
    'A\nNo.\n\nB ^\nNo.\n\nC ^\nNo.',
    [
      ['character', 'A', { dual: 'left' }],
      ['dialogue', 'No.'],
      ['character', 'B', { dual: 'right' }],
      ['dialogue', 'No.'],
      ['character', 'C', { dual: undefined }],
      ['dialogue', 'No.'],
    ],
    ['dual-without-partner'],
  );
  check('a note between does not part them', 'A\nNo.\n\n[[together?]]\n\nB ^\nNo.', [
    ['character', 'A', { dual: 'left' }],
    ['dialogue', 'No.'],
    ['note', 'together?', { dual: undefined }],
    ['character', 'B', { dual: 'right' }],
    ['dialogue', 'No.'],
  ]);
  check('forced cues pair too', '@Ada\nNo.\n\n@Bea ^\nNo.', [
    ['character', 'Ada', { dual: 'left' }],
    ['dialogue', 'No.'],
    ['character', 'Bea', { dual: 'right' }],
    ['dialogue', 'No.'],
  ]);
  check('a caret in action is text', 'See below ^\n\nRain.', [
    ['action', 'See below ^'],
    ['action', 'Rain.'],
  ]);
});

describe('Lyrics (fountain.io/syntax, Lyrics)', () => {
  check('the tilde goes, lines are one element', '~Willy Wonka! Willy Wonka!\n~The amazing chocolatier!', [
    ['lyrics', 'Willy Wonka! Willy Wonka!\nThe amazing chocolatier!'],
  ]);
  check('right after a cue', 'ADA\n~La la la', [
    ['character', 'ADA'],
    ['lyrics', 'La la la'],
  ]);
  check('between spoken lines', 'ADA\nListen:\n~La la la\nGood?', [
    ['character', 'ADA'],
    ['dialogue', 'Listen:'],
    ['lyrics', 'La la la'],
    ['dialogue', 'Good?'],
  ]);
  check('inside action', 'They sing.\n~La la la\nThey stop.', [
    ['action', 'They sing.'],
    ['lyrics', 'La la la'],
    ['action', 'They stop.'],
  ]);
  check('sung at once', 'A\n~La\n\nB ^\n~Lo', [
    ['character', 'A', { dual: 'left' }],
    ['lyrics', 'La', { dual: 'left' }],
    ['character', 'B', { dual: 'right' }],
    ['lyrics', 'Lo', { dual: 'right' }],
  ]);
});

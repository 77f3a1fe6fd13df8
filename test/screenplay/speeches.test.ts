import { check } from './check';

describe('Characters (fountain.io/syntax, Character)', () => {
  const spoken = (cue: string, name = cue, extensions: readonly string[] = []) =>
    [
      ['character', cue, { name, extensions }],
      ['dialogue', 'Hello.'],
    ] as const;

  check('capitals, a blank line before, none after', "FLINT\nThe tide's a liar!", [
    ['character', 'FLINT', { name: 'FLINT', extensions: [] }],
    ['dialogue', "The tide's a liar!"],
  ]);
  check('a blank line after makes it action', 'FLINT\n\nHello.', [
    ['action', 'FLINT'],
    ['action', 'Hello.'],
  ]);
  check('no blank line before makes it action', 'Rain.\nFLINT\nHello.', [['action', 'Rain.\nFLINT\nHello.']]);
  check('at the very end it is action', 'Rain.\n\nFLINT', [
    ['action', 'Rain.'],
    ['action', 'FLINT'],
  ]);
  check('a lower-case letter makes it action', 'McGRATH\nHello.', [['action', 'McGRATH\nHello.']]);
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
  check('indented', '\t\tFLINT\n\tHello.', spoken('FLINT'));
  check('blanks behind do not matter', 'FLINT  \nHello.', spoken('FLINT'));
  check('capitals with a full stop are a cue, as the specification warns', 'SCANNING THE AISLES...\nWhere is he?', [
    ['character', 'SCANNING THE AISLES...'],
    ['dialogue', 'Where is he?'],
  ]);
  check('an exclamation mark keeps them action', '!SCANNING THE AISLES...\nWhere is he?', [
    ['action', 'SCANNING THE AISLES...\nWhere is he?'],
  ]);
  check('a section right under it: nobody speaks', 'FLINT\n# Two', [
    ['action', 'FLINT'],
    ['section', 'Two'],
  ]);
  check('forced action right under it: nobody speaks', 'FLINT\n!He runs.', [['action', 'FLINT\nHe runs.']]);
  check(
    'a known name alone is a problem',
    'FLINT\nHello.\n\nFLINT\n\nHello again.',
    [
      ['character', 'FLINT'],
      ['dialogue', 'Hello.'],
      ['action', 'FLINT'],
      ['action', 'Hello again.'],
    ],
    ['cue-without-speech'],
  );

  describe('forced by @', () => {
    check('keeps its case', '@McGRATH\nMind the paint!', [
      ['character', 'McGRATH', { name: 'McGRATH' }],
      ['dialogue', 'Mind the paint!'],
    ]);
    check(
      'without a speech it is a cue, and a problem',
      '@McGRATH\n\nHe runs.',
      [
        ['character', 'McGRATH'],
        ['action', 'He runs.'],
      ],
      ['cue-without-speech'],
    );
    check('ends the speech before it', 'ADA\nHello.\n@McGRATH\nHi.', [
      ['character', 'ADA'],
      ['dialogue', 'Hello.'],
      ['character', 'McGRATH'],
      ['dialogue', 'Hi.'],
    ]);
    check('alone it is text', '@\nHello.', [['action', '@\nHello.']]);
    check('with an extension', '@ada (on the radio)\nHello.', spoken('ada (on the radio)', 'ada', ['on the radio']));
  });
});

describe('Dialogue and parentheticals (fountain.io/syntax, Dialogue, Parenthetical, Line Breaks)', () => {
  check('lines of a speech are one element', 'KEEPER\nTen.\nFour.\nStay or go, miss?', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.\nFour.\nStay or go, miss?'],
  ]);
  check('a blank line ends it', 'KEEPER\nTen.\n\nHe waits.', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.'],
    ['action', 'He waits.'],
  ]);
  check('a line of two spaces carries it on', 'KEEPER\nTen.\n  \nStay or go, miss?', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.\n\nStay or go, miss?'],
  ]);
  check('two such lines too', 'KEEPER\nTen.\n  \n  \nStay?', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.\n\n\nStay?'],
  ]);
  check('a line of one space does not', 'KEEPER\nTen.\n \nHe waits.', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.'],
    ['action', 'He waits.'],
  ]);
  check('a heading behind such a line is one', 'KEEPER\nTen.\n  \nINT. HALL - DAY\n\nDark.', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.'],
    ['scene_heading', 'INT. HALL - DAY'],
    ['action', 'Dark.'],
  ]);
  check('two spaces at the end of a speech are nothing', 'KEEPER\nTen.\n  \n\nHe waits.', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.'],
    ['action', 'He waits.'],
  ]);
  check('two spaces in action are a blank line', 'One.\n  \nTwo.', [
    ['action', 'One.'],
    ['action', 'Two.'],
  ]);
  check('capitals inside a speech are spoken', 'KEEPER\nTen.\nSTOP\nFour.', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.\nSTOP\nFour.'],
  ]);
  check('indentation goes', 'KEEPER\n\tTen.\n\t  Four.', [
    ['character', 'KEEPER'],
    ['dialogue', 'Ten.\nFour.'],
  ]);
  check('a parenthetical after the cue', 'FLINT\n(winding the rope)\nSo much for the forecast!', [
    ['character', 'FLINT'],
    ['parenthetical', '(winding the rope)'],
    ['dialogue', 'So much for the forecast!'],
  ]);
  check('a parenthetical between two lines', 'FLINT\nNo.\n(pause)\nYes.', [
    ['character', 'FLINT'],
    ['dialogue', 'No.'],
    ['parenthetical', '(pause)'],
    ['dialogue', 'Yes.'],
  ]);
  check('a parenthetical at the end', 'FLINT\nNo.\n(pause)', [
    ['character', 'FLINT'],
    ['dialogue', 'No.'],
    ['parenthetical', '(pause)'],
  ]);
  check('words around parentheses are spoken', 'FLINT\n(No) and (yes)', [
    ['character', 'FLINT'],
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
    'SLATE\nBlow the forecast.\n\nFLINT ^\n(grins)\nBlow the forecast.',
    [
      ['character', 'SLATE', { dual: 'left' }],
      ['dialogue', 'Blow the forecast.', { dual: 'left' }],
      ['character', 'FLINT', { dual: 'right', name: 'FLINT' }],
      ['parenthetical', '(grins)', { dual: 'right' }],
      ['dialogue', 'Blow the forecast.', { dual: 'right' }],
    ],
  );
  check('any blanks before the caret', 'SLATE\nNo.\n\nFLINT (O.S.)     ^\nNo.', [
    ['character', 'SLATE', { dual: 'left' }],
    ['dialogue', 'No.', { dual: 'left' }],
    ['character', 'FLINT (O.S.)', { dual: 'right', name: 'FLINT', extensions: ['O.S.'] }],
    ['dialogue', 'No.', { dual: 'right' }],
  ]);
  check('no blank before the caret', 'SLATE\nNo.\n\nFLINT^\nNo.', [
    ['character', 'SLATE', { dual: 'left' }],
    ['dialogue', 'No.'],
    ['character', 'FLINT', { dual: 'right' }],
    ['dialogue', 'No.'],
  ]);
  check(
    'a caret without an earlier cue',
    'FLINT ^\nNo.',
    [
      ['character', 'FLINT', { dual: undefined }],
      ['dialogue', 'No.', { dual: undefined }],
    ],
    ['dual-without-partner'],
  );
  check(
    'a caret behind action',
    'SLATE\nNo.\n\nHe waits.\n\nFLINT ^\nNo.',
    [
      ['character', 'SLATE', { dual: undefined }],
      ['dialogue', 'No.'],
      ['action', 'He waits.'],
      ['character', 'FLINT', { dual: undefined }],
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

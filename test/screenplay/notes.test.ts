import { check } from './check';

describe('Notes (fountain.io/syntax, Notes)', () => {
  check('inside a line', 'DAN and JACK[[Or real names?]].  They drink.', [
    ['action', 'DAN and JACK.  They drink.', { notes: [{ text: 'Or real names?', startOffset: 12, endOffset: 30 }] }],
  ]);
  check('alone on its line', 'Rain.\n\n[[It was Vietnamese, right?]]\n\nJACK\nYes.', [
    ['action', 'Rain.'],
    ['note', 'It was Vietnamese, right?', { startOffset: 7, endOffset: 36, line: 3 }],
    ['character', 'JACK'],
    ['dialogue', 'Yes.'],
  ]);
  check('two on one line', '[[one]] [[two]]', [
    ['note', 'one'],
    ['note', 'two'],
  ]);
  check('over several lines', 'He waits.[[This needs work.\nOr coffee.]] He looks.', [
    [
      'action',
      'He waits. He looks.',
      { notes: [{ text: 'This needs work.\nOr coffee.', startOffset: 9, endOffset: 40 }] },
    ],
  ]);
  check('over a line of two spaces', 'He waits.[[Work.\n  \nCoffee.]] He looks.', [
    ['action', 'He waits. He looks.', { notes: [{ text: 'Work.\n\nCoffee.', startOffset: 9, endOffset: 29 }] }],
  ]);
  check(
    'not over an empty line',
    'He waits.[[Work.\n\nCoffee.]] He looks.',
    [
      ['action', 'He waits.[[Work.'],
      ['action', 'Coffee.]] He looks.'],
    ],
    ['unclosed-note'],
  );
  check('never closed it is text', 'He waits. [[Work.', [['action', 'He waits. [[Work.']], ['unclosed-note']);
  check(
    'one problem a paragraph',
    '[[a [[b [[c\n\n[[d',
    [
      ['action', '[[a [[b [[c'],
      ['action', '[[d'],
    ],
    ['unclosed-note', 'unclosed-note'],
  );
  check(
    'a closed one behind an open paragraph',
    '[[a\n\n[[b]] Rain.',
    [
      ['action', '[[a'],
      ['action', 'Rain.', { notes: [{ text: 'b', startOffset: 5, endOffset: 10 }] }],
    ],
    ['unclosed-note'],
  );
  check('between a cue and its speech', 'ADA\n[[louder?]]\nHello.', [
    ['character', 'ADA'],
    ['note', 'louder?'],
    ['dialogue', 'Hello.'],
  ]);
  check('between two spoken lines', 'ADA\nHello.\n[[louder?]]\nBye.', [
    ['character', 'ADA'],
    ['dialogue', 'Hello.'],
    ['note', 'louder?'],
    ['dialogue', 'Bye.'],
  ]);
  check('in a cue', 'ADA [[who?]]\nHello.', [
    ['character', 'ADA', { name: 'ADA', notes: [{ text: 'who?', startOffset: 4, endOffset: 12 }] }],
    ['dialogue', 'Hello.'],
  ]);
  check('in a speech', 'ADA\nHello. [[dry]]\nBye. [[wet]]', [
    ['character', 'ADA'],
    [
      'dialogue',
      'Hello.\nBye.',
      {
        notes: [
          { text: 'dry', startOffset: 11, endOffset: 18 },
          { text: 'wet', startOffset: 24, endOffset: 31 },
        ],
      },
    ],
  ]);
  check('in a synopsis and a section', '# Act [[one]]\n\n= Start. [[two]]', [
    ['section', 'Act', { notes: [{ text: 'one', startOffset: 6, endOffset: 13 }] }],
    ['synopsis', 'Start.', { notes: [{ text: 'two', startOffset: 24, endOffset: 31 }] }],
  ]);
  check('a heading inside one is none', '[[\nINT. HALL - DAY\n]]\n\nRain.', [
    ['note', 'INT. HALL - DAY'],
    ['action', 'Rain.'],
  ]);
  check('right above a heading', 'Rain.\n\n[[move?]]\nINT. HALL - DAY\n\nDark.', [
    ['action', 'Rain.'],
    ['note', 'move?'],
    ['scene_heading', 'INT. HALL - DAY'],
    ['action', 'Dark.'],
  ]);
  check('blanks inside the brackets go', '[[  spaced out  ]]', [['note', 'spaced out']]);
  check('an empty one', 'Rain[[]].', [['action', 'Rain.', { notes: [{ text: '', startOffset: 4, endOffset: 8 }] }]]);
  check('the first closing brackets close it', '[[a [[b]] c]]', [
    ['action', 'c]]', { notes: [{ text: 'a [[b', startOffset: 0, endOffset: 9 }] }],
  ]);
  check('single brackets are text', 'A [note] here.', [['action', 'A [note] here.']]);
});

describe('Boneyard (fountain.io/syntax, Boneyard)', () => {
  check('inside a line it is gone', 'He /* never */waits.', [['action', 'He waits.']]);
  check('alone on its lines it is an element', 'Rain.\n\n/* Snow. */\n\nSun.', [
    ['action', 'Rain.'],
    ['boneyard', 'Snow.'],
    ['action', 'Sun.'],
  ]);
  check(
    'it leaves a blank line: the example of the specification',
    'CUT TO:\n/*\nINT. GARAGE - DAY\n\nSLATE\nYes.\n*/\nEXT. MANSION - DAY\n\nA man.',
    [
      ['transition', 'CUT TO:'],
      ['boneyard', 'INT. GARAGE - DAY\n\nSLATE\nYes.'],
      ['scene_heading', 'EXT. MANSION - DAY', { line: 8 }],
      ['action', 'A man.'],
    ],
  );
  check('from the middle of one line to the middle of another', 'One /* two\n\nthree */ four.', [
    ['action', 'One  four.'],
  ]);
  check(
    'never closed it is text',
    'One /* two\n\nThree.',
    [
      ['action', 'One /* two'],
      ['action', 'Three.'],
    ],
    ['unclosed-boneyard'],
  );
  check(
    'one problem for all that follow',
    'One /* two /* three\n\n/* four',
    [
      ['action', 'One /* two /* three'],
      ['action', '/* four'],
    ],
    ['unclosed-boneyard'],
  );
  check('notes inside it are gone too', '/* [[a]] */\n\nRain.', [
    ['boneyard', '[[a]]'],
    ['action', 'Rain.'],
  ]);
  check('inside a note it is no part of it', 'Rain. [[a /* b */c]]', [
    ['action', 'Rain.', { notes: [{ text: 'a c', startOffset: 6, endOffset: 20 }] }],
  ]);
  check('it swallows the end of a note', '[[a /* b]] */ c', [['action', '[[a  c']], ['unclosed-note']);
  check('/*/ does not close itself', 'A /*/ b */ c', [['action', 'A  c']]);
  check('a heading beside one', '/* old */ INT. HALL - DAY\n\nRain.', [
    ['scene_heading', 'INT. HALL - DAY'],
    ['action', 'Rain.'],
  ]);
  check('headings in it do not count', 'INT. A - DAY\n\n/*\nINT. B - DAY\n\n*/\n\nRain.', [
    ['scene_heading', 'INT. A - DAY'],
    ['boneyard', 'INT. B - DAY'],
    ['action', 'Rain.'],
  ]);
});

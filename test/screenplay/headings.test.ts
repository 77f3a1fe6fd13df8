import { check } from './check';

describe('Scene headings (fountain.io/syntax, Scene Heading)', () => {
  const heading = (text: string, number: string | null = null) => ['scene_heading', text, { number }] as const;

  for (const prefix of ['INT', 'EXT', 'EST', 'INT./EXT', 'INT/EXT', 'I/E']) {
    check(`${prefix} and a dot begin a heading`, `${prefix}. HOUSE - DAY\n\nRain.`, [
      heading(`${prefix}. HOUSE - DAY`),
      ['action', 'Rain.'],
    ]);
    check(`${prefix} and a blank begin a heading`, `${prefix} HOUSE - DAY\n\nRain.`, [
      heading(`${prefix} HOUSE - DAY`),
      ['action', 'Rain.'],
    ]);
  }
  check('case does not matter', "ext. maud's quay - day\n\nRain.", [
    heading("ext. maud's quay - day"),
    ['action', 'Rain.'],
  ]);
  check('INT./EXT. with both dots', 'INT./EXT. CAR - DAY\n\n', [heading('INT./EXT. CAR - DAY')]);
  check('a word that begins with INT is none', 'INTERVIEWS drag on.\n\nRain.', [
    ['action', 'INTERVIEWS drag on.'],
    ['action', 'Rain.'],
  ]);
  check('EXTRA begins no heading', 'EXTRA! EXTRA!\n\nRain.', [
    ['action', 'EXTRA! EXTRA!'],
    ['action', 'Rain.'],
  ]);
  check(
    'EXT/INT is not on the list: action, and a hint',
    'EXT/INT. CAR - DAY\n\nRain.',
    [
      ['action', 'EXT/INT. CAR - DAY'],
      ['action', 'Rain.'],
    ],
    ['heading-unknown'],
  );
  check('an exclamation mark keeps it action', '!INT. HOUSE - DAY\n\nRain.', [
    ['action', 'INT. HOUSE - DAY'],
    ['action', 'Rain.'],
  ]);
  check(
    'a heading needs a blank line before it',
    'Rain falls.\nINT. HOUSE - DAY\n\nShe waits.',
    [
      ['action', 'Rain falls.\nINT. HOUSE - DAY'],
      ['action', 'She waits.'],
    ],
    ['heading-no-blank-before'],
  );
  check(
    'a heading without a blank line after it is one, and a problem',
    'INT. HOUSE - DAY\nShe waits.',
    [heading('INT. HOUSE - DAY'), ['action', 'She waits.']],
    ['heading-no-blank-after'],
  );
  check(
    'a cue may stand right under such a heading',
    'INT. HOUSE - DAY\nADA\nHello.',
    [heading('INT. HOUSE - DAY'), ['character', 'ADA'], ['dialogue', 'Hello.']],
    ['heading-no-blank-after'],
  );
  check('a synopsis right under a heading is no problem', 'INT. HOUSE - DAY\n= She waits.\n\nRain.', [
    heading('INT. HOUSE - DAY'),
    ['synopsis', 'She waits.'],
    ['action', 'Rain.'],
  ]);
  check('a note right under a heading is no problem', 'INT. HOUSE - DAY\n[[why?]]\n\nRain.', [
    heading('INT. HOUSE - DAY'),
    ['note', 'why?'],
    ['action', 'Rain.'],
  ]);
  check('a heading at the very end', 'INT. HOUSE - DAY', [heading('INT. HOUSE - DAY')]);
  check('a heading may be indented', '   INT. HOUSE - DAY\n\nRain.', [
    heading('INT. HOUSE - DAY'),
    ['action', 'Rain.'],
  ]);
  check('a section counts as a blank line', 'Rain.\n# Two\nINT. HOUSE - DAY\n\n', [
    ['action', 'Rain.'],
    ['section', 'Two', { level: 1 }],
    heading('INT. HOUSE - DAY'),
  ]);
  check('a page break counts as a blank line', 'Rain.\n===\nINT. HOUSE - DAY\n\n', [
    ['action', 'Rain.'],
    ['page_break', ''],
    heading('INT. HOUSE - DAY'),
  ]);
  check('a heading in bold keeps its marks', '**INT. HOUSE - DAY**\n\nRain.', [
    ['scene_heading', '**INT. HOUSE - DAY**', { runs: [{ text: 'INT. HOUSE - DAY', styles: ['bold'] }] }],
    ['action', 'Rain.'],
  ]);

  describe('forced by a period', () => {
    check('the period goes', '.HARBOUR LENS POV\n\nClose.', [heading('HARBOUR LENS POV'), ['action', 'Close.']]);
    check('a digit may follow', '.38 SPECIAL, ON THE TABLE\n\nClose.', [
      heading('38 SPECIAL, ON THE TABLE'),
      ['action', 'Close.'],
    ]);
    check('two periods are an ellipsis', '..HOUSE\n\nClose.', [
      ['action', '..HOUSE'],
      ['action', 'Close.'],
    ]);
    check('an ellipsis begins action', '...where the circus is parked.\n\nClose.', [
      ['action', '...where the circus is parked.'],
      ['action', 'Close.'],
    ]);
    check('a period and a blank force nothing', '. HOUSE\n\nClose.', [
      ['action', '. HOUSE'],
      ['action', 'Close.'],
    ]);
    check('inside a paragraph it is text', 'He draws his\n.38 pistol and fires.\n\nClose.', [
      ['action', 'He draws his\n.38 pistol and fires.'],
      ['action', 'Close.'],
    ]);
    check('inside a speech it is text', 'ADA\nI had a\n.38 pistol.', [
      ['character', 'ADA'],
      ['dialogue', 'I had a\n.38 pistol.'],
    ]);
    check('a letter of any script may follow', '.வெளியே - பகல்\n\n.Élysée\n\n', [
      heading('வெளியே - பகல்'),
      heading('Élysée'),
    ]);
    check('a forced transition is a heading with a period', '.CUT TO:\n\nClose.', [
      heading('CUT TO:'),
      ['action', 'Close.'],
    ]);
  });

  describe('scene numbers', () => {
    for (const number of ['1', '1A', '1a', 'A1', 'I-1-A', '1.', '110A']) {
      check(`#${number}# is a number`, `INT. HOUSE - DAY #${number}#\n\nRain.`, [
        heading('INT. HOUSE - DAY', number),
        ['action', 'Rain.'],
      ]);
    }
    check('a heading keeps its own number sign', 'INT. ROOM #5 - DAY #12#\n\nRain.', [
      heading('INT. ROOM #5 - DAY', '12'),
      ['action', 'Rain.'],
    ]);
    check('a room number is no scene number', 'INT. ROOM #5 - DAY\n\nRain.', [
      heading('INT. ROOM #5 - DAY'),
      ['action', 'Rain.'],
    ]);
    check('before a note', 'INT. HOUSE - DAY #12# [[cut this?]]\n\nRain.', [
      [
        'scene_heading',
        'INT. HOUSE - DAY',
        { number: '12', notes: [{ text: 'cut this?', startOffset: 22, endOffset: 35 }] },
      ],
      ['action', 'Rain.'],
    ]);
    check('blanks inside make none', 'INT. HOUSE - DAY #1 A#\n\nRain.', [
      heading('INT. HOUSE - DAY #1 A#'),
      ['action', 'Rain.'],
    ]);
    check('nothing inside makes none', 'INT. HOUSE - DAY ##\n\nRain.', [
      heading('INT. HOUSE - DAY ##'),
      ['action', 'Rain.'],
    ]);
    check('on a forced heading', '.THE VOID #7B#\n\nRain.', [heading('THE VOID', '7B'), ['action', 'Rain.']]);
    check('blanks behind do not matter', 'INT. HOUSE - DAY #3#   \n\nRain.', [
      heading('INT. HOUSE - DAY', '3'),
      ['action', 'Rain.'],
    ]);
  });
});

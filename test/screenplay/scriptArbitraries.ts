import fc from 'fast-check';

/** Lines that meet each other in every way a page can be wrong. */
const line = fc.constantFrom(
  ...['', '', '', '', '', ' ', '  ', '   ', '\t', '\t  ', '\u00a0', '\u00a0\u00a0', '\uFEFF', '\u3000\u3000'],
  ...[
    'INT. HALL - DAY',
    'INT. HALL - DAY',
    'EXT. SEA - NIGHT #12#',
    'INT. ROOM #5 - DAY #7A# [[n]]',
    '.THE VOID',
    '.38 pistol',
  ],
  ...['int. small', 'INTERIOR. HOUSE', 'INT. X [[y', '[[a]] INT. X', '*INT. STAR*', '\uFEFF .VOID', 'INT. 廊下 - 夜'],
  ...['ADA', 'BEA ^', 'BEA ^', 'ADA (V.O.)', '@McCLANE', '@張三', '@^', '@', 'ADA [[x]]', '[[a]] ADA', 'ИВАН'],
  ...['Hello there.', 'Hello there. ', ' Hello', 'He waits. *Now*', '(softly)', '  (x)  ', '~La la', '~'],
  ...['> CUT TO BLACK', '>THE END<', '> THE <', '>', 'CUT TO:', 'CUT TO: ', '===', '=', '= A synopsis', '= B [[x'],
  ...[
    '# Act',
    '## Sequence',
    '### Beat',
    '#',
    '[[note]]',
    '[[open',
    'close]]',
    'a [[b',
    'c]] d',
    '[[a]][[b]]',
    '[[a]] [[b]]',
  ],
  ...[
    '/*',
    '*/',
    '/* x */',
    'a /* b',
    'c */ d',
    '[[ /* ]]',
    '[[ /* ]] */',
    '/*/',
    '/*/ /*/',
    '/* a */ [[b]]',
    '[[a]] /* b */ c',
  ],
  ...[
    '!INT. FORCED',
    '!',
    '!\ta',
    '  indented action',
    '\tTab',
    '\uFEFF x',
    '_under_ **bold**',
    '*a',
    '\ud800',
    'A\ud83d\ude00',
    '\udc00',
  ],
  ...['Title: Rain', '  value', 'Author:'],
);
const lineEnd = fc.constantFrom('\n', '\n', '\n', '\n', '\n\n', '\n\n', '\n\n', '\r\n', '\r\n\r\n', '\r');

function joined(part: fc.Arbitrary<string>, end: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.tuple(part, end), { maxLength }).map((parts) => parts.flat().join(''));
}

/** Lines in any order. */
const page = joined(line, lineEnd, 30);

/** Paragraphs in any order, many of them headings: what is cut into many pieces. */
const scenes = joined(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('INT. HALL - DAY', 'EXT. B', '.C', 'INT. D #4#') },
    { weight: 2, arbitrary: fc.constantFrom('Action here.', 'ADA\nHi.', 'BEA ^\nYo.', 'CUT TO:') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        ...['= syn', '# Act', '## Seq', '[[note]]', '===', '/* x */', '/* x */ [[y]]', '# Act\n= s', '= s\nINT. Z'],
        ...['[[a]]\n[[b]]', 'ADA', '/*', '*/', '/*/ /*/', 'x [[y', '@A', '  ', '/* [[ */', '# Act\nINT. Q'],
      ),
    },
    { weight: 1, arbitrary: line },
  ),
  fc.oneof(
    { weight: 6, arbitrary: fc.constant('\n\n') },
    { weight: 1, arbitrary: fc.constantFrom('\n', '\r\n\r\n', '\n \n', '\n  \n', '\r\r', '\n\n\n', '\r\r\n') },
  ),
  40,
);

const marks = fc
  .array(
    fc.constantFrom(
      ...[
        '[[',
        ']]',
        '/*',
        '*/',
        '\n',
        '\n',
        '\r',
        ' ',
        '  ',
        'INT. ',
        '.A',
        '#',
        '=',
        '>',
        '<',
        '^',
        '~',
        '@',
        '!',
        '.',
      ],
      ...['A', 'a', '*', '_', '(', ')', ':', 'TO:', '\t', '\0', '\uFEFF', '\ud83d', '\ude00', '日'],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

/** Texts of scripts, well formed and not. */
export const anyScript: fc.Arbitrary<string> = fc.oneof(scenes, scenes, page, marks);

/** An edit of any text: `at` and `length` are brought into it by `editOf`. */
export interface AnyEdit {
  readonly at: number;
  readonly length: number;
  readonly insert: string;
}

/** Keystrokes, marks opened and closed, line ends split and joined, passages cut and pasted. */
export const anyEdit: fc.Arbitrary<AnyEdit> = fc.record({
  at: fc.nat(),
  length: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 40 }), fc.nat({ max: 400 })),
  insert: fc.oneof(
    fc.constantFrom(
      ...[
        '',
        '',
        'a',
        'X',
        ' ',
        '\n',
        '\n\n',
        '\r',
        '\r\n',
        '/*',
        '*/',
        '/',
        '*',
        '[[',
        ']]',
        '[',
        ']',
        '#',
        '=',
        '^',
        '.',
        '!',
        '@',
      ],
      ...[
        'ADA',
        'INT. X',
        '# S\n\n',
        '= s\n\n',
        '[[n]]\n\n',
        'INT. Q\n\n',
        '\ud83d',
        '\ude00',
        '\ud83d\ude00',
        '\uFEFF',
      ],
    ),
    page.map((text) => text.slice(0, 40)),
    scenes.map((text) => text.slice(0, 60)),
  ),
});

/** The edit in a text of this length. */
export function editOf(
  { at, length, insert }: AnyEdit,
  textLength: number,
): { start: number; end: number; insert: string } {
  const start = at % (textLength + 1);
  return { start, end: Math.min(textLength, start + length), insert };
}

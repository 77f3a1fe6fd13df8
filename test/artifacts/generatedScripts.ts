import fc from 'fast-check';

/** Scenes of every odd kind: what a card and an outline must survive. Sources are slices as the engine hands them over. */
export const ODD_SCENES: Readonly<Record<string, string>> = {
  nothing: '',
  blank: '\n\n   \n',
  'only a heading': 'INT. BOATHOUSE - NIGHT\n',
  'one line': 'EXT. PIER - DAWN\n\nRain.\n',
  'one long line': `EXT. PIER - DAWN\n\n${'The rope tightens and the boat swings out '.repeat(40)}\n`,
  'no dialogue': 'EXT. FJORD - DAY\n\nTwo boats. One of them is on fire.\n\nODA dives. She does not come up.\n',
  'only dialogue': 'INT. CAR - DAY\n\nODA\nAre we there?\n\nTOVE\nNo.\n\nODA\nAre we there now?\n',
  'one speech': `INT. HALL - DAY\n\nODA\n${'I counted the boats and there was one too many. '.repeat(30)}\n`,
  'five thousand words': `INT. COURT - DAY\n\n${Array.from(
    { length: 250 },
    (_, index) =>
      `ODA\nWitness ${index} says the lamp was out. Why did nobody look at the lamp that night?\n\nShe turns page ${index}.\n`,
  ).join('\n')}`,
  unbroken: `EXT. VOID - DAY\n\n${'a'.repeat(20_000)}\n`,
  'no letters': 'INT. 7 - 8\n\n1234 -- 5678 !!! ???\n\n...\n',
  Chinese:
    'INT. 船屋 - 夜\n\n小梅把钥匙放进靴子里。雨下得很大。老王走进来，看着她。\n\n@老王\n你把灯点着了吗？\n\n@小梅\n不，我不会去的。\n\n她转身离开。\n',
  Hindi: `INT. नाव घर - रात\n\n${'मीरा दीपक जलाती है। बाहर बारिश हो रही है। '.repeat(12)}\n\n@मीरा\nतुम कहाँ थे?\n`,
  French:
    'INT. PHARE - NUIT\n\nUne CLÉ sur la table. Jeanne entre dans la pièce.\n\nJEANNE\nTu as menti !\n\nPAUL\nNon. Jamais.\n\nIl s’en va.\n',
  'all capitals': 'EXT. YARD - DAY\n\nTHE DOG BARKS. THE GATE OPENS.\n',
  'only notes': '[[remember the key]]\n\n/* cut\nODA\nGone.\n*/\n',
  emphasis:
    'INT. LOFT - DAY\n\nOda finds the *old* **KEY** under _the_ floor. She *pockets* it.\n\nODA\n_You_ lied, *Tove*. I can’t let you *leave*.\n\nTOVE\nNo. **Never.**\n',
  'quotes inside quotes':
    'INT. BAR - DAY\n\nODA\nHe said "never" and then he said "maybe" and "no".\n\nTOVE\nWhy did you say "yes"?\n',
  'hard wrapped':
    'INT. ATTIC - DAY\n\nShe opens the trunk and takes out the\nletters, one by one, and lays them on\nthe floor.\n\nODA\n(low)\nI have to know who wrote them before\nthe boat leaves tomorrow.\n',
};

const NAMES = ['ODA', 'TOVE', 'JENS', 'OLD BERG', 'THE PILOT'] as const;
const PLACES = ['BOATHOUSE', 'PIER', 'LIGHTHOUSE - LAMP ROOM', 'CHURCH', 'FERRY'] as const;
const ACTIONS = [
  'Rain on the window.',
  'Oda puts a BRASS KEY into her boot.',
  'Tove enters, wet to the skin, and shuts the door.',
  'Jens leaves without his coat.',
  'A long silence... Then the lamp goes out--',
  'OLD BERG, 70s, pipe in his teeth, counts the boats twice and gets a different number each time.',
  'We see the empty bed.',
  'She waits.',
] as const;
const LINES = [
  'Give me the key.',
  'No. Not tonight.',
  'I have to get the lamp lit before they come back.',
  'Where were you?',
  "If you tell anyone, I'll burn the boat.",
  'You lied to me, and you lied to her, and you would do it again for a bottle and a dry bed.',
  'Yes.',
  'The ferry goes tomorrow at noon.',
  'Why?',
] as const;

const speech = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.option(fc.constantFrom('(low)', '(beat)'), { nil: null }),
    fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 4 }),
  )
  .map(([name, direction, lines]) => `${name}\n${direction === null ? '' : `${direction}\n`}${lines.join(' ')}`);
const action = fc
  .array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 4 })
  .map((sentences) => sentences.join(' '));

/** One scene of ordinary shape and any length, as source text. */
export const sceneSource: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('INT.', 'EXT.', 'INT./EXT.'),
    fc.constantFrom(...PLACES),
    fc.constantFrom('DAY', 'NIGHT', 'DAWN'),
    fc.option(fc.constantFrom('Oda hides the key.', 'The ferry is late again.'), { nil: null }),
    fc.array(fc.oneof(action, speech), { maxLength: 24 }),
  )
  .map(([side, place, time, synopsis, blocks]) =>
    [`${side} ${place} - ${time}`, ...(synopsis === null ? [] : [`= ${synopsis}`]), ...blocks]
      .join('\n\n')
      .concat('\n'),
  );

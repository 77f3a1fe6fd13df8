import { seededRandom, type Random } from '../harness/seededRandom';

/**
 * A made-up feature script in Fountain: the same seed and number of scenes always give the same text. Words, cast,
 * places and lengths are distributed as on real pages (a few principals speak most, places come back, about half of the
 * lines are speech, scenes run from an eighth to three pages), so that it can stand in for one under load.
 */
export function syntheticScript({ scenes, seed = 1 }: { readonly scenes: number; readonly seed?: number }): string {
  const random = seededRandom(seed);
  const cast = castOf(random, Math.min(60, 6 + Math.round(Math.sqrt(scenes) * 2)));
  const places = Array.from(
    { length: Math.max(4, Math.round(scenes / 4)) },
    () => `${pick(random, OWNERS)} ${pick(random, ROOMS)}`,
  );
  const parts = [`Title: Synthetic ${seed}\nAuthor: Nobody\nDraft date: 1/1/2026\n`];
  for (let index = 0; index < scenes; index++) {
    if (scenes >= 12 && index % Math.ceil(scenes / 4) === 0)
      parts.push(`# Act ${1 + Math.floor((index * 4) / scenes)}`);
    parts.push(scene(random, { index, cast, place: zipf(random, places) }));
  }
  return `${parts.join('\n\n')}\n`;
}

function scene(
  random: Random,
  { index, cast, place }: { readonly index: number; readonly cast: readonly string[]; readonly place: string },
): string {
  const heading = `${pick(random, ['INT.', 'INT.', 'EXT.', 'I/E'])} ${place} - ${pick(random, TIMES)} #${index + 1}#`;
  const present = [...new Set(Array.from({ length: 1 + Math.floor(random() * 4) }, () => zipf(random, cast)))];
  const parts = [heading];
  if (random() < 0.2) parts.push(`= ${sentence(random)}`);
  parts.push(action(random, present));
  const speeches = Math.floor(random() ** 2 * 16);
  for (let i = 0; i < speeches; i++) {
    if (random() < 0.25) parts.push(action(random, present));
    const cue = `${pick(random, present)}${random() < 0.08 ? ' (V.O.)' : ''}`;
    const parenthetical =
      random() < 0.15 ? `(${pick(random, ['beat', 'quietly', 'to herself', 'over his shoulder'])})\n` : '';
    parts.push(`${cue}\n${parenthetical}${speech(random, cast)}`);
  }
  if (random() < 0.05) parts.push('[[Too long?]]');
  if (random() < 0.04) parts.push('CUT TO:');
  return parts.join('\n\n');
}

function action(random: Random, present: readonly string[]): string {
  const who = titled(pick(random, present));
  const thing = random() < 0.12 ? pick(random, THINGS).toUpperCase() : pick(random, THINGS);
  return `${who} ${pick(random, DOES)} the ${thing} ${pick(random, WHERE)}. ${sentence(random)}`;
}

function speech(random: Random, cast: readonly string[]): string {
  const opening = pick(random, [
    '',
    '',
    'I want',
    'I have to find',
    'Where is',
    'Do you remember',
    'Give me',
    "I can't see",
  ]);
  const lines = Array.from({ length: 1 + Math.floor(random() * 3) }, () => sentence(random));
  if (opening !== '')
    lines.unshift(
      `${opening} the ${pick(random, THINGS)}${opening.startsWith('Wh') || opening.startsWith('Do') ? '?' : '.'}`,
    );
  if (random() < 0.1) lines.push(`Ask ${titled(pick(random, cast))}.`);
  return lines.join(' ');
}

function sentence(random: Random): string {
  const words = Array.from({ length: 4 + Math.floor(random() * 9) }, () => zipf(random, WORDS));
  const text = words.join(' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function castOf(random: Random, size: number): string[] {
  const names = new Set<string>();
  while (names.size < size) {
    const first = pick(random, FIRST) + pick(random, LAST);
    names.add((random() < 0.2 ? `${pick(random, ['DR.', 'OLD', 'OFFICER', 'MRS.'])} ${first}` : first).toUpperCase());
  }
  return [...names];
}

function titled(name: string): string {
  return name.toLowerCase().replace(/(^|[ .])\p{L}/gu, (letter) => letter.toUpperCase());
}

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/** Earlier items far more often than later ones. */
function zipf<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(items.length ** random()) - 1];
  return item ?? pick(random, items);
}

const TIMES = ['DAY', 'NIGHT', 'DAWN', 'DUSK', 'CONTINUOUS', 'LATER', 'MORNING'];
const OWNERS = [
  "HALE'S",
  'OLD',
  'NORTH',
  'GRAND',
  "VERA'S",
  'LOWER',
  'EAST',
  'STATION',
  'HARBOUR',
  'PALACE',
  'SCHOOL',
  'MILL',
];
const ROOMS = [
  'KITCHEN',
  'OFFICE',
  'STREET',
  'CORRIDOR',
  'PIER',
  'LIBRARY',
  'GARAGE',
  'ROOF',
  'CELLAR',
  'GARDEN',
  'HALL',
  'WARD',
];
const FIRST = ['Ma', 'Jo', 'Ka', 'Ro', 'Be', 'Li', 'Ta', 'Ne', 'Su', 'Vi', 'Hu', 'Ze'];
const LAST = ['ra', 'nas', 'rin', 'bert', 'lla', 'nus', 'dor', 'via', 'san', 'gor', 'mio', 'leth'];
const THINGS = [
  'key',
  'letter',
  'lantern',
  'ledger',
  'map',
  'pistol',
  'photograph',
  'radio',
  'suitcase',
  'ring',
  'ticket',
  'knife',
];
const DOES = [
  'picks up',
  'drops',
  'hides',
  'looks for',
  'hands over',
  'turns',
  'breaks',
  'studies',
  'pockets',
  'pushes away',
];
const WHERE = [
  'by the window',
  'under the table',
  'in the dark',
  'without a word',
  'at the door',
  'near the stairs',
  'in the rain',
];
const WORDS =
  'the a and to of it in that is was not we you they he she with for on as at but from this all one there out up down back now then when over under door hand night light water road voice house time face eyes hear stand wait leave come hold turn open close cold river train bridge city bread winter paper glass wire stone boat engine garden market station morning brother mother stranger captain promise money answer question window mirror shadow fire smoke thunder silence'.split(
    ' ',
  );

/** A scene of a made-up screenplay, part by part, so that a test can change one part and no other. */
export interface DraftScene {
  readonly heading: string;
  readonly number?: string;
  readonly section?: string;
  readonly synopsis?: string;
  readonly note?: string;
  readonly paragraphs: readonly string[];
}

/** The text of a screenplay: its scenes, with a title page before them if `title` is given. */
export function write(scenes: readonly DraftScene[], title?: string): string {
  const page = title === undefined ? '' : `Title: ${title}\nAuthor: Nobody\n\n`;
  return `${page}${scenes.map(writeScene).join('\n\n')}\n`;
}

function writeScene({ heading, number, section, synopsis, note, paragraphs }: DraftScene): string {
  const parts: string[] = [];
  if (section !== undefined) parts.push(`# ${section}`);
  parts.push(number === undefined ? heading : `${heading} #${number}#`);
  if (synopsis !== undefined) parts.push(`= ${synopsis}`);
  parts.push(...paragraphs);
  if (note !== undefined) parts.push(`[[${note}]]`);
  return parts.join('\n\n');
}

/** So many scenes, each with words of its own; the same count always gives the same scenes. */
export function scenesOf(count: number): DraftScene[] {
  return Array.from({ length: count }, (_, index) => sceneAt(index));
}

/** One made-up scene; scenes of different seeds share people, places and form, but few words. */
export function sceneAt(seed: number): DraftScene {
  const draw = drawing(seed);
  const [one = '', other = ''] = draw(PEOPLE, 2);
  const [place = ''] = draw(PLACES, 1);
  const [time = ''] = draw(['DAY', 'NIGHT', 'DUSK'], 1);
  const things = draw(THINGS, 8);
  const fill = (line: string): string =>
    line
      .replaceAll('%', () => things.pop() ?? '')
      .replaceAll('ONE', one)
      .replaceAll('OTHER', other);
  const [opening = '', closing = ''] = draw(ACTIONS, 2).map(fill);
  const [asked = '', told = ''] = draw(SPEECHES, 2).map(fill);
  const mark = markOf(seed);
  return {
    heading: `INT. ${place} - ${time}`,
    paragraphs: [
      `${opening} ${mark} hums, ${mark} glows.`,
      `${one}\n${asked}`,
      `${other}\n${told} And ${mark}?`,
      closing,
    ],
  };
}

/** A word that no other seed has. */
function markOf(seed: number): string {
  const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'ke', 'li', 'mo', 'nu'];
  return `${String(seed + 1000).replace(/\d/g, (digit) => syllables[Number(digit)] ?? '')}ter`;
}

/** Draws different items from lists, always the same for one seed. */
function drawing(seed: number): (from: readonly string[], count: number) => string[] {
  const next = randomNumbers(seed);
  return (from, count) => {
    const left = [...from];
    return Array.from({ length: count }, () => left.splice(Math.floor(next() * left.length), 1)[0] ?? '');
  };
}

/** Numbers from 0 to 1, always the same for one seed (a linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = (seed * 7919 + 17) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  for (let warmUp = 0; warmUp < 8; warmUp++) next();
  return next;
}

const PEOPLE = ['ADA', 'BRUNO', 'CELIA', 'DOV', 'ESTHER', 'FARID'];
const PLACES = ['KITCHEN', 'CELLAR', 'STATION', 'LIGHTHOUSE', 'ATTIC', 'GARAGE', 'LIBRARY', 'HARBOUR'];
const THINGS = (
  'lantern ledger anchor kettle mirror ladder violin compass blanket bottle candle drawer engine feather glove hammer ' +
  'ink jar key lock map needle orange pillow quilt rope saddle teapot umbrella valise whistle zither'
).split(' ');
const ACTIONS = [
  'ONE lifts a % out of its %.',
  'Behind the door OTHER counts every %, then weighs one %.',
  'Nobody sees how ONE hides that % under their %.',
  'Wind. The % falls; OTHER catches it with a %.',
  'With wet hands ONE paints % after %.',
  'Slowly OTHER unwraps her %, smells it, sells it for a %.',
  'A % burns. ONE stamps on the last %.',
  'Someone left this % here, and some %: OTHER sits down.',
];
const SPEECHES = [
  'Where is the %? I need it before noon.',
  'You broke my % again.',
  'Give me that %, or I tell everybody.',
  'We never had a %.',
  'Who painted this % so badly?',
  'Nothing here is worth one %.',
  "Don't touch it! Not even with a %.",
  'They say your % came from the sea.',
];

export { countWords } from './countWords';

/** What a heading says. `place` is '' where it names none; null means that it does not say. */
export interface SceneFacts {
  readonly interior: 'INT' | 'EXT' | 'INT/EXT' | null;
  readonly place: string;
  readonly time: string | null;
}

/** Reads a heading such as `INT. HOUSE - KITCHEN - DAY`. Never fails: what is not recognised is place. */
export function readSceneHeading(heading: string): SceneFacts {
  const text = heading.replace(/[*_]/g, '').replace(/\s+/g, ' ').trim();
  const prefix = PREFIX.exec(text);
  const rest = prefix ? text.slice(prefix[0].length).trim() : text;
  const { place, time } = splitTime(rest);
  return { interior: interiorOf(prefix?.[1] ?? ''), place, time };
}

const PREFIX =
  /^(int\.?\s?\/\s?ext|ext\.?\s?\/\s?int|i\.?\/e|e\.?\/i|interior|exterior|int|ext|est|инт|нат)(?:[.:]\s?|\s|$)(?:[-–—]\s)?/i;

function interiorOf(prefix: string): SceneFacts['interior'] {
  const word = prefix.toLowerCase();
  if (word === '') return null;
  if (word.includes('/')) return 'INT/EXT';
  return word.startsWith('i') || word === 'инт' ? 'INT' : 'EXT';
}

function splitTime(rest: string): { readonly place: string; readonly time: string | null } {
  for (const separator of [DASH, COMMA_OR_DOT]) {
    const parts: { readonly text: string; readonly start: number; readonly end: number }[] = [];
    let start = 0;
    for (const match of rest.matchAll(separator)) {
      parts.push({ text: rest.slice(start, match.index).trim(), start, end: match.index });
      start = match.index + match[0].length;
    }
    if (parts.length === 0) continue;
    parts.push({ text: rest.slice(start).trim(), start, end: rest.length });
    // A remark may follow the time: `DAY - FLASHBACK`.
    for (let i = parts.length - 1; i >= Math.max(1, parts.length - 3); i--) {
      const part = parts[i];
      const time = part ? timeIn(part.text) : null;
      if (time === null) continue;
      const before = rest.slice(0, parts[i - 1]?.end);
      const after = rest.slice(parts[i + 1]?.start ?? rest.length);
      return { place: after === '' ? before : `${before} - ${after}`, time };
    }
  }
  const time = timeIn(rest);
  return time === null ? { place: rest, time } : { place: '', time };
}

const DASH = /\s[-–—]{1,9}\s?|[-–—]{1,9}\s|--{1,9}|—/g;
const COMMA_OR_DOT = /[,.]\s/g;

/** The time of day that a part of a heading names, or one relative to the scene before, without remarks in brackets; else null. */
function timeIn(part: string): string | null {
  if (part.length > 80) return null;
  const shown = part
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, ' ')
    .replace(/\s\/.*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const bare = shown
    .replace(/[^\p{L}\p{N}\p{M}:]+/gu, ' ')
    .trim()
    .toUpperCase();
  if (bare === '') return null;
  if (CLOCK.test(bare) || HOUR.test(bare)) return shown;
  const words = bare.split(' ');
  const isTime =
    words.some((word) => TIMES.has(word)) && words.every((word) => TIMES.has(word) || BESIDE_TIME.has(word));
  return isTime ? shown : null;
}

const HOUR = /^(?:MAGIC|GOLDEN|BLUE|RUSH|WITCHING) HOUR$/;
const CLOCK = /^\d{1,2}(?::\d{2})?\s?(?:AM|PM|A M|P M|H|UHR|O CLOCK)$|^\d{1,2}:\d{2}$/;

const TIMES: ReadonlySet<string> = new Set(
  (
    'DAY NIGHT DAWN DUSK MORNING AFTERNOON EVENING NOON MIDNIGHT MIDDAY SUNRISE SUNSET TWILIGHT DAYBREAK NIGHTFALL SUNDOWN SUNUP ' +
    'DAYTIME NIGHTTIME CONTINUOUS CONTINUED LATER SAME MOMENTS SECONDS MINUTES HOURS DAYS WEEKS MONTHS YEARS PRESENT ' +
    'JOUR NUIT MATIN MATINÉE SOIR SOIRÉE AUBE CRÉPUSCULE MIDI MINUIT CONTINU ' +
    'TAG NACHT MORGEN ABEND MITTAG NACHMITTAG DÄMMERUNG SPÄTER ' +
    'DÍA DIA NOCHE MAÑANA TARDE AMANECER ATARDECER ANOCHECER MEDIODÍA MEDIANOCHE ' +
    'GIORNO NOTTE MATTINA POMERIGGIO SERA ALBA TRAMONTO ' +
    'NOITE MANHÃ MADRUGADA ENTARDECER ' +
    'ДЕНЬ НОЧЬ УТРО ВЕЧЕР РАССВЕТ ЗАКАТ ' +
    '日 夜 朝 夕 昼 夕方 深夜 早朝 白天 夜晚 晚上 清晨 黄昏'
  ).split(' '),
);

const BESIDE_TIME: ReadonlySet<string> = new Set(
  (
    'EARLY LATE MID PRE POST ANOTHER BIT SECOND THE NEXT THAT A AN FEW SEVERAL ONE TWO THREE FOUR FIVE TEN MOMENT MINUTE HOUR WEEK MONTH YEAR TIME BEFORE AFTER ' +
    'FOLLOWING PREVIOUS FLASHBACK MAGIC SOME AND TO INTO OF LATER RAINY STORMY CHRISTMAS MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY ' +
    'SATURDAY SUNDAY FIRST LAST LIGHT PLUS TARD FIN DÉBUT DE LA LE'
  ).split(' '),
);

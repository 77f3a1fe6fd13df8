import { findNames, type KnownName } from './knownNames';
import { folded, queryTerms, searchTerms, type SearchTerm } from './searchTerms';
import { isDayPart, type DayPart, type SceneSetting } from './sceneSettings';

/** What a question says about where to look, and the words that are left to look for. */
export interface SearchQuery {
  /** Runs in quotation marks, as written; they must occur. */
  readonly phrases: readonly string[];
  /** Characters named; all of them must speak or be mentioned in a scene. */
  readonly who: readonly string[];
  /** Folded words of a place that headings name; null if none is. */
  readonly where: readonly string[] | null;
  readonly when: DayPart | null;
  readonly interior: boolean | null;
  readonly act: number | null;
  /** A scene by the label the writer sees; null if none is named. It need not exist. */
  readonly sceneLabel: string | null;
  /** `first` or `last` of what matches is asked for. */
  readonly order: 'first' | 'last' | null;
  /** About where in the script, 0 to 1; null if not said. */
  readonly region: number | null;
  /** Only scenes on this side of the scene that fits these words best; null if not said. */
  readonly side: { readonly side: 'before' | 'after'; readonly terms: readonly string[] } | null;
  /** Whether it states anything at all; a question of stop words only does not. */
  readonly stated: boolean;
  /** The other words, without stop words, each once. */
  readonly terms: readonly SearchTerm[];
}

/** What the script has that a question can name. */
export interface QueryContext {
  readonly names: readonly KnownName[];
  readonly settings: readonly SceneSetting[];
  /** Number of the last act; null if there are none. */
  readonly lastAct: number | null;
  readonly isOrdinaryWord: (word: string) => boolean;
  /** Whether the script has these words in a row. */
  readonly stands: (phrase: string) => boolean;
}

/** A longer question is cut here: nobody asks in more, and everything below stays linear. UTF-16 units. */
export const LONGEST_QUERY = 2_000;
/** At most this many different words are looked for. */
const MOST_TERMS = 40;

/** Reads a question; never fails. What is read as a filter is no longer among the words to look for. */
export function readSearchQuery(query: string, context: QueryContext): SearchQuery {
  const rest = new Remainder(query.slice(0, LONGEST_QUERY).normalize('NFC'));
  const phrases = readPhrases(rest);
  const who = [...new Set(readNames(rest, context))];
  const sceneLabel = rest.take(SCENE_LABEL)?.[1] ?? null;
  const act = readAct(rest, context.lastAct);
  const region = readRegion(rest);
  const order = readOrder(rest);
  const side = readSide(rest);
  const when = readDayPart(rest, context.settings);
  const where = readPlace(rest, context.settings);
  const interior = readInterior(rest);
  const terms = queryTerms(rest.text).slice(0, MOST_TERMS);
  const filters = [sceneLabel, act, region, order, side, where, when, interior];
  const stated = phrases.length + who.length + terms.length > 0 || filters.some((filter) => filter !== null);
  return { phrases, who, where, when, interior, act, sceneLabel, order, region, side, stated, terms };
}

/** The text with what has been read blanked out, so that offsets stay. */
class Remainder {
  constructor(public text: string) {}

  /** Matches and blanks the whole match. */
  take(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.text);
    if (match !== null) this.blank(match.index, match.index + match[0].length);
    return match;
  }

  blank(start: number, end: number): void {
    this.text = this.text.slice(0, start) + ' '.repeat(end - start) + this.text.slice(end);
  }
}

const QUOTED =
  /"([^"]{2,400})"|“([^”]{2,400})”|«([^»]{2,400})»|„([^“”]{2,400})[“”]|「([^」]{1,400})」|『([^』]{1,400})』/u;
const MOST_PHRASES = 5;

function readPhrases(rest: Remainder): string[] {
  const phrases: string[] = [];
  while (phrases.length < MOST_PHRASES) {
    const match = rest.take(QUOTED);
    if (match === null) break;
    const phrase = match.slice(1).find(Boolean)?.trim();
    if (phrase !== undefined && /[\p{L}\p{N}]/u.test(phrase)) phrases.push(phrase);
  }
  return phrases;
}

const POSSESSIVE = /^['’ʼ]s?/i;

function readNames(rest: Remainder, context: QueryContext): string[] {
  const mentions = findNames(rest.text, context.names, context.isOrdinaryWord, context.stands);
  for (const { start, end } of mentions) {
    const owner = POSSESSIVE.exec(rest.text.slice(end, end + 2))?.[0].length ?? 0;
    rest.blank(start, end + owner);
  }
  return mentions.map(({ name }) => name);
}

const SCENE_LABEL =
  /(?<![\p{L}\p{N}])scene\s{1,3}(?:no\.?\s{0,3}|number\s{1,3})?#?(\(\d{1,5}\)|[a-z]{0,2}\d{1,5}[a-z]{0,2}(?:\.\d{1,3})?)(?![\p{L}\p{N}])/iu;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  i: 1,
  ii: 2,
  iii: 3,
  iv: 4,
  v: 5,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
};
const ACT_NUMBER = /\bact\s{1,3}(\d{1,2}|one|two|three|four|five|iii|ii|iv|i|v)\b/i;
const NUMBERED_ACT = /\b(first|second|third|fourth|fifth|final|last)\s{1,3}act\b/i;

function readAct(rest: Remainder, lastAct: number | null): number | null {
  const word = (rest.take(ACT_NUMBER) ?? rest.take(NUMBERED_ACT))?.[1]?.toLowerCase();
  if (word === undefined) return null;
  if (word === 'final' || word === 'last') return lastAct;
  return NUMBER_WORDS[word] ?? Number(word);
}

const STORY = '(?:script|screenplay|film|movie|story|picture|show|episode|pilot)';
const REGIONS: readonly (readonly [RegExp, number])[] = [
  [
    new RegExp(
      `\\b(?:at|near|towards?|in) the (?:very )?(?:beginning|start|opening)(?: of the ${STORY})?(?! of)\\b|\\bearly (?:on|in the ${STORY})\\b|\\bthe opening\\b(?! of)`,
      'i',
    ),
    0.04,
  ],
  [
    new RegExp(
      `\\b(?:at|near|towards?|in) the (?:very )?end(?:ing)?(?: of the ${STORY}\\b|\\s*[?.!]*$)|\\blate in the ${STORY}\\b|\\b(?:the )?(?:ending|finale|final scenes?)\\b(?! of)`,
      'i',
    ),
    0.96,
  ],
  [
    new RegExp(
      `\\b(?:in|at|near|around) the (?:middle|midpoint|centre|center) of the ${STORY}\\b|\\bhalfway(?: through)?\\b|\\bmidpoint\\b`,
      'i',
    ),
    0.5,
  ],
];

function readRegion(rest: Remainder): number | null {
  for (const [pattern, region] of REGIONS) if (rest.take(pattern) !== null) return region;
  return null;
}

const NO_ORDER = /\b(?:first|last) names?\b/i;
const FOR_THE_FIRST = /\bfor the (first|last) time\b/i;
/** What stands behind "first" and "last": words that only say that something is seen are read with it, others stay to look for. */
const ORDERED_SIGHT =
  /\b(first|last|final|earliest|latest)\s{1,3}(?:times?|scenes?|appearances?|lines?|mentions?|speech|shot|image|words?|see|seen|saw|sees|appears?|appeared|mentioned|shown|introduced)\b/i;
const ORDERED_DEED =
  /\b(first|last)\s{1,3}(?:meets?|met|speaks?|spoke|heard|hears?|encounters?|visits?|kiss|enters?|leaves?)\b/i;
const INTRODUCED = /\b(?:introduced|introduction of)\b/i;
const WHEN_FIRST = /\bwhen\b.{0,80}\b(first|last)\b/i;

function readOrder(rest: Remainder): 'first' | 'last' | null {
  if (NO_ORDER.test(rest.text)) return null;
  const match =
    rest.take(FOR_THE_FIRST) ?? rest.take(ORDERED_SIGHT) ?? ORDERED_DEED.exec(rest.text) ?? WHEN_FIRST.exec(rest.text);
  const word = match?.[1]?.toLowerCase();
  if (word !== undefined) return word === 'first' || word === 'earliest' ? 'first' : 'last';
  return rest.take(INTRODUCED) === null ? null : 'first';
}

const SIDE = /\b(before|after)\s{1,3}((?:the|a|an|his|her|their)\s[^?.!,;]{2,80})[?.!\s]*$/i;

function readSide(rest: Remainder): SearchQuery['side'] {
  const match = SIDE.exec(rest.text);
  const terms = queryTerms(match?.[2] ?? '').map(({ term }) => term);
  if (match === null || terms.length === 0) return null;
  // Only if something is left to look for: "the morning after the storm" is words.
  const before = rest.text.slice(0, match.index);
  if (queryTerms(before).length === 0) return null;
  rest.take(SIDE);
  return { side: match[1]?.toLowerCase() === 'before' ? 'before' : 'after', terms };
}

const IN_A_PLACE = /\b(?:in|at|inside|aboard|on|outside)\s{1,3}(?:(?:the|a|an|his|her|their|its|my|our)\s{1,3})?/gi;
const LONGEST_PLACE = 5;

/** A place counts if headings name it as a whole or by its last word ("kitchen" for BLOOM HOUSE KITCHEN). */
function readPlace(rest: Remainder, settings: readonly SceneSetting[]): readonly string[] | null {
  for (const match of rest.text.matchAll(IN_A_PLACE)) {
    const start = match.index + match[0].length;
    const words = searchTerms(rest.text.slice(start, start + 120)).slice(0, LONGEST_PLACE);
    if (words[0] === undefined || words[0].offset > 0) continue;
    for (let length = words.length; length > 0; length--) {
      const place = words.slice(0, length).map(({ term }) => term);
      if (!settings.some((setting) => setting.places.some((part) => endsWith(part, place)))) continue;
      const last = words[length - 1];
      rest.blank(match.index, start + (last === undefined ? 0 : last.offset + last.word.length));
      return place;
    }
  }
  return null;
}

function endsWith(part: readonly string[], place: readonly string[]): boolean {
  return place.length <= part.length && place.every((term, i) => part[part.length - place.length + i] === term);
}

const DAY_PART_WORD =
  'night|nighttime|day|daytime|daylight|dawn|dusk|morning|evening|afternoon|noon|midnight|sunset|sunrise|twilight';
const DAY_PARTS: readonly RegExp[] = [
  new RegExp(`\\b(?:late )?(?:at|by) (${DAY_PART_WORD})\\b`, 'i'),
  new RegExp(`\\b(?:in|during) the (${DAY_PART_WORD})\\b`, 'i'),
  new RegExp(`\\b(${DAY_PART_WORD}) (?:scenes?\\b|(?=interiors?\\b|exteriors?\\b))`, 'i'),
  new RegExp(`\\bscenes? (?:set |that (?:are|is) )?(${DAY_PART_WORD})\\b`, 'i'),
  /\b(DAY|NIGHT|DAWN|DUSK|MORNING|EVENING)\b/,
];

function readDayPart(rest: Remainder, settings: readonly SceneSetting[]): DayPart | null {
  for (const pattern of DAY_PARTS) {
    const word = folded(pattern.exec(rest.text)?.[1] ?? '')
      .replace('time', '')
      .replace('light', '');
    const part = word === 'twi' ? 'twilight' : word;
    // A script whose headings never say "morning" says it in words, if at all.
    if (!isDayPart(part) || !settings.some((setting) => setting.dayParts.has(part))) continue;
    rest.take(pattern);
    return part;
  }
  return null;
}

function readInterior(rest: Remainder): boolean | null {
  const word = rest.take(/\b(interior|exterior)s?\b|\b(INT|EXT)\b\.?/i)?.[0].toLowerCase();
  return word === undefined ? null : word.startsWith('int');
}

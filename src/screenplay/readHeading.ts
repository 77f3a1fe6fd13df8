/** A scene heading taken apart, as far as it follows the form "INT. PLACE - TIME". */
export interface HeadingParts {
  /** "inside", "outside", "inside and outside", or empty. */
  readonly side: string;
  /** As written. */
  readonly place: string;
  /** The time of day or its relation to the scene before, in small letters without brackets; empty where there is none. */
  readonly time: string;
}

/** Reads a heading without its number. What is behind the last dash is a time only if it has a word for one. */
export function readHeading(heading: string): HeadingParts {
  const text = heading.replace(/\s+/gu, ' ').trim();
  const prefix = PREFIX.exec(text)?.[0] ?? '';
  const rest = text.slice(prefix.length);
  const side = sideOf(prefix);
  const split = /^(.*\S)(?:\s+(?:--|[-–—])\s*|\s*,\s+)(\S.*)$/u.exec(withoutEdges(rest));
  const tail = split?.[2] ?? '';
  if (split === null || !isTime(tail)) return { side, place: rest.trim(), time: '' };
  const time = tail
    .replace(/[([]([^)\]]*)[)\]]/gu, (_, inner: string) => (isTime(inner) || /\d/u.test(inner) ? ` ${inner} ` : ' '))
    .replace(/[()[\]]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
  return { side, place: withoutRelation(split[1] ?? ''), time };
}

const PREFIX = /^(?:int\.?\s?\/\s?ext|ext\.?\s?\/\s?int|i\.?\/e|int|ext|est)\b[.\s]*/iu;

function sideOf(prefix: string): string {
  if (prefix === '') return '';
  if (prefix.includes('/')) return 'inside and outside';
  return /^int/iu.test(prefix) ? 'inside' : 'outside';
}

function withoutEdges(text: string): string {
  return text.trim().replace(/[.\s]+$/u, '');
}

/** "PIER - NIGHT" of "PIER - NIGHT - CONTINUOUS" is the pier. */
function withoutRelation(place: string): string {
  const split = /^(.*\S)\s+[-–—]\s+(\S+)$/u.exec(place);
  return split !== null && isTime(split[2] ?? '') ? (split[1] ?? place) : place;
}

/** A word for a time; behind a dash in scripts that the table does not know, anything. */
function isTime(tail: string): boolean {
  return TIME.test(tail) || (/\p{L}/u.test(tail) && !/[\p{Script=Latin}]/u.test(tail) && tail.split(' ').length <= 2);
}

const TIME =
  /(?:^|[\s(/[])(?:days?|nights?|morning|evening|afternoon|noon|midday|midnight|dawn|dusk|sunrise|sunset|sundown|twilight|daybreak|magic hour|later|continuous|continued|cont'?d|cont|same|same time|moments?|present|past|past day|flashback|minutes|hours|jour|nuit|matin|soir|soirée|après-midi|aube|crépuscule|midi|minuit|tag|nacht|morgen|abend|nachmittag|mittag|mitternacht|dämmerung|día|dia|noche|tarde|mañana|amanecer|atardecer|noite|manhã|giorno|notte|mattina|sera|pomeriggio|alba|tramonto|день|ночь|утро|вечер)(?=$|[\s)\]/.,])/iu;

/**
 * Whether a paragraph's first line that is no scene heading was probably meant as one: `INTERIOR BARN`, `INT: BARN`,
 * `EXT/INT BARN`, or capitals that end in a time of day, as `BARN - NIGHT` does. Prose that only begins with such a word is not.
 */
export function isNearlyHeading(page: string, start = 0, end = page.length): boolean {
  const first = page.charCodeAt(start) | 32;
  // Neither E nor I in front, nor a second letter that is no small one: most lines end here.
  if (first !== 101 && first !== 105 && isSmall(page.charCodeAt(start + 1))) return false;
  const text = page.slice(start, end);
  const inCapitals = !SMALL_LETTER.test(text);
  if (inCapitals && TIME_OF_DAY.test(text) && !CAPTION.test(text)) return true;
  if (first !== 101 && first !== 105) return false;
  if (TURNED_ROUND.test(text) || MARKED_OFF.test(text)) return true;
  return SPELLED_OUT.test(text) && (inCapitals || TIME_OF_DAY.test(text));
}

function isSmall(unit: number): boolean {
  return unit >= 97 && unit <= 122;
}

const TURNED_ROUND = /^(?:EXT\.?\/INT|E\/I)[.\s:]/i;
const MARKED_OFF = /^(?:INTERIOR|EXTERIOR|INT|EXT)\s?[.:]\s*\S/i;
const SPELLED_OUT = /^(?:INTERIOR|EXTERIOR)\s+\S/i;
const TIME_OF_DAY =
  /\s[-–—]+\s(?:DAY|NIGHT|DAWN|DUSK|SUNRISE|SUNSET|MORNING|NOON|AFTERNOON|EVENING|MIDNIGHT|CONTINUOUS|(?:MOMENTS )?LATER|SAME(?: TIME)?)\.?$/i;
const SMALL_LETTER = /\p{Ll}/u;
/** `SUPER: PARIS - NIGHT` and the like stand on the screen. */
const CAPTION = /[:"“”]/;

/**
 * Whether a paragraph's first line that is no scene heading was probably meant as one: `INTERIOR BARN`, `INT: BARN`,
 * `EXT/INT BARN`, or capitals that end in a time of day, as `BARN - NIGHT` does. Prose that only begins with such a word is not.
 */
export function isNearlyHeading(page: string, start = 0, end = page.length): boolean {
  const isPrefixed = startsAsHeading(page, start);
  if (!isPrefixed && !isCapitalsWithDash(page, start, end)) return false;
  const text = page.slice(start, end);
  const inCapitals = !SMALL_LETTER.test(text);
  if (inCapitals && TIME_OF_DAY.test(text) && !CAPTION.test(text)) return true;
  if (!isPrefixed) return false;
  if (TURNED_ROUND.test(text) || MARKED_OFF.test(text)) return true;
  return SPELLED_OUT.test(text) && (inCapitals || TIME_OF_DAY.test(text));
}

/** Whether the next three units are INT, EXT or E/I: one of the three is what the patterns for a prefix begin with. */
function startsAsHeading(page: string, start: number): boolean {
  const first = page.charCodeAt(start) | 32;
  if (first !== 101 && first !== 105) return false;
  const second = page.charCodeAt(start + 1) | 32;
  const third = page.charCodeAt(start + 2) | 32;
  return third === 116 ? second === (first === 101 ? 120 : 110) : first === 101 && second === 47 && third === 105;
}

/** Whether there is a dash, as before a time of day, and no small letter of ASCII: in most lines the second unit is one. */
function isCapitalsWithDash(page: string, start: number, end: number): boolean {
  let hasDash = false;
  for (let i = start; i < end; i++) {
    const unit = page.charCodeAt(i);
    if (unit >= 97 && unit <= 122) return false;
    if (unit === 45 || unit === 0x2013 || unit === 0x2014) hasDash = true;
  }
  return hasDash;
}

const TURNED_ROUND = /^(?:EXT\.?\/INT|E\/I)[.\s:]/i;
const MARKED_OFF = /^(?:INTERIOR|EXTERIOR|INT|EXT)\s?[.:]\s*\S/i;
const SPELLED_OUT = /^(?:INTERIOR|EXTERIOR)\s+\S/i;
const TIME_OF_DAY =
  /\s[-–—]+\s(?:DAY|NIGHT|DAWN|DUSK|SUNRISE|SUNSET|MORNING|NOON|AFTERNOON|EVENING|MIDNIGHT|CONTINUOUS|(?:MOMENTS )?LATER|SAME(?: TIME)?)\.?$/i;
const SMALL_LETTER = /\p{Ll}/u;
/** `SUPER: PARIS - NIGHT` and the like stand on the screen. */
const CAPTION = /[:"“”]/;

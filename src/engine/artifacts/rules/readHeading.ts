/** A scene heading taken apart, as far as it follows the form. */
export interface HeadingParts {
  /** "inside", "outside", "inside and outside", or empty. */
  readonly side: string;
  /** Between the two, as written. */
  readonly place: string;
  /** After the last dash, as written but in small letters; empty where there is none. */
  readonly time: string;
}

export function readHeading(heading: string): HeadingParts {
  const text = heading.replace(/\s+/gu, ' ').trim();
  const prefix = PREFIX.exec(text);
  const rest = prefix === null ? text : text.slice(prefix[0].length);
  const side = prefix === null ? '' : sideOf(prefix[0]);
  const dash = Math.max(...[' - ', ' – ', ' — ', ' -- '].map((mark) => rest.lastIndexOf(mark)));
  if (dash <= 0) {
    const bare = BARE_TIME.exec(rest);
    return bare === null
      ? { side, place: rest.trim(), time: '' }
      : { side, place: rest.slice(0, bare.index).trim(), time: (bare[1] ?? '').toLowerCase() };
  }
  const time = rest
    .slice(dash)
    .replace(/^[\s–—-]+/u, '')
    .trim();
  return { side, place: rest.slice(0, dash).trim(), time: time.toLowerCase() };
}

const PREFIX = /^(?:int\.?\s?\/\s?ext|ext\.?\s?\/\s?int|i\.?\/e|int|ext|est)\b[.\s]*/iu;

const BARE_TIME =
  /,\s*((?:[\p{L}']+ ){0,3}(?:day|night|morning|evening|afternoon|dawn|dusk|later|same|continued|continuous))$/iu;

function sideOf(prefix: string): string {
  const folded = prefix.toLowerCase();
  if (folded.startsWith('i') && folded.includes('e') && folded.includes('/')) return 'inside and outside';
  if (folded.includes('/')) return 'inside and outside';
  return folded.startsWith('int') ? 'inside' : 'outside';
}

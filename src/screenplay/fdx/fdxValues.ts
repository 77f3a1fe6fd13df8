import type { EmphasisStyle } from '../screenplay';
import type { FdxNote } from './fdxParagraph';

/** `Yes` and `No`; null for anything else. */
export function readBoolean(value: string | undefined): boolean | null {
  return value === 'Yes' ? true : value === 'No' ? false : null;
}

/** A `Style`, several joined by `+`. Those that Fountain has, in its order; strikeouts and the like are passed over. */
export function readStyles(value: string | undefined): {
  readonly styles: readonly EmphasisStyle[];
  readonly capitals: boolean;
} {
  if (value === undefined || value === '') return NO_STYLE;
  const parts = value.split('+');
  return {
    styles: STYLES.flatMap(([name, style]) => (parts.includes(name) ? [style] : [])),
    capitals: parts.includes('AllCaps'),
  };
}

/** A `Style` for runs in these styles; null where it has none. */
export function styleValue(styles: readonly EmphasisStyle[]): string | null {
  const names = STYLES.flatMap(([name, style]) => (styles.includes(style) ? [name] : []));
  return names.length === 0 ? null : names.join('+');
}

const NO_STYLE = { styles: [], capitals: false } as const;
const STYLES: readonly (readonly [string, EmphasisStyle])[] = [
  ['Bold', 'bold'],
  ['Italic', 'italic'],
  ['Underline', 'underline'],
];

/** A length such as `1 3/8`, `5/8` or `2` in eighths of a page; null where it is none. */
export function readEighths(value: string | undefined): number | null {
  const match = LENGTH.exec((value ?? '').trim());
  if (!match) return null;
  const [, pages, eighths, whole] = match;
  return Number(whole ?? pages ?? 0) * 8 + Number(eighths ?? 0);
}

const LENGTH = /^(?:(?:(\d{1,6}) +)?(\d{1,2})\/8|(\d{1,6}))$/;

/** A `Range`, whichever of its ends comes first; null where it is none. */
export function readRange(value: string | undefined): FdxNote['range'] {
  const match = /^(\d{1,9}),(\d{1,9})$/.exec((value ?? '').trim());
  if (!match) return null;
  const [a, b] = [Number(match[1]), Number(match[2])];
  return { start: Math.min(a, b), end: Math.max(a, b) };
}

/**
 * The text of a `Text` with its soft breaks as `\n`. Final Draft writes U+2028 and others a line end; what a pretty-printer has
 * set on lines of its own, indented, loses those.
 */
export function joinedText(text: string): string {
  const joined = text.replace(SOFT_BREAK, '\n').replaceAll('\uFEFF', '').replaceAll('\f', ' ');
  return PRETTY_PRINTED.test(joined) ? joined.trim() : joined;
}

const SOFT_BREAK = /\r\n|[\r\u2028\u2029\u0085]/g;
const PRETTY_PRINTED = /^\n[ \t]+[^]*\n[ \t]*$/;

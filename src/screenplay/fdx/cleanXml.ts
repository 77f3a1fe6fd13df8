import { cleanText } from '../cleanText';

/** XML as a reader can take it, and how many lines before its first character were left out. */
export interface CleanXml {
  readonly text: string;
  readonly skippedLines: number;
}

/**
 * Takes away what keeps a strict reader from files that are all right otherwise: blanks and a byte-order mark before the
 * declaration, characters that XML 1.0 does not allow (2.2, Char), written as such or as a reference. A vertical tab is the soft
 * break of older programs; each of the others becomes U+FFFD.
 */
export function cleanXml(xml: string): CleanXml {
  const start = xml.search(INK);
  if (start === -1) return { text: '', skippedLines: 0 };
  const text = cleanText(xml.slice(start))
    .replaceAll('\u000B', '\u2028')
    .replace(NOT_ALLOWED, '\uFFFD')
    .replace(REFERENCE, (written, hex: string | undefined, decimal: string | undefined) =>
      isAllowed(hex === undefined ? Number(decimal) : parseInt(hex, 16)) ? written : '\uFFFD',
    );
  return { text, skippedLines: xml.slice(0, start).split(/\r\n|\r|\n/).length - 1 };
}

const INK = /[^\s\uFEFF]/;
/** The control characters but tab and line ends, those above U+007F left alone, and the two that are none. */
const NOT_ALLOWED = /[^\P{Cc}\t\n\r\u007F-\u009F]|[\uFFFE\uFFFF]/gu;
const REFERENCE = /&#(?:x([0-9a-fA-F]+)|([0-9]+));/g;

function isAllowed(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

import { cleanText } from './cleanText';

export type DecodeWarningCode = 'binary' | 'nul' | 'replaced' | 'empty';

/** `message` is one sentence for the writer. */
export interface DecodeWarning {
  readonly code: DecodeWarningCode;
  readonly message: string;
}

/** A file's text without byte-order mark, and what was odd about its bytes. */
export interface DecodedText {
  readonly text: string;
  readonly warnings: readonly DecodeWarning[];
}

/**
 * Reads a file's bytes as text; never fails. Byte-order marks of UTF-8 and UTF-16 are honoured and left out. Without one the text
 * is UTF-8, or windows-1252 where it cannot be UTF-8 and reads well as that (files of old programs). U+0000 and lone surrogates
 * become U+FFFD, one unit for one.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const decoded = decode(bytes);
  const warnings: DecodeWarning[] = [];
  const warn = (code: DecodeWarningCode): void => void warnings.push({ code, message: MESSAGES[code] });
  const text = cleanText(decoded);
  if (isBinary(bytes, text)) warn('binary');
  if (decoded.includes('\0')) warn('nul');
  if (countOf(text, '\uFFFD') > countOf(decoded, '\0')) warn('replaced');
  if (text.trim() === '') warn('empty');
  return { text, warnings };
}

const MESSAGES: Readonly<Record<DecodeWarningCode, string>> = {
  binary: 'This does not look like a text file: open the screenplay itself, or export it as Fountain.',
  nul: 'The file holds NUL characters, which are shown as \uFFFD: save it again as UTF-8.',
  replaced: 'Some characters could not be read and are shown as \uFFFD: save the file again as UTF-8.',
  empty: 'The file holds no text.',
};

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decodeAs('utf-8', bytes.subarray(3));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', bytes.subarray(2));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return isWindows1252(bytes) ? decodeWindows1252(bytes) : decodeAs('utf-8', bytes);
  }
}

function decodeAs(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
}

/** Node's own decoder of that name reads 0x80 to 0x9F as control characters; these are what the code page has there. */
function decodeWindows1252(bytes: Uint8Array): string {
  return decodeAs('latin1', bytes).replace(/[\u0080-\u009F]/g, (char) => {
    const shown = WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80);
    return shown === ' ' ? char : shown;
  });
}

/** From 0x80 on; a blank where nothing is assigned. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** Whether bytes that are not UTF-8 read well as windows-1252: no control characters, and no more UTF-8 sequences than strays. */
function isWindows1252(bytes: Uint8Array): boolean {
  let strays = 0;
  let sequences = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) {
      if (isControl(byte)) return false;
      continue;
    }
    const length = sequenceLength(bytes, i);
    if (length > 0) {
      sequences++;
      i += length - 1;
      continue;
    }
    if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) return false;
    strays++;
  }
  return strays > sequences;
}

/** Bytes of the well-formed UTF-8 sequence at `i`, 0 where there is none. Overlong forms are not told apart: this only counts. */
function sequenceLength(bytes: Uint8Array, i: number): number {
  const lead = bytes[i] ?? 0;
  const length =
    lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  for (let k = 1; k < length; k++) if (((bytes[i + k] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function isControl(code: number): boolean {
  return (
    (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 11 && code !== 27) || code === 127
  );
}

const MAGIC: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0x50, 0x4b, 0x03, 0x04], // ZIP: .docx, .fadein
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0xd0, 0xcf, 0x11, 0xe0], // .doc
  [0x1f, 0x8b], // gzip
];

/** Whether a file is clearly no text: a known signature, or more than one character in twenty that no text has. */
function isBinary(bytes: Uint8Array, text: string): boolean {
  if (MAGIC.some((magic) => magic.every((byte, i) => bytes[i] === byte))) return true;
  let odd = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0xfffd || isControl(unit)) odd++;
  }
  return odd > 0 && odd * 20 > text.length;
}

function countOf(text: string, char: string): number {
  let count = 0;
  for (let at = text.indexOf(char); at !== -1; at = text.indexOf(char, at + 1)) count++;
  return count;
}

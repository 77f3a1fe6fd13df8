import { plainText } from '../story/plainText';

/**
 * Writes words for a person, without what a terminal would obey or hide: a script, a model or its server may say anything.
 * Nothing for a person is written to a stream in another way.
 */
export function writeText(stream: Pick<NodeJS.WritableStream, 'write'>, text: string): void {
  stream.write(terminalText(text));
}

/** Writes the contents of a file: to the letter, but on a terminal as words for a person. */
export function writeDocument(
  stream: Pick<NodeJS.WritableStream, 'write'> & { readonly isTTY?: boolean },
  text: string,
): void {
  if (stream.isTTY === true) writeText(stream, text);
  else stream.write(text);
}

/** `plainText` whose lines end in one way: a carriage return would write over what stands there. */
function terminalText(text: string): string {
  return plainText(text).replace(/\r\n?|[\f\u0085]/gu, '\n');
}

/** Writes one object on one line. It reads back as it is; what a terminal would obey is escaped, as JSON allows. */
export function writeJson(stream: Pick<NodeJS.WritableStream, 'write'>, value: unknown): void {
  stream.write(`${JSON.stringify(value).replace(OBEYED, escaped)}\n`);
}

/** What `JSON.stringify` leaves as it is: the second set of controls, and marks of writing direction. */
const OBEYED = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

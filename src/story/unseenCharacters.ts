/**
 * What a reader cannot see: control characters, bidirectional controls, zero-width and tag characters, lone surrogates.
 * Also the line ends that are not `\n`, and joiners, which some scripts need.
 */
export const UNSEEN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are what is looked for
  /\r\n|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

/** Whether this one character is one of them; a line end is seen. */
export function isUnseen(character: string): boolean {
  return !LINE_ENDS.has(character) && character.replace(UNSEEN, '') === '' && character !== '';
}

const LINE_ENDS: ReadonlySet<string> = new Set(['\r', '\r\n', '\u2028', '\u2029']);

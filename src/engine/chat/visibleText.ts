/**
 * A text without what a reader cannot see: control characters, bidirectional controls, zero-width and tag characters.
 * They could carry orders to a model or show words in another order than they stand. Joiners stay where a script needs
 * them: behind a character that is not ASCII. Lone surrogates go too.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (found, at: number) => {
    if (found === '\r\n' || found === '\r') return '\n';
    if (found === '\u2028' || found === '\u2029') return ' ';
    if ((found === '\u200c' || found === '\u200d') && at > 0 && text.charCodeAt(at - 1) > 0x7f) return found;
    return '';
  });
}

/** Whether this one character is dropped by `visibleText`. */
export function isUnseen(character: string): boolean {
  return visibleText(character) === '' && character !== '';
}

const UNSEEN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- these are what is looked for
  /\r\n|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]|[\ud800-\udfff]/gu;

import { UNSEEN } from '../../story/unseenCharacters';

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

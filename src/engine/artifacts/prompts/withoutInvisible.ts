import { cleanText } from '../../../screenplay/cleanText';

/**
 * A text without control characters, bidirectional marks and what else cannot be seen (chat.md, *Safety*): nothing reaches
 * a model, and nothing comes from it, that a reader would not see. Line ends of every kind become `\n`. The joiners stay:
 * Indic scripts, Persian and emoji need them.
 */
export function withoutInvisible(text: string): string {
  return cleanText(text.replace(LINE_END, '\n').replace(INVISIBLE, ''));
}

const LINE_END = /\r\n|[\r\v\f\u0085\u2028\u2029]/gu;

/** Characters that are left out, wherever they stand. */
export const INVISIBLE = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}\u{E0100}-\u{E01EF}]/gu;

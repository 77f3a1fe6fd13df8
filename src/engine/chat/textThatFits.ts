import type { ChatTokens } from './chatTokens';

/**
 * The beginning of a text that has no more than `most` tokens: all of it, else whole sentences; whole words where the first
 * sentence is too long, whole characters as readers see them where that has no words apart. Of any script: Chinese and
 * Japanese have sentences and words without blanks between. '' where not one character fits.
 */
export function textThatFits(text: string, most: number, tokens: ChatTokens): string {
  if (tokens.of(text) <= most) return text;
  for (const granularity of ['sentence', 'word', 'grapheme'] as const) {
    let kept = '';
    for (const { index, segment } of new Intl.Segmenter('und', { granularity }).segment(text)) {
      const longer = text.slice(0, index + segment.length).trim();
      if (tokens.of(longer) > most) break;
      kept = longer;
    }
    if (kept !== '') return kept;
  }
  return '';
}

import { plainText } from '../../screenplay/emphasis';
import type { ScreenplayElement } from '../../screenplay/screenplay';

/**
 * The line on which a quote starts among these elements; null if it does not stand there. Compared without emphasis
 * marks, in NFC, blanks folded, quotation marks and dashes unified, case kept (chat.md, *Grounding*). A quote stands within
 * one element.
 */
export function locateQuote(elements: readonly ScreenplayElement[], quote: string): number | null {
  const wanted = folded(quote).text;
  if (wanted === '') return null;
  for (const element of elements) {
    const { text, breaks } = folded(plainText(element.text));
    const at = text.indexOf(wanted);
    if (at >= 0) return element.line + breaks.filter((position) => position < at).length;
  }
  return null;
}

/** Text with every run of blanks as one space, and where in it line breaks stood. */
function folded(text: string): { readonly text: string; readonly breaks: readonly number[] } {
  const breaks: number[] = [];
  let result = '';
  for (const [position, line] of text.split('\n').entries()) {
    const words = line
      .normalize('NFC')
      .replace(/\s+/gu, ' ')
      .replace(/[\u2018\u2019\u201a\u201b]/gu, "'")
      .replace(/[\u201c\u201d\u201e\u201f]/gu, '"')
      .replace(/[\u2010-\u2015]/gu, '-')
      .trim();
    if (position > 0) {
      breaks.push(result.length);
      if (result !== '' && words !== '') result += ' ';
    }
    result += words;
  }
  return { text: result, breaks };
}

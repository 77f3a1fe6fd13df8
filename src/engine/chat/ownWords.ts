import { foldText, wordsAt } from '../../story/foldedText';
import { marksIn } from './quotationMarks';

/**
 * Tells whether words are the writer's own, quoted back: all of the question or a whole sentence of it, or words of the
 * selection. What a question has in quotation marks is asked about and proves nothing, nor do a few words of it.
 */
export function ownWords(question: string, selection: string | null): (words: string) => boolean {
  const sentences = marksIn(question).firm.length > 0 ? [] : question.split(/(?<=[.!?…。？！])\s+|\n+/u);
  const asked = new Set([question, ...sentences].map(comparable));
  const selected = selection === null ? '' : foldText(selection).text;
  return (words) => {
    const wanted = comparable(words);
    return asked.has(wanted) || wordsAt(selected, foldText(words).text).next().done === false;
  };
}

function comparable(text: string): string {
  return foldText(text)
    .text.toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu, '');
}

import { createTokenCounter } from '../../../models/tokenEstimate';
import { clipToTokens, onOneLine } from '../rules/clip';
import { sentencesOf } from '../rules/sentences';
import { withoutInvisible } from './withoutInvisible';

/** Counts what a model answered. One for all prompts: its ranks are decoded once, at the first answer. */
export const countTokens = createTokenCounter();

/**
 * A text of an answer as it is stored: on one line, without what cannot be seen and without handles in brackets (they mean
 * nothing once the answer is read), and of its sentences as many as stay within `maxTokens`. Where not even the first does:
 * its first words, with an ellipsis.
 */
export function answerText(text: string, maxTokens: number): string {
  // More cannot fit; a megabyte need not be counted.
  const plain = onOneLine(withoutInvisible(text.slice(0, maxTokens * LONGEST_TOKEN)).replace(BRACKETED_HANDLES, ''));
  if (countTokens(plain) <= maxTokens) return plain;
  return firstSentences(plain, maxTokens) || clipToTokens(plain, maxTokens, countTokens);
}

/** The sentences of a text from the first on, each version one longer: what `fitLines` takes. */
export function growingVersions(text: string): readonly string[] {
  const sentences = sentencesOf(text);
  if (sentences.length === 0) return text === '' ? [] : [text];
  return sentences.map((_, index) => sentences.slice(0, index + 1).join(' '));
}

function firstSentences(text: string, maxTokens: number): string {
  return growingVersions(text).findLast((version) => countTokens(version) <= maxTokens) ?? '';
}

/** UTF-16 units; the longest words of one token. */
const LONGEST_TOKEN = 16;

const BRACKETED_HANDLES = /\s*[([]\s*S\d+(?:\s*(?:[,;/–-]|and)\s*S\d+)*\s*[)\]]/gu;

import type { AnswerBlock } from './offlineAnswer';
import { block } from './wording';

/** One sentence on what of an answer ("The outline is") is behind the text and why, as a list of blocks: empty where nothing is. */
export function behindNote(what: string, reasons: readonly string[]): AnswerBlock[] {
  if (reasons.length === 0) return [];
  const why = reasons.map((reason) => uncapitalised(reason.replace(/[.\s]+$/u, ''))).join('; ');
  return [block(`${what} as of the last analysis; behind: ${why}.`)];
}

function uncapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
